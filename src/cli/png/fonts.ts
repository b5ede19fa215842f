/** Inter as plain fonts for the picture renderer, from the package of our fonts. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { unpackWoff } from "./woff.ts";

const WEIGHTS = [400, 500, 600, 700] as const;
/** The package's subsets beyond Latin, read only where a picture has letters for them. */
const SUBSETS = ["latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese"] as const;

/** The fonts that draw this text. Letters that no subset of Inter has are left out of the picture. */
export function fontsFor(text: string): Uint8Array[] {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("@fontsource/inter/files/inter-latin-400-normal.woff"));
  // oxlint-disable-next-line no-control-regex -- everything in Latin-1
  const isLatin = /^[\u0000-\u00ff\u2000-\u206f]*$/.test(text);
  const subsets = isLatin ? ["latin"] : ["latin", ...SUBSETS];
  return subsets.flatMap((subset) =>
    // The renderer takes the first font that has a letter, whatever its weight: one between all that we use.
    (subset === "latin" ? WEIGHTS : [500]).map((weight) =>
      unpackWoff(readFileSync(join(folder, `inter-${subset}-${weight}-normal.woff`))),
    ),
  );
}
