/** One keyword of a schema: its value into the node, or a problem where it holds the wrong thing. */
import { unreachable } from "#base/assert.ts";
import { jsonValueOf, type JsonMember, type JsonNode } from "#schema/json-text.ts";
import type { TextRange } from "#schema/text-range.ts";
import { escaped, headOf, type MutableNode } from "./draft-node.ts";
import { shapeInWords, type KeywordShape } from "./keywords.ts";
import { nearest } from "./near.ts";
import { patternFlaw } from "./pattern.ts";
import { quoted, type Problems } from "./problems.ts";
import { TYPE_NAMES, type Dialect, type PatternProperty, type TypeName } from "./schema.ts";

/** What reading needs of the builder. */
export interface KeywordReader {
  readonly problems: Problems;
  readonly dialect: Dialect;
  schema(json: JsonNode, pointer: string, nameRange: TextRange, base: string): MutableNode | null;
  list(member: JsonMember, pointer: string, base: string): MutableNode[];
  map(member: JsonMember, pointer: string, base: string): Map<string, MutableNode>;
  pending(node: MutableNode, text: string, range: TextRange, base: string): void;
}

/** Reads one member of `node` by the shape that its keyword has. */
export function readKeyword(
  reader: KeywordReader,
  node: MutableNode,
  member: JsonMember,
  shape: KeywordShape,
  base: string,
): void {
  if (!hasShape(reader, member, shape)) {
    reader.problems.error(
      "wrong-value",
      headOf(member.value),
      `${member.key} must be ${shapeInWords(shape, reader.dialect)}.`,
      `Write ${shapeInWords(shape, reader.dialect)}, or remove ${member.key}.`,
    );
    return;
  }
  const pointer = `${node.pointer}/${escaped(member.key)}`;
  switch (shape) {
    case "any":
    case "boolean":
    case "count":
    case "exclusive limit":
    case "number":
    case "positive":
    case "text":
    case "uri":
    case "pattern":
    case "types":
    case "values":
    case "names":
      readPlain(reader, node, member, base);
      return;
    case "schema":
    case "items":
    case "schema list":
    case "schema map":
    case "pattern schemas":
    case "dependencies":
    case "name lists":
      readSchemas(reader, node, member, pointer, base);
      return;
    default:
      unreachable(shape);
  }
}

function hasShape({ dialect }: KeywordReader, { value }: JsonMember, shape: KeywordShape): boolean {
  switch (shape) {
    case "any":
      return true;
    case "boolean":
      return value.kind === "boolean";
    case "count":
      return value.kind === "number" && Number.isInteger(value.value) && value.value >= 0;
    case "exclusive limit":
      return value.kind === (dialect === "draft-04" ? "boolean" : "number");
    case "number":
      return value.kind === "number";
    case "positive":
      return value.kind === "number" && value.value > 0;
    case "text":
    case "uri":
    case "pattern":
      return value.kind === "string";
    case "types":
      return value.kind === "string" || (value.kind === "array" && value.items.length > 0);
    case "values":
      return value.kind === "array";
    case "names":
      return value.kind === "array" && value.items.every(({ kind }) => kind === "string");
    case "schema":
      return value.kind === "object" || value.kind === "boolean";
    case "items":
      return (
        value.kind === "object" ||
        value.kind === "boolean" ||
        (value.kind === "array" && dialect !== "2020-12")
      );
    case "schema list":
      return value.kind === "array" && value.items.every(isSchema);
    case "schema map":
    case "pattern schemas":
      return value.kind === "object" && value.members.every((inner) => isSchema(inner.value));
    case "dependencies":
      return (
        value.kind === "object" &&
        value.members.every((inner) => isSchema(inner.value) || isNames(inner.value))
      );
    case "name lists":
      return value.kind === "object" && value.members.every((inner) => isNames(inner.value));
  }
}

function isSchema({ kind }: JsonNode): boolean {
  return kind === "object" || kind === "boolean";
}

function isNames(value: JsonNode): boolean {
  return value.kind === "array" && value.items.every(({ kind }) => kind === "string");
}

