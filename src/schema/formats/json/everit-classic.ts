/**
 * Schemas of drafts 4, 6 and 7 as org.everit.json.schema's SchemaLoader takes them apart: each extractor takes its
 * keywords, what several extractors found becomes an allOf.
 */
import type { Everit, EveritArray, EveritObject } from "./everit.ts";
import {
  bare,
  combined,
  emptyArray,
  emptyObject,
  enumOf,
  numberOf,
  stringOf,
  withMetadata,
} from "./everit-parts.ts";
import type { SchemaNode, TypeName } from "./schema.ts";

/** Where the view of a node is made or found again. */
export type ViewOf = (node: SchemaNode) => Everit;

const OBJECT_KEYWORDS = [
  "properties",
  "required",
  "minProperties",
  "maxProperties",
  "dependencies",
  "patternProperties",
  "additionalProperties",
];
const ARRAY_KEYWORDS = ["items", "additionalItems", "minItems", "maxItems", "uniqueItems"];
const NUMBER_KEYWORDS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const STRING_KEYWORDS = ["minLength", "maxLength", "pattern", "format"];

/** The view of one node; schemas inside by `viewOf`. */
export function classicView(node: SchemaNode, viewOf: ViewOf): Everit {
  if (node.always !== null) {
    return node.always ? { kind: "empty", ...bare(node), isTrue: true } : { kind: "false", ...bare(node) };
  }
  const { ref } = node;
  if (ref !== null) {
    const view: Everit = { kind: "ref", ...bare(node), text: node.refText ?? "", target: () => viewOf(ref) };
    return withMetadata(view, node);
  }
  const parts = [...written(node, viewOf), ...sniffed(node, viewOf)];
  const [first] = parts;
  if (first === undefined) return withMetadata({ kind: "empty", ...bare(node), isTrue: false }, node);
  return withMetadata(parts.length === 1 ? first : combined(node, "allOf", parts, true), node);
}

/** EnumSchemaExtractor, CombinedSchemaLoader, NotSchemaExtractor, ConstSchemaExtractor, TypeBasedSchemaExtractor. */
function written(node: SchemaNode, viewOf: ViewOf): Everit[] {
  const parts: Everit[] = [];
  if (node.enum !== null) parts.push(enumOf(node, node.enum));
  for (const criterion of ["allOf", "anyOf", "oneOf"] as const) {
    if (node.keywords.has(criterion))
      parts.push(combined(node, criterion, node[criterion].map(viewOf), false));
  }
  if (node.not !== null) parts.push({ kind: "not", ...bare(node), inner: viewOf(node.not) });
  if (node.const !== null) parts.push({ kind: "const", ...bare(node), value: node.const.value });
  if (node.types !== null && node.types.length > 0) {
    const types = node.types.map((type) => ofType(node, type, viewOf));
    const [only] = types;
    const isList = node.keywords.get("type")?.value.kind === "array";
    if (isList || only === undefined) parts.push(combined(node, "anyOf", types, false));
    else parts.push(only);
  }
  return parts;
}

/** PropertySnifferSchemaExtractor: keywords that no type took. */
function sniffed(node: SchemaNode, viewOf: ViewOf): Everit[] {
  const types = node.types ?? [];
  const has = (names: readonly string[]): boolean => names.some((name) => node.keywords.has(name));
  const is6 = node.document.dialect !== "draft-04";
  const parts: Everit[] = [];
  if (!types.includes("array") && has(is6 ? [...ARRAY_KEYWORDS, "contains"] : ARRAY_KEYWORDS)) {
    parts.push(arrayOf(node, viewOf));
  }
  if (!types.includes("object") && has(is6 ? [...OBJECT_KEYWORDS, "propertyNames"] : OBJECT_KEYWORDS)) {
    parts.push(objectOf(node, viewOf));
  }
  if (!types.includes("number") && !types.includes("integer") && has(NUMBER_KEYWORDS))
    parts.push(numberOf(node));
  if (!types.includes("string") && has(STRING_KEYWORDS)) parts.push(stringOf(node));
  const { ifSchema, thenSchema, elseSchema } = node;
  if (ifSchema !== null || thenSchema !== null || elseSchema !== null) {
    parts.push({
      kind: "conditional",
      ...bare(node),
      if: ifSchema === null ? null : viewOf(ifSchema),
      whenTrue: thenSchema === null ? null : viewOf(thenSchema),
      whenFalse: elseSchema === null ? null : viewOf(elseSchema),
    });
  }
  return parts;
}

function ofType(node: SchemaNode, type: TypeName, viewOf: ViewOf): Everit {
  switch (type) {
    case "string":
      return stringOf(node);
    case "integer":
      return { ...numberOf(node), isInteger: true };
    case "number":
      return numberOf(node);
    case "boolean":
    case "null":
      return { kind: type, ...bare(node) };
    case "array":
      return arrayOf(node, viewOf);
    case "object":
      return objectOf(node, viewOf);
  }
}

function objectOf(node: SchemaNode, viewOf: ViewOf): EveritObject {
  const { additionalProperties: additional } = node;
  return {
    ...emptyObject(node),
    properties: new Map(Array.from(node.properties, ([name, property]) => [name, viewOf(property)])),
    required: new Set(node.required),
    patternProperties: node.patternProperties.map(({ pattern, schema }) => ({
      pattern,
      schema: viewOf(schema),
    })),
    permitsAdditional: additional?.always !== false,
    additional: additional === null || additional.always !== null ? null : viewOf(additional),
    propertyNames: node.propertyNames === null ? null : viewOf(node.propertyNames),
    minProperties: node.minProperties,
    maxProperties: node.maxProperties,
    propertyDependencies: new Map(
      // The loader adds name by name, so that an empty list leaves nothing.
      [...node.dependentRequired].flatMap(([name, needed]) =>
        needed.length === 0 ? [] : [[name, new Set(needed)] as const],
      ),
    ),
    schemaDependencies: new Map(
      Array.from(node.dependentSchemas, ([name, schema]) => [name, viewOf(schema)]),
    ),
  };
}

function arrayOf(node: SchemaNode, viewOf: ViewOf): EveritArray {
  const isTuple = node.keywords.get("items")?.value.kind === "array";
  const additional = isTuple ? node.items : null;
  return {
    ...emptyArray(node),
    all: isTuple || node.items === null ? null : viewOf(node.items),
    items: isTuple ? node.prefixItems.map(viewOf) : null,
    permitsAdditional: isTuple ? additional?.always !== false : permitsAdditionalAlone(node),
    additional: additional === null || additional.always !== null ? null : viewOf(additional),
    contains: node.contains === null ? null : viewOf(node.contains),
    minItems: node.minItems,
    maxItems: node.maxItems,
    uniqueItems: node.uniqueItems,
  };
}

/** `additionalItems: false` without `items`: the library then takes the list for closed. */
function permitsAdditionalAlone(node: SchemaNode): boolean {
  if (node.items !== null) return true;
  const written = node.keywords.get("additionalItems")?.value;
  return !(written?.kind === "boolean" && !written.value);
}
