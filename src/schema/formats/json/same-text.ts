/** Parts that are written the same in both texts need no comparing: most of a schema, on most keystrokes. */
import { isModern, type SchemaNode } from "./schema.ts";

/** Whether two schemas say the same because they are written the same; false says nothing. */
export function areWrittenAlike(a: SchemaNode, b: SchemaNode): boolean {
  if (a.ownText === null || a.ownText !== b.ownText) return false;
  const { dialect } = a.document;
  return dialect === b.document.dialect || (isModern(dialect) && isModern(b.document.dialect));
}

const alternatives = new WeakMap<SchemaNode, boolean>();

/** Whether allOf, anyOf or oneOf is somewhere inside, as far as the text shows. */
export function mayHaveAlternatives(node: SchemaNode): boolean {
  let may = alternatives.get(node);
  if (may === undefined) {
    may = node.document.text.slice(node.range.start, node.range.end).includes('Of"');
    alternatives.set(node, may);
  }
  return may;
}