function readPlain(reader: KeywordReader, node: MutableNode, member: JsonMember, base: string): void {
  const { key, value } = member;
  switch (key) {
    case "$ref":
    case "$dynamicRef":
    case "$recursiveRef":
      if (value.kind !== "string") return;
      if (node.refText === null || key === "$ref") {
        node.refText = value.value;
        reader.pending(node, value.value, value.range, base);
      }
      return;
    case "type":
      node.types = readTypes(reader.problems, value);
      return;
    case "enum":
      node.enum = readValues(reader.problems, value);
      return;
    case "const":
    case "default":
      node[key] = { value: jsonValueOf(value) };
      return;
    case "examples":
      node.examples = value.kind === "array" ? value.items.map(jsonValueOf) : [];
      return;
    case "required":
      node.required = new Set(readNames(reader.problems, member));
      return;
    case "pattern":
      if (value.kind === "string") {
        checkPattern(reader.problems, value.value, value.range);
        node.pattern = value.value;
      }
      return;
    case "title":
    case "description":
    case "format":
      if (value.kind === "string") node[key] = value.value;
      return;
    case "deprecated":
    case "uniqueItems":
      if (value.kind === "boolean") node[key] = value.value;
      return;
    case "minLength":
    case "maxLength":
    case "minProperties":
    case "maxProperties":
    case "minItems":
    case "maxItems":
    case "minContains":
    case "maxContains":
    case "multipleOf":
      if (value.kind === "number") node[key] = value.value;
      return;
    default:
      readLimit(node, member);
  }
}

