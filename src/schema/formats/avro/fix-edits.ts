/** Edits of JSON text that keep its formatting: what is put in looks as what is beside it. */
import { memberOf, type JsonArrayNode, type JsonNode, type JsonObjectNode } from "#schema/json-text.ts";
import type { TextEdit, TextRange } from "#schema/text-range.ts";

/** `value` in the place of a node or range. */
export function replace(range: TextRange, value: string): TextEdit {
  return { range, text: value };
}

/** Puts members into an object, behind its member `after`, or at its end. */
export function insertMembers(
  text: string,
  object: JsonObjectNode,
  members: readonly (readonly [key: string, value: string])[],
  after?: string,
): TextEdit {
  const anchor = (after === undefined ? undefined : memberOf(object, after)) ?? object.members.at(-1);
  const written = members.map(([key, value]) => `${JSON.stringify(key)}${colon(text, object)}${value}`);
  if (anchor === undefined) {
    const start = object.range.start + 1;
    return { range: { start, end: start }, text: written.join(", ") };
  }
  const separator = separatorOf(
    text,
    object.range.start,
    object.members.map(({ keyRange, value }) => ({ start: keyRange.start, end: value.range.end })),
  );
  const { end } = anchor.value.range;
  return { range: { start: end, end }, text: written.map((one) => separator + one).join("") };
}

/** Sets a member, whether it is there or not. */
export function setMember(
  text: string,
  object: JsonObjectNode,
  key: string,
  value: string,
  after?: string,
): TextEdit {
  const member = memberOf(object, key);
  return member === undefined
    ? insertMembers(text, object, [[key, value]], after)
    : replace(member.value.range, value);
}

/** Puts an item at the end of a list. */
export function appendItems(text: string, list: JsonArrayNode, items: readonly string[]): TextEdit {
  const last = list.items.at(-1);
  if (last === undefined) {
    const start = list.range.start + 1;
    return { range: { start, end: start }, text: items.join(", ") };
  }
  const ranges = list.items.map(({ range }) => range);
  const separator = separatorOf(text, list.range.start, ranges);
  const { end } = last.range;
  return { range: { start: end, end }, text: items.map((item) => separator + item).join("") };
}

/** Takes items out of a list, each with one comma. */
export function removeItems(list: JsonArrayNode, gone: ReadonlySet<JsonNode>): readonly TextEdit[] {
  const kept = list.items.filter((item) => !gone.has(item));
  const [first] = list.items;
  const last = list.items.at(-1);
  if (first === undefined || last === undefined) return [];
  if (kept.length === 0) return [{ range: { start: first.range.start, end: last.range.end }, text: "" }];
  const edits: TextEdit[] = [];
  let before: JsonNode | undefined;
  for (const [index, item] of list.items.entries()) {
    if (!gone.has(item)) {
      before = item;
      continue;
    }
    const next = list.items[index + 1];
    // Before the first kept item the comma behind goes, later the one before.
    const range =
      before === undefined && next !== undefined
        ? { start: item.range.start, end: next.range.start }
        : { start: list.items[index - 1]?.range.end ?? item.range.start, end: item.range.end };
    edits.push({ range, text: "" });
  }
  return edits;
}

/** Comma and space as between the neighbours; of a single one, as before it. */
function separatorOf(text: string, open: number, ranges: readonly TextRange[]): string {
  const [first, second] = ranges;
  if (first === undefined) return ", ";
  if (second !== undefined) {
    const between = text.slice(first.end, second.start);
    if (/^\s*,\s*$/.test(between)) return between;
  }
  const before = text.slice(open + 1, first.start);
  return /^\s*\n\s*$/.test(before) ? `,${before}` : ", ";
}

function colon(text: string, object: JsonObjectNode): string {
  const [first] = object.members;
  if (first === undefined) return ": ";
  const between = text.slice(first.keyRange.end, first.value.range.start);
  return /^\s*:\s*$/.test(between) ? between : ": ";
}
