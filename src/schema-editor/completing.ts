/** How what is being typed may go on: words of the format and names of the schema. */
import type { OutlineNode } from "#schema/outline.ts";
import { jsonPlace, type JsonPlace } from "./json-place.ts";
import type { Completion, Completions } from "./monaco/help.ts";
import { AVRO_TYPES, JSON_TYPES, PROTO_KEYWORDS, PROTO_TYPES } from "./words.ts";

const NAMED_TYPES = new Set(["record", "enum", "fixed", "message", "error"]);

/** All ways at a place of the text. `outline` is that of the last text that could be read. */
export function completionsAt(
  format: string,
  text: string,
  offset: number,
  outline: readonly OutlineNode[],
): Completions {
  if (format === "protobuf") return protoCompletions(text, offset, outline);
  const place = jsonPlace(text, offset);
  if (place === null) return { range: { start: offset, end: offset }, items: [] };
  const words = format === "avro" ? avroWords(place, outline) : jsonWords(place, outline);
  const items = place.inString ? words : words.map((word) => ({ ...word, insert: quoted(word, place) }));
  return { range: { start: place.start, end: offset }, items };
}

/** Outside of quotes the word brings its own, and a member its colon. */
function quoted({ label }: Completion, { isKey }: JsonPlace): string {
  const escaped = label.replaceAll(/[$}\\]/g, String.raw`\$&`);
  return isKey ? `"${escaped}": ` : `"${escaped}"`;
}

const keyword = (label: string): Completion => ({ label, kind: "keyword" });
const type = (label: string): Completion => ({ label, kind: "type" });

const AVRO_KEYS = [
  "type",
  "name",
  "namespace",
  "doc",
  "aliases",
  "fields",
  "default",
  "symbols",
  "items",
  "values",
  "size",
  "logicalType",
  "precision",
  "scale",
  "order",
];
const AVRO_LOGICAL = [
  "decimal",
  "uuid",
  "date",
  "time-millis",
  "time-micros",
  "timestamp-millis",
  "timestamp-micros",
  "local-timestamp-millis",
  "local-timestamp-micros",
  "duration",
];

function avroWords({ isKey, key }: JsonPlace, outline: readonly OutlineNode[]): readonly Completion[] {
  if (isKey) return AVRO_KEYS.map(keyword);
  switch (key) {
    case "type":
    case "items":
    case "values":
    case "":
      return [...AVRO_TYPES.map(type), ...typesIn(outline)];
    case "logicalType":
      return AVRO_LOGICAL.map(keyword);
    case "order":
      return ["ascending", "descending", "ignore"].map(keyword);
    default:
      return [];
  }
}

const JSON_KEYS = [
  "type",
  "properties",
  "required",
  "additionalProperties",
  "patternProperties",
  "propertyNames",
  "items",
  "prefixItems",
  "enum",
  "const",
  "default",
  "title",
  "description",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "$ref",
  "$defs",
  "$id",
  "$schema",
  "examples",
];
const JSON_FORMATS = [
  "date",
  "date-time",
  "time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uri",
  "uuid",
  "regex",
];
const JSON_DRAFTS = [
  "https://json-schema.org/draft/2020-12/schema",
  "https://json-schema.org/draft/2019-09/schema",
  "http://json-schema.org/draft-07/schema#",
];
/** Members whose own members have names that people choose. */
const NAMED_BY_PEOPLE = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);

function jsonWords({ isKey, key, path }: JsonPlace, outline: readonly OutlineNode[]): readonly Completion[] {
  if (isKey) return NAMED_BY_PEOPLE.has(path.at(-1) ?? "") ? [] : JSON_KEYS.map(keyword);
  switch (key) {
    case "type":
      return JSON_TYPES.map(type);
    case "format":
      return JSON_FORMATS.map(keyword);
    case "$schema":
      return JSON_DRAFTS.map(keyword);
    case "required":
      return namesIn(outline, "property");
    case "$ref":
      return namesIn(outline, "definition").map(({ label }) => ({ label: `#/$defs/${label}`, kind: "name" }));
    default:
      return [];
  }
}

function protoCompletions(text: string, offset: number, outline: readonly OutlineNode[]): Completions {
  let start = offset;
  while (start > 0 && /[\w.]/.test(text[start - 1] ?? "")) start -= 1;
  const range = { start, end: offset };
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, start);
  // A number, a name behind its type, or the inside of a text or comment: nothing to offer.
  if (/\/\/|"[^"]*$|=\s*$|^\s*(?:message|enum|service|oneof|package)\s+$/.test(line))
    return { range, items: [] };
  const isAfterType = /(?:^|\s)(?:repeated|optional|required|map\s*<[^>]*)\s*$/.test(line);
  const words = isAfterType ? [] : PROTO_KEYWORDS.map(keyword);
  return { range, items: [...PROTO_TYPES.map(type), ...typesIn(outline), ...words] };
}

function typesIn(outline: readonly OutlineNode[]): readonly Completion[] {
  return unique(
    walk(outline)
      .filter(({ kind }) => NAMED_TYPES.has(kind))
      .map(({ name, kind }) => ({ label: name, kind: "name", detail: kind })),
  );
}

function namesIn(outline: readonly OutlineNode[], kind: string): readonly Completion[] {
  return unique(
    walk(outline)
      .filter((node) => node.kind === kind)
      .map(({ name }) => ({ label: name, kind: "name" })),
  );
}

function walk(nodes: readonly OutlineNode[]): readonly OutlineNode[] {
  return nodes.flatMap((node) => [node, ...walk(node.children)]);
}

function unique(items: readonly Completion[]): readonly Completion[] {
  return [...new Map(items.map((item) => [item.label, item])).values()];
}