/** `minimum` and its kin; draft 4 says with `exclusiveMinimum: true` that `minimum` itself is excluded. */
function readLimit(node: MutableNode, { key, value }: JsonMember): void {
  if (key === "exclusiveMinimum" || key === "exclusiveMaximum") {
    if (value.kind === "number") node[key] = value.value;
    const plain = key === "exclusiveMinimum" ? "minimum" : "maximum";
    const limit = node.keywords.get(plain)?.value;
    if (value.kind === "boolean" && value.value && limit?.kind === "number") {
      node[key] = limit.value;
      node[plain] = null;
    }
  }
  if ((key === "minimum" || key === "maximum") && value.kind === "number") {
    const exclusive = node.keywords.get(key === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum")?.value;
    if (exclusive?.kind !== "boolean" || !exclusive.value) node[key] = value.value;
  }
}

function readSchemas(
  reader: KeywordReader,
  node: MutableNode,
  member: JsonMember,
  pointer: string,
  base: string,
): void {
  const { key, keyRange, value } = member;
  const one = (): MutableNode | null => reader.schema(value, pointer, keyRange, base);
  switch (key) {
    case "properties":
    case "dependentSchemas":
      node[key] = reader.map(member, pointer, base);
      return;
    case "$defs":
    case "definitions":
      node.definitions = new Map([...node.definitions, ...reader.map(member, pointer, base)]);
      return;
    case "patternProperties":
      node.patternProperties = readPatterns(reader, member, pointer, base);
      return;
    case "dependencies":
    case "dependentRequired":
      readDependencies(reader, node, member, pointer, base);
      return;
    case "allOf":
    case "anyOf":
    case "oneOf":
    case "prefixItems":
      node[key] = reader.list(member, pointer, base);
      return;
    case "items":
      if (value.kind === "array") node.prefixItems = reader.list(member, pointer, base);
      else node.items = one();
      return;
    case "additionalItems": {
      const additional = one();
      // Beside a single schema for all items it means nothing.
      if (node.keywords.get("items")?.value.kind === "array") node.items = additional;
      return;
    }
    case "additionalProperties":
    case "unevaluatedProperties":
    case "unevaluatedItems":
    case "propertyNames":
    case "contains":
    case "not":
      node[key] = one();
      return;
    case "if":
    case "then":
    case "else":
      node[`${key}Schema`] = one();
      return;
    default:
      one();
  }
}

function readTypes(problems: Problems, value: JsonNode): readonly TypeName[] {
  const items = value.kind === "array" ? value.items : [value];
  const types: TypeName[] = [];
  for (const item of items) {
    const name = item.kind === "string" ? item.value : "";
    const type = TYPE_NAMES.find((known) => known === name);
    if (type === undefined) {
      const meant = nearest(name, TYPE_NAMES) ?? MEANT.get(name.toLowerCase());
      problems.error(
        "unknown-type",
        headOf(item),
        item.kind === "string" ? `${quoted(name)} is no type.` : "A type must be a text.",
        meant === undefined ? `Types are ${TYPE_NAMES.join(", ")}.` : `Did you mean ${quoted(meant)}?`,
        meant === undefined
          ? undefined
          : {
              title: `Change to ${quoted(meant)}`,
              edits: [{ range: item.range, text: JSON.stringify(meant) }],
            },
      );
    } else if (types.includes(type)) {
      problems.warning(
        "duplicate-type",
        item.range,
        `${quoted(type)} is there twice.`,
        "Remove one of them.",
      );
    } else types.push(type);
  }
  return types;
}

const MEANT: ReadonlyMap<string, TypeName> = new Map([
  ["int", "integer"],
  ["int32", "integer"],
  ["int64", "integer"],
  ["long", "integer"],
  ["short", "integer"],
  ["float", "number"],
  ["double", "number"],
  ["decimal", "number"],
  ["bool", "boolean"],
  ["map", "object"],
  ["record", "object"],
  ["list", "array"],
  ["text", "string"],
  ["date", "string"],
  ["uuid", "string"],
]);

function readValues(problems: Problems, value: JsonNode): readonly ReturnType<typeof jsonValueOf>[] {
  if (value.kind !== "array") return [];
  const seen = new Set<string>();
  return value.items.flatMap((item) => {
    const held = jsonValueOf(item);
    const text = JSON.stringify(held);
    if (seen.has(text)) {
      problems.warning(
        "duplicate-value",
        item.range,
        `${quoted(text)} is there twice.`,
        "Remove one of them.",
      );
      return [];
    }
    seen.add(text);
    return [held];
  });
}

function readNames(problems: Problems, { key, value }: JsonMember): readonly string[] {
  if (value.kind !== "array") return [];
  const names = new Set<string>();
  for (const item of value.items) {
    if (item.kind !== "string") continue;
    if (names.has(item.value)) {
      problems.warning(
        "duplicate-name",
        item.range,
        `${quoted(item.value)} is in ${key} twice.`,
        "Remove one of them.",
      );
    }
    names.add(item.value);
  }
  return [...names];
}

function readPatterns(
  reader: KeywordReader,
  member: JsonMember,
  pointer: string,
  base: string,
): PatternProperty[] {
  if (member.value.kind !== "object") return [];
  for (const { key, keyRange } of member.value.members) checkPattern(reader.problems, key, keyRange);
  return Array.from(reader.map(member, pointer, base), ([pattern, schema]) => ({ pattern, schema }));
}

function checkPattern(problems: Problems, pattern: string, range: TextRange): void {
  const flaw = patternFlaw(pattern);
  if (flaw === null) return;
  problems.error(
    "bad-pattern",
    range,
    `${quoted(pattern)} is no regular expression: ${flaw}.`,
    "A backslash is written twice in JSON; brackets come in pairs.",
  );
}

function readDependencies(
  reader: KeywordReader,
  node: MutableNode,
  member: JsonMember,
  pointer: string,
  base: string,
): void {
  if (member.value.kind !== "object") return;
  const names = new Map<string, readonly string[]>();
  const schemas = new Map<string, MutableNode>();
  for (const inner of member.value.members) {
    if (inner.value.kind === "array") names.set(inner.key, readNames(reader.problems, inner));
    else {
      const schema = reader.schema(inner.value, `${pointer}/${escaped(inner.key)}`, inner.keyRange, base);
      if (schema !== null) schemas.set(inner.key, schema);
    }
  }
  node.dependentRequired = names;
  if (schemas.size > 0) node.dependentSchemas = schemas;
}
