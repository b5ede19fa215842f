/** `reserved` and `extensions`: runs of numbers, and names. */
import type { ProtoOption, NumberRange, ReservedName } from "./schema.ts";
import type { Cursor } from "./cursor.ts";
import { parseBracketOptions, parseText } from "./parse-options.ts";

export const FIELD_NUMBER_MAX = 536_870_911;
export const ENUM_NUMBER_MAX = 2_147_483_647;

/** `reserved 2, 9 to 11, 40 to max;`, `reserved "a", "b";`, in editions `reserved a, b;`. */
export function parseReserved(
  cursor: Cursor,
  max: number,
  numbers: NumberRange[],
  names: ReservedName[],
): void {
  cursor.expect("reserved", "first");
  do {
    const { token } = cursor;
    const { start } = token;
    if (token.kind === "text") {
      const name = parseText(cursor);
      names.push({ name, range: { start, end: cursor.previousEnd } });
    } else if (token.kind === "word") {
      const word = cursor.next();
      names.push({ name: word.text, range: { start, end: word.end } });
    } else {
      numbers.push(parseRange(cursor, max));
    }
  } while (cursor.take(",") !== null);
  cursor.semicolon();
}

/** `extensions 100 to 199, 500 to max [declaration = …];` */
export function parseExtensions(cursor: Cursor, ranges: NumberRange[]): void {
  cursor.expect("extensions", "first");
  do {
    ranges.push(parseRange(cursor, FIELD_NUMBER_MAX));
  } while (cursor.take(",") !== null);
  const ignored: ProtoOption[] = [];
  parseBracketOptions(cursor, ignored);
  cursor.semicolon();
}

function parseRange(cursor: Cursor, max: number): NumberRange {
  const first = cursor.integer("a number");
  if (cursor.take("to") === null) return { start: first.value, end: first.value, range: first.range };
  if (cursor.take("max") !== null) {
    return { start: first.value, end: max, range: { start: first.range.start, end: cursor.previousEnd } };
  }
  const last = cursor.integer("the last number of the range, or max");
  return {
    start: first.value,
    end: last.value,
    range: { start: first.range.start, end: last.range.end },
  };
}
