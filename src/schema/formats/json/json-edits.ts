/** Edits of JSON text that leave all else as it is written. */
import type { JsonArrayNode, JsonMember, JsonNode, JsonObjectNode } from "#schema/json-text.ts";
import type { TextEdit } from "#schema/text-range.ts";

/** Gives a member a value, or adds it as the last one. `value` is JSON text. */
export function setMember(text: string, object: JsonObjectNode, key: string, value: string): TextEdit {
  const member = object.members.findLast((known) => known.key === key);
  if (member !== undefined) return { range: member.value.range, text: value };
  return insertLast(text, object, object.members.at(-1)?.value, `${JSON.stringify(key)}: ${value}`);
}

/** Takes a member out with its comma. */
export function removeMember(text: string, object: JsonObjectNode, member: JsonMember): TextEdit {
  const index = object.members.indexOf(member);
  const next = object.members[index + 1];
  const previous = object.members[index - 1];
  if (next !== undefined)
    return { range: { start: member.keyRange.start, end: next.keyRange.start }, text: "" };
  if (previous !== undefined)
    return { range: { start: previous.value.range.end, end: member.value.range.end }, text: "" };
  return { range: { start: object.range.start + 1, end: endOfInside(text, object) }, text: "" };
}

/** Adds items to the end of a list. */
export function addItems(text: string, list: JsonArrayNode, items: readonly string[]): TextEdit {
  return insertLast(text, list, list.items.at(-1), items.join(", "));
}

/** Takes an item out with its comma. */
export function removeItem(text: string, list: JsonArrayNode, item: JsonNode): TextEdit {
  const index = list.items.indexOf(item);
  const next = list.items[index + 1];
  const previous = list.items[index - 1];
  if (next !== undefined) return { range: { start: item.range.start, end: next.range.start }, text: "" };
  if (previous !== undefined) return { range: { start: previous.range.end, end: item.range.end }, text: "" };
  return { range: { start: list.range.start + 1, end: endOfInside(text, list) }, text: "" };
}

/** On a line of its own where the last one is. */
function insertLast(
  text: string,
  container: JsonObjectNode | JsonArrayNode,
  last: JsonNode | undefined,
  inserted: string,
): TextEdit {
  if (last === undefined) {
    const start = container.range.start + 1;
    return { range: { start, end: endOfInside(text, container) }, text: inserted };
  }
  const firstOf = container.kind === "object" ? container.members.at(-1)?.keyRange : last.range;
  const before = text.slice(container.range.start, firstOf?.start ?? last.range.start);
  const indent = /\n[ \t]*$/.exec(before)?.[0];
  return { range: { start: last.range.end, end: last.range.end }, text: `,${indent ?? " "}${inserted}` };
}

function endOfInside(text: string, { range }: JsonNode): number {
  return /[}\]]/.test(text[range.end - 1] ?? "") ? range.end - 1 : range.end;
}
