import { create } from "zustand";
import { Glyph } from "#ui/Glyph.tsx";

/** Kinds come a moment after the first picture, which needs nothing else of them. */
const useGlyphs = create<Readonly<Record<string, string>> | null>()(() => null);
void import("#sim/kinds/index.ts").then(({ kinds }) =>
  useGlyphs.setState(Object.fromEntries(Object.values(kinds).map(({ kind, glyph }) => [kind, glyph])), true),
);

const UNKNOWN_GLYPH =
  "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7 M12 16.5h.01";

/** The symbol of a kind; of one that this version does not know, a question mark. Its place is kept until it comes. */
export function KindGlyph({ kind, size }: { readonly kind: string; readonly size: number }) {
  const glyph = useGlyphs((glyphs) => (glyphs === null ? "" : (glyphs[kind] ?? UNKNOWN_GLYPH)));
  return <Glyph d={glyph} size={size} />;
}
