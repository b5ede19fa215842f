/** Parts that are written the same in both texts need no comparing: most of a schema, on most keystrokes. */
import { isModern, type SchemaNode } from "./schema.ts";

/** The text of a node as written; null where it says more than it shows, by `$ref`. */
const texts = new WeakMap<SchemaNode, string | null>();

function ownText(node: SchemaNode): string | null {
  let text = texts.get(node);
  if (text === undefined) {
    const { start, end } = node.range;
    const written = node.document.text.slice(start, end);
    // Escapes might hide a keyword's name.
    text = /[rR]ef"|\\/.test(written) ? null : written;
    texts.set(node, text);
  }
  return text;
}

/** Whether two schemas say the same because they are written the same; false says nothing. */
export function areWrittenAlike(a: SchemaNode, b: SchemaNode): boolean {
  if (a.range.end - a.range.start !== b.range.end - b.range.start) return false;
  const text = ownText(a);
  return (
    text !== null &&
    text === ownText(b) &&
    (a.document.dialect === b.document.dialect ||
      (isModern(a.document.dialect) && isModern(b.document.dialect)))
  );
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
