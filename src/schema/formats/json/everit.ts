/**
 * A schema in the shape in which the references compare it: the classes of the library org.everit.json.schema, which
 * take a schema apart by types. `{"type": "string", "enum": ["a"]}` is there an allOf of an enum and a string.
 * Confluent's and Apicurio's rules look at nothing else, so what gets lost here is never compared.
 */
import type { JsonValue } from "#schema/payload.ts";
import type { SchemaNode } from "./schema.ts";

export type Criterion = "allOf" | "anyOf" | "oneOf";

/** What all classes have. */
interface EveritBase {
  /** Where it comes from; several may come from one node. */
  readonly node: SchemaNode;
  id: string | null;
  title: string | null;
  description: string | null;
  /** Undefined where there is none. `$ref` hides a default beside it, as in the library. */
  default: JsonValue | undefined;
}

export interface EveritEmpty extends EveritBase {
  readonly kind: "empty";
  /** Written as `true`. */
  readonly isTrue: boolean;
}

export interface EveritPlain extends EveritBase {
  readonly kind: "false" | "boolean" | "null";
}

export interface EveritString extends EveritBase {
  readonly kind: "string";
  minLength: number | null;
  maxLength: number | null;
  pattern: string | null;
  /** Only of a format that the library checks in this dialect. */
  format: string | null;
}

export interface EveritNumber extends EveritBase {
  readonly kind: "number";
  isInteger: boolean;
  minimum: number | null;
  maximum: number | null;
  /** Draft 4 has a flag on `minimum` instead. */
  exclusiveMinimum: number | null;
  exclusiveMaximum: number | null;
  isMinimumExclusive: boolean;
  isMaximumExclusive: boolean;
  multipleOf: number | null;
}

export interface EveritEnum extends EveritBase {
  readonly kind: "enum";
  /** By `valueKey`. */
  readonly values: ReadonlyMap<string, JsonValue>;
}

export interface EveritConst extends EveritBase {
  readonly kind: "const";
  readonly value: JsonValue;
}

export interface EveritNot extends EveritBase {
  readonly kind: "not";
  readonly inner: Everit;
}

export interface EveritRef extends EveritBase {
  readonly kind: "ref";
  readonly text: string;
  /** Looked up late: schemas may refer to themselves. */
  readonly target: () => Everit;
}

export interface EveritObject extends EveritBase {
  readonly kind: "object";
  properties: Map<string, Everit>;
  required: Set<string>;
  patternProperties: { readonly pattern: string; readonly schema: Everit }[];
  permitsAdditional: boolean;
  /** null for `true`, `false` and absent. */
  additional: Everit | null;
  /** 2019-09 and later. */
  unevaluated: Everit | null;
  propertyNames: Everit | null;
  minProperties: number | null;
  maxProperties: number | null;
  propertyDependencies: Map<string, Set<string>>;
  schemaDependencies: Map<string, Everit>;
}

export interface EveritArray extends EveritBase {
  readonly kind: "array";
  /** `items` as one schema. */
  all: Everit | null;
  /** A tuple; null where there is none. */
  items: Everit[] | null;
  permitsAdditional: boolean;
  additional: Everit | null;
  /** 2019-09 and later. */
  unevaluated: Everit | null;
  contains: Everit | null;
  minContains: number | null;
  maxContains: number | null;
  minItems: number | null;
  maxItems: number | null;
  uniqueItems: boolean;
}

export interface EveritCombined extends EveritBase {
  readonly kind: "combined";
  readonly criterion: Criterion;
  readonly subschemas: readonly Everit[];
  /** Made from one schema's keywords, not written as allOf or anyOf. */
  readonly generated: boolean;
}

export interface EveritConditional extends EveritBase {
  readonly kind: "conditional";
  readonly if: Everit | null;
  readonly whenTrue: Everit | null;
  readonly whenFalse: Everit | null;
}

export type Everit =
  | EveritEmpty
  | EveritPlain
  | EveritString
  | EveritNumber
  | EveritEnum
  | EveritConst
  | EveritNot
  | EveritRef
  | EveritObject
  | EveritArray
  | EveritCombined
  | EveritConditional;

/** The schema behind a `$ref`. The references follow one only, and compare nothing where it leads to a second; we go on. */
export function dereferenced(schema: Everit): Everit {
  let current = schema;
  for (let steps = 0; current.kind === "ref" && steps < 64; steps++) current = current.target();
  return current;
}

/** Text that is equal for equal JSON values, whatever the order of their keys. */
export function valueKey(value: JsonValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(valueKey).join(",")}]`;
  const members = Object.entries(value as Readonly<Record<string, JsonValue>>);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${valueKey(inner)}`).join(",")}}`;
}

const keys = new WeakMap<Everit, string>();

/**
 * Text that is equal for schemas that say the same. Confluent's rules take alternatives that are written the same for
 * one. `$ref`s are the same where their texts are.
 */
export function schemaKey(schema: Everit): string {
  let key = keys.get(schema);
  if (key === undefined) {
    key = JSON.stringify(partsOf(schema));
    keys.set(schema, key);
  }
  return key;
}

/** Everything that a schema says, with the schemas inside as their keys. */
function partsOf(schema: Everit): readonly unknown[] {
  const { kind, id, title, description } = schema;
  const common = [kind, id, title, description, schema.default === undefined ? "" : valueKey(schema.default)];
  return [
    ...common,
    ...Object.entries(schema).flatMap(([name, value]) => (SKIPPED.has(name) ? [] : [keyed(value)])),
  ];
}

const SKIPPED: ReadonlySet<string> = new Set([
  "node",
  "kind",
  "id",
  "title",
  "description",
  "default",
  "target",
  "generated",
]);

function keyed(value: unknown): unknown {
  if (value instanceof Map) {
    const entries = [...(value as Map<string, unknown>)].map(([name, inner]) => [name, keyed(inner)]);
    return entries.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  }
  if (value instanceof Set) return [...(value as Set<string>)].sort();
  if (Array.isArray(value)) return value.map(keyed);
  if (typeof value === "object" && value !== null) {
    if ("kind" in value && "node" in value) return schemaKey(value as Everit);
    return Object.entries(value).map(([name, inner]) => [name, keyed(inner)]);
  }
  return value;
}
