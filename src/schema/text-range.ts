/** Places in a schema's text. */

/** Characters from `start` to just before `end`, counted in UTF-16 units from 0, as JavaScript counts a string. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Puts `text` in the place of a range; an empty range inserts. Edits of one list never overlap and belong to one state of the text. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** The text after all edits. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const edit of edits.toSorted((a, b) => b.range.start - a.range.start)) {
    result = result.slice(0, edit.range.start) + edit.text + result.slice(edit.range.end);
  }
  return result;
}

/** Line and column of a character, both from 1, as editors and compilers count. */
export function lineAndColumn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
