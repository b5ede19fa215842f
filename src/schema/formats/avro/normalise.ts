/**
 * The text to which a registry brings a schema with `normalize=true` (AvroSchemaUtils.toNormalizedString): full names, no
 * space, other properties sorted, aliases sorted; docs, defaults and the order of fields stay. It is not Avro's Parsing Canonical Form.
 */
import type { JsonNode, JsonObjectNode } from "#schema/json-text.ts";
import type { AvroField, AvroSchema, AvroType, NamedType } from "./schema.ts";

/** Properties with a meaning of their own, of which none is repeated among the others. */
const OF_TYPES = new Set([
  "type",
  "name",
  "namespace",
  "doc",
  "aliases",
  "fields",
  "symbols",
  "items",
  "values",
  "size",
]);
const OF_FIELDS = new Set(["name", "type", "doc", "default", "order", "aliases"]);

export function normaliseAvro(schema: AvroSchema): string {
  const known = new Set<NamedType>([...schema.named.values()].filter(({ foreign }) => foreign));
  return typeText(schema.root.type, known);
}

function typeText(type: AvroType, known: Set<NamedType>): string {
  switch (type.kind) {
    case "union":
      return `[${type.branches.map((branch) => typeText(branch.type, known)).join(",")}]`;
    case "array":
      return `{"type":"array","items":${typeText(type.items.type, known)}${others(type, OF_TYPES)}}`;
    case "map":
      return `{"type":"map","values":${typeText(type.values.type, known)}${others(type, OF_TYPES)}}`;
    case "record":
    case "enum":
    case "fixed":
      return namedText(type, known);
    default: {
      const more = logical(type) + others(type, OF_TYPES);
      return more === "" ? `"${type.kind}"` : `{"type":"${type.kind}"${more}}`;
    }
  }
}

function namedText(type: NamedType, known: Set<NamedType>): string {
  const name = JSON.stringify(type.fullName);
  if (known.has(type)) return name;
  known.add(type);
  return `{"name":${name},"type":"${type.kind}"${body(type, known)}${documents(type)}${others(type, OF_TYPES)}}`;
}

function body(type: NamedType, known: Set<NamedType>): string {
  switch (type.kind) {
    case "record":
      return `,"fields":[${type.fields.map((field) => fieldText(field, known)).join(",")}]`;
    case "enum":
      return `,"symbols":[${type.symbols.map(({ name }) => JSON.stringify(name)).join(",")}]`;
    case "fixed":
      return `,"size":${String(type.size)}${logical(type)}`;
  }
}

function documents(type: NamedType): string {
  const doc = type.doc === "" ? "" : `,"doc":${JSON.stringify(type.doc)}`;
  const byDefault =
    type.kind === "enum" && type.default !== null ? `,"default":${JSON.stringify(type.default.symbol)}` : "";
  return doc + aliases(type.aliases) + byDefault;
}

function fieldText(field: AvroField, known: Set<NamedType>): string {
  const type = typeText(field.type.type, known);
  const doc = field.doc === "" ? "" : `,"doc":${JSON.stringify(field.doc)}`;
  const byDefault = field.default === null ? "" : `,"default":${sortedJson(field.default.json)}`;
  const more = otherMembers(field.json, OF_FIELDS);
  return `{"name":${JSON.stringify(field.name)},"type":${type},"order":"${field.order.toUpperCase()}"${doc}${aliases(field.aliases)}${byDefault}${more}}`;
}

function aliases(names: readonly string[]): string {
  return names.length === 0 ? "" : `,"aliases":${JSON.stringify(names.toSorted((a, b) => (a < b ? -1 : 1)))}`;
}

function logical({ logical: type }: AvroType): string {
  if (type === null) return "";
  if (type.precision === null) return `,"logicalType":${JSON.stringify(type.name)}`;
  const scale = type.scale === 0 ? "" : `,"scale":${String(type.scale)}`;
  return `,"logicalType":${JSON.stringify(type.name)},"precision":${String(type.precision)}${scale}`;
}

/** Properties that Avro does not know, and a logical type that it ignores. */
function others(type: AvroType, own: ReadonlySet<string>): string {
  if (type.json === null) return "";
  const isLogical = type.logical !== null;
  const skipped = new Set(own);
  if (isLogical) for (const key of ["logicalType", "precision", "scale"]) skipped.add(key);
  if (type.kind === "enum") skipped.add("default");
  return otherMembers(type.json, skipped);
}

function otherMembers(object: JsonObjectNode, skipped: ReadonlySet<string>): string {
  return lastMembers(object)
    .filter(([key]) => !skipped.has(key))
    .map(([key, value]) => `,${JSON.stringify(key)}:${sortedJson(value)}`)
    .join("");
}

/** By key, sorted; of doubles the last. */
function lastMembers(object: JsonObjectNode): readonly (readonly [key: string, value: JsonNode])[] {
  const members = new Map(object.members.map(({ key, value }) => [key, value]));
  return [...members].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function sortedJson(node: JsonNode): string {
  switch (node.kind) {
    case "object":
      return `{${lastMembers(node)
        .map(([key, value]) => `${JSON.stringify(key)}:${sortedJson(value)}`)
        .join(",")}}`;
    case "array":
      return `[${node.items.map(sortedJson).join(",")}]`;
    case "number":
      return node.raw;
    case "string":
      return JSON.stringify(node.value);
    case "boolean":
      return String(node.value);
    case "null":
      return "null";
  }
}
