/** Differences while they are found: paths relative to the pair that is compared, places as nodes. */
import type { SchemaNode } from "./schema.ts";

/** Where something is or should be: at a keyword of a node, or at the node itself. */
export interface Anchor {
  readonly node: SchemaNode;
  readonly keyword: string | null;
}

export interface Found<Code extends string = string> {
  readonly code: Code;
  /** Relative, tokens joined by `/`; "" is the pair itself. */
  readonly path: string;
  readonly original: Anchor;
  readonly update: Anchor;
}

export function at(node: SchemaNode, keyword: string | null = null): Anchor {
  return { node, keyword };
}

/** The same differences, seen from one or more steps further out. */
export function under<Code extends string>(
  token: string,
  found: readonly Found<Code>[],
): readonly Found<Code>[] {
  if (found.length === 0) return found;
  return found.map((one) => ({ ...one, path: one.path === "" ? token : `${token}/${one.path}` }));
}

/**
 * What is found behind a `$ref` into another text cannot be underlined in this one: it is said of the `$ref` instead.
 */
export function anchoredHere<Code extends string>(
  found: readonly Found<Code>[],
  original: SchemaNode,
  update: SchemaNode,
): readonly Found<Code>[] {
  if (found.length === 0) return found;
  const own = (anchor: Anchor, ref: SchemaNode): Anchor =>
    anchor.node.document === ref.document ? anchor : at(ref, "$ref");
  return found.map((one) => ({
    ...one,
    original: own(one.original, original),
    update: own(one.update, update),
  }));
}
