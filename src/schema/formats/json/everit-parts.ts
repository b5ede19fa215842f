/** Single classes of the everit view, as both of its loaders make them. */
import type { JsonValue } from "#schema/payload.ts";
import type {
  Criterion,
  Everit,
  EveritArray,
  EveritCombined,
  EveritNumber,
  EveritObject,
  EveritString,
} from "./everit.ts";
import { valueKey } from "./everit.ts";
import type { Dialect, SchemaNode } from "./schema.ts";

/** Nothing said about it beyond the class. */
export function bare(node: SchemaNode): {
  readonly node: SchemaNode;
  id: null;
  title: null;
  description: null;
  default: undefined;
} {
  return { node, id: null, title: null, description: null, default: undefined };
}

export function emptyObject(node: SchemaNode): EveritObject {
  return {
    kind: "object",
    ...bare(node),
    properties: new Map(),
    required: new Set(),
    patternProperties: [],
    permitsAdditional: true,
    additional: null,
    unevaluated: null,
    propertyNames: null,
    minProperties: null,
    maxProperties: null,
    propertyDependencies: new Map(),
    schemaDependencies: new Map(),
  };
}

export function emptyArray(node: SchemaNode): EveritArray {
  return {
    kind: "array",
    ...bare(node),
    all: null,
    items: null,
    permitsAdditional: true,
    additional: null,
    unevaluated: null,
    contains: null,
    minContains: null,
    maxContains: null,
    minItems: null,
    maxItems: null,
    uniqueItems: false,
  };
}

export function emptyString(node: SchemaNode): EveritString {
  return { kind: "string", ...bare(node), minLength: null, maxLength: null, pattern: null, format: null };
}

export function emptyNumber(node: SchemaNode): EveritNumber {
  return {
    kind: "number",
    ...bare(node),
    isInteger: false,
    minimum: null,
    maximum: null,
    exclusiveMinimum: null,
    exclusiveMaximum: null,
    isMinimumExclusive: false,
    isMaximumExclusive: false,
    multipleOf: null,
  };
}

/** The string keywords of a node; `format` only where the library checks it. */
export function stringOf(node: SchemaNode): EveritString {
  return {
    ...emptyString(node),
    minLength: node.minLength,
    maxLength: node.maxLength,
    pattern: node.pattern,
    format: node.format !== null && isCheckedFormat(node.format, node.document.dialect) ? node.format : null,
  };
}

/** The number keywords of a node; in draft 4 exclusive limits are flags on the others. */
export function numberOf(node: SchemaNode): EveritNumber {
  const isDraft4 = node.document.dialect === "draft-04";
  const minimum = node.minimum ?? (isDraft4 ? node.exclusiveMinimum : null);
  const maximum = node.maximum ?? (isDraft4 ? node.exclusiveMaximum : null);
  return {
    ...emptyNumber(node),
    minimum,
    maximum,
    exclusiveMinimum: isDraft4 ? null : node.exclusiveMinimum,
    exclusiveMaximum: isDraft4 ? null : node.exclusiveMaximum,
    isMinimumExclusive: isDraft4 && node.exclusiveMinimum !== null,
    isMaximumExclusive: isDraft4 && node.exclusiveMaximum !== null,
    multipleOf: node.multipleOf,
  };
}

export function enumOf(node: SchemaNode, values: readonly JsonValue[]): Everit {
  return { kind: "enum", ...bare(node), values: new Map(values.map((value) => [valueKey(value), value])) };
}

/** Alternatives that are themselves combined come first, as the library sorts them. */
export function combined(
  node: SchemaNode,
  criterion: Criterion,
  subschemas: readonly Everit[],
  generated: boolean,
): EveritCombined {
  const nested = subschemas.filter(({ kind }) => kind === "combined");
  const others = nested.length === 0 ? subschemas : subschemas.filter(({ kind }) => kind !== "combined");
  return { kind: "combined", ...bare(node), criterion, subschemas: [...nested, ...others], generated };
}

/** What the library's metadata keywords say, onto the class that a node ends up as. */
export function withMetadata(schema: Everit, node: SchemaNode): Everit {
  schema.id = node.id;
  schema.title = node.title;
  schema.description = node.description;
  if (schema.kind !== "ref" && node.default !== null) schema.default = node.default.value;
  return schema;
}

const FORMATS_OF_4 = ["date-time", "uri", "email", "ipv4", "ipv6", "hostname"];
const FORMATS_OF_6 = [...FORMATS_OF_4, "json-pointer", "uri-reference", "uri-template"];
const FORMATS_OF_7 = [...FORMATS_OF_6, "date", "time", "regex", "relative-json-pointer"];

function isCheckedFormat(format: string, dialect: Dialect): boolean {
  if (dialect === "draft-04") return FORMATS_OF_4.includes(format);
  return (dialect === "draft-06" ? FORMATS_OF_6 : FORMATS_OF_7).includes(format);
}
