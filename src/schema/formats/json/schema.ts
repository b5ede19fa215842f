/**
 * A JSON Schema as a tree with places, the same for drafts 4, 6, 7, 2019-09 and 2020-12. Only well-formed schemas reach
 * other code (`Parsed.schema` is null otherwise): every `$ref` is resolved. Cycles run through `ref` only; everything
 * else is a tree.
 */
import type { JsonMember, JsonNode } from "#schema/json-text.ts";
import type { JsonValue } from "#schema/payload.ts";
import type { TextRange } from "#schema/text-range.ts";

export const DIALECTS = ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"] as const;
export type Dialect = (typeof DIALECTS)[number];

export const TYPE_NAMES = ["string", "number", "integer", "boolean", "null", "array", "object"] as const;
export type TypeName = (typeof TYPE_NAMES)[number];

/** A regular expression of the schema. Hostile until proved otherwise: run it only through `matches` of pattern.ts. */
export interface PatternProperty {
  readonly pattern: string;
  readonly schema: SchemaNode;
}

/** A value that may itself be null. */
export interface Held {
  readonly value: JsonValue;
}

/** One (sub)schema where it stands. Numbers and schemas are null where the keyword is absent. */
export interface SchemaNode {
  /** JSON pointer in its document, not percent-encoded: `#`, `#/properties/id`. */
  readonly pointer: string;
  readonly document: SchemaDocument;
  /** The whole value, from its opening to its closing brace. */
  readonly range: TextRange;
  /** As written; null where something in it refers to another place (or might, by an escape in a key). */
  readonly ownText: string | null;
  /** What names it for people: the key that it is the value of; for items of lists and the root its first character(s). */
  readonly nameRange: TextRange;
  /** `true` and `false` as schemas; null for an object. */
  readonly always: boolean | null;
  /** All members as written, unknown ones too; of doubles the last. Empty for boolean schemas. */
  readonly keywords: ReadonlyMap<string, JsonMember>;

  /** Of `$id` (draft 4: `id`), as written. */
  readonly id: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly default: Held | null;
  readonly deprecated: boolean;
  readonly examples: readonly JsonValue[];

  /** As written, and what it leads to; null where there is none. `$dynamicRef` and `$recursiveRef` count as `$ref`. */
  readonly refText: string | null;
  readonly ref: SchemaNode | null;
  /** Up to draft 7 everything beside `$ref` is ignored (annotations are kept here nevertheless). */
  readonly refOnly: boolean;

  /** null: any type. */
  readonly types: readonly TypeName[] | null;
  readonly enum: readonly JsonValue[] | null;
  readonly const: Held | null;

  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly pattern: string | null;
  readonly format: string | null;

  /** Of draft 4 too: `exclusiveMinimum: true` there turns `minimum` into `exclusiveMinimum` here. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly exclusiveMinimum: number | null;
  readonly exclusiveMaximum: number | null;
  readonly multipleOf: number | null;

  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly patternProperties: readonly PatternProperty[];
  readonly additionalProperties: SchemaNode | null;
  /** 2019-09 and later. */
  readonly unevaluatedProperties: SchemaNode | null;
  readonly propertyNames: SchemaNode | null;
  readonly required: ReadonlySet<string>;
  readonly minProperties: number | null;
  readonly maxProperties: number | null;
  /** From `dependentRequired`, or the lists of `dependencies`. */
  readonly dependentRequired: ReadonlyMap<string, readonly string[]>;
  /** From `dependentSchemas`, or the schemas of `dependencies`. */
  readonly dependentSchemas: ReadonlyMap<string, SchemaNode>;

  /** A tuple's places: `prefixItems`, or `items` as a list. */
  readonly prefixItems: readonly SchemaNode[];
  /** All items, or those behind the tuple: `items`, with a list of them `additionalItems`. */
  readonly items: SchemaNode | null;
  readonly contains: SchemaNode | null;
  readonly minContains: number | null;
  readonly maxContains: number | null;
  /** 2019-09 and later. */
  readonly unevaluatedItems: SchemaNode | null;
  readonly minItems: number | null;
  readonly maxItems: number | null;
  readonly uniqueItems: boolean;

  /** Empty where absent. */
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[];
  readonly oneOf: readonly SchemaNode[];
  readonly not: SchemaNode | null;
  readonly ifSchema: SchemaNode | null;
  readonly thenSchema: SchemaNode | null;
  readonly elseSchema: SchemaNode | null;

  /** `$defs` and `definitions`. */
  readonly definitions: ReadonlyMap<string, SchemaNode>;
}

/** One text: the schema itself, or one that it refers to. */
export interface SchemaDocument {
  /** "" for the schema itself, else the reference's name. */
  readonly name: string;
  readonly text: string;
  readonly tree: JsonNode;
  readonly dialect: Dialect;
  /** Whether `$schema` says the dialect; else it is draft 7, as Confluent's registry takes it. */
  readonly isDialectWritten: boolean;
  readonly root: SchemaNode;
}

/** A registered JSON Schema. */
export interface JsonSchema {
  readonly text: string;
  readonly document: SchemaDocument;
  readonly root: SchemaNode;
  /** Other texts that it refers to, by reference name. */
  readonly references: ReadonlyMap<string, SchemaDocument>;
}

/** The schema behind all `$ref`s that have nothing beside them; the node itself where it is none. Ends on cycles. */
export function resolved(node: SchemaNode): SchemaNode {
  let current = node;
  for (let steps = 0; steps < 64; steps++) {
    if (current.ref === null || !(current.refOnly || current.keywords.size === 1)) return current;
    current = current.ref;
  }
  return current;
}

/** Whether a schema of this dialect has tuples as `prefixItems`, and keywords beside `$ref`. */
export function isModern(dialect: Dialect): boolean {
  return dialect === "2019-09" || dialect === "2020-12";
}
