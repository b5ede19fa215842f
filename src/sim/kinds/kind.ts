/** What can stand on the canvas: one file a kind, one line in `index.ts`; forms, validation, palette and docs follow from it. */
import type { Fields } from "#scenario/fields.ts";

export interface NodeKind<F extends Fields = Fields> {
  /** What documents save in `node.kind`. */
  readonly kind: string;
  readonly title: string;
  /** One sentence for the palette: what it is. */
  readonly summary: string;
  readonly fields: F;
  /** Start of the name of a new node, e.g. "service". */
  readonly namePrefix: string;
  /** Path data of its symbol on a 24 × 24 grid, drawn as a 1.75 wide line. */
  readonly glyph: string;
  /** Wires that may start here: wire kind -> kinds that it may reach. */
  readonly wires: Readonly<Record<string, readonly string[]>>;
}

/** Keeps the exact field types of a kind. */
export function defineKind<const F extends Fields>(kind: NodeKind<F>): NodeKind<F> {
  return kind;
}
