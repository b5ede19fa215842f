/** Schema nodes while they are built, and small facts about where things stand in a text. */
import type { JsonNode } from "#schema/json-text.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { SchemaDocument, SchemaNode } from "./schema.ts";

/** A node before all its `$ref`s are resolved. */
export type MutableNode = { -readonly [Key in keyof SchemaNode]: SchemaNode[Key] };

/** What to underline for a value without a name: a whole number or text, of an object or list its bracket. */
export function headOf(json: JsonNode): TextRange {
  const { start, end } = json.range;
  return json.kind === "object" || json.kind === "array"
    ? { start, end: Math.min(end, start + 1) }
    : json.range;
}

/** A token of a JSON pointer. */
export function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** A URL up to its `#`. */
export function withoutFragment(url: string): string {
  const at = url.indexOf("#");
  return at < 0 ? url : url.slice(0, at);
}

/** A node without any keyword; also what stands for a meta-schema. */
export function emptyNode(
  document: SchemaDocument,
  range: TextRange,
  nameRange: TextRange,
  pointer: string,
): MutableNode {
  return {
    pointer,
    document,
    range,
    ownText: null,
    nameRange,
    always: null,
    keywords: new Map(),
    ...NOTHING,
  };
}

/** What a node says that says nothing; its empty maps are shared and never filled. */
const NOTHING = {
  id: null,
  title: null,
  description: null,
  default: null,
  deprecated: false,
  examples: [],
  refText: null,
  ref: null,
  refOnly: false,
  types: null,
  enum: null,
  const: null,
  minLength: null,
  maxLength: null,
  pattern: null,
  format: null,
  minimum: null,
  maximum: null,
  exclusiveMinimum: null,
  exclusiveMaximum: null,
  multipleOf: null,
  properties: new Map(),
  patternProperties: [],
  additionalProperties: null,
  unevaluatedProperties: null,
  propertyNames: null,
  required: new Set(),
  minProperties: null,
  maxProperties: null,
  dependentRequired: new Map(),
  dependentSchemas: new Map(),
  prefixItems: [],
  items: null,
  contains: null,
  minContains: null,
  maxContains: null,
  unevaluatedItems: null,
  minItems: null,
  maxItems: null,
  uniqueItems: false,
  allOf: [],
  anyOf: [],
  oneOf: [],
  not: null,
  ifSchema: null,
  thenSchema: null,
  elseSchema: null,
  definitions: new Map(),
} satisfies Partial<MutableNode>;
