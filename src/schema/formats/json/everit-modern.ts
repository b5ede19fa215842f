/**
 * Schemas of 2019-09 and 2020-12 as Confluent's SchemaTranslator brings them from json-sKema into everit's classes:
 * keyword after keyword is joined to what was there; classes of the same kind merge, others become an allOf, and an
 * allOf made this way is taken apart again inside a written allOf, anyOf or oneOf.
 */
import type {
  Everit,
  EveritArray,
  EveritCombined,
  EveritNumber,
  EveritObject,
  EveritString,
} from "./everit.ts";
import {
  bare,
  combined,
  emptyArray,
  emptyNumber,
  emptyObject,
  emptyString,
  enumOf,
  withMetadata,
} from "./everit-parts.ts";
import type { ViewOf } from "./everit-classic.ts";
import type { SchemaNode, TypeName } from "./schema.ts";

/** The view of one node; schemas inside by `viewOf`. */
export function modernView(node: SchemaNode, viewOf: ViewOf): Everit {
  if (node.always !== null) {
    return node.always ? { kind: "empty", ...bare(node), isTrue: true } : { kind: "false", ...bare(node) };
  }
  let joined: Everit | null = null;
  for (const part of partsOf(node, viewOf)) joined = joined === null ? part : join(node, joined, part);
  if (joined?.kind === "combined" && joined.generated && joined.criterion === "allOf") {
    if (joined.subschemas.length === 0) joined = null;
    else if (joined.subschemas.length === 1) joined = joined.subschemas[0] ?? null;
  }
  return withMetadata(joined ?? { kind: "empty", ...bare(node), isTrue: false }, node);
}

/** One class a keyword, properties first, then in the order of the text. */
function partsOf(node: SchemaNode, viewOf: ViewOf): Everit[] {
  const parts: Everit[] = [];
  if (node.properties.size > 0) {
    const properties = new Map(Array.from(node.properties, ([name, property]) => [name, viewOf(property)]));
    parts.push({ ...emptyObject(node), properties });
  }
  for (const { pattern, schema } of node.patternProperties) {
    parts.push({ ...emptyObject(node), patternProperties: [{ pattern, schema: viewOf(schema) }] });
  }
  for (const key of node.keywords.keys()) {
    const part = ofKeyword(node, key, viewOf);
    if (part !== null) parts.push(part);
  }
  return parts;
}

function ofKeyword(node: SchemaNode, key: string, viewOf: ViewOf): Everit | null {
  switch (key) {
    case "$ref":
    case "$dynamicRef":
    case "$recursiveRef": {
      const { ref } = node;
      return ref === null
        ? null
        : { kind: "ref", ...bare(node), text: node.refText ?? "", target: () => viewOf(ref) };
    }
    case "type":
      return ofTypes(node);
    case "enum":
      return node.enum === null ? null : enumOf(node, node.enum);
    case "const":
      return node.const === null ? null : { kind: "const", ...bare(node), value: node.const.value };
    case "not":
      return node.not === null ? null : { kind: "not", ...bare(node), inner: viewOf(node.not) };
    case "allOf":
    case "anyOf":
    case "oneOf":
      return combined(node, key, node[key].map(viewOf).flatMap(flattened), false);
    case "if": {
      const { ifSchema, thenSchema, elseSchema } = node;
      return {
        kind: "conditional",
        ...bare(node),
        if: ifSchema === null ? null : viewOf(ifSchema),
        whenTrue: thenSchema === null ? null : viewOf(thenSchema),
        whenFalse: elseSchema === null ? null : viewOf(elseSchema),
      };
    }
    default:
      return (
        ofScalarKeyword(node, key) ?? ofObjectKeyword(node, key, viewOf) ?? ofArrayKeyword(node, key, viewOf)
      );
  }
}

function ofTypes(node: SchemaNode): Everit | null {
  if (node.types === null || node.types.length === 0) return null;
  const types = node.types.map((type) => ofType(node, type));
  const isList = node.keywords.get("type")?.value.kind === "array";
  return isList ? combined(node, "anyOf", types, true) : (types[0] ?? null);
}

function ofType(node: SchemaNode, type: TypeName): Everit {
  switch (type) {
    case "string":
      return emptyString(node);
    case "integer":
      return { ...emptyNumber(node), isInteger: true };
    case "number":
      return emptyNumber(node);
    case "boolean":
    case "null":
      return { kind: type, ...bare(node) };
    case "array":
      return emptyArray(node);
    case "object":
      return emptyObject(node);
  }
}

function ofScalarKeyword(node: SchemaNode, key: string): Everit | null {
  switch (key) {
    case "minLength":
    case "maxLength":
    case "pattern":
      return { ...emptyString(node), [key]: node[key] };
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
    case "multipleOf":
      return { ...emptyNumber(node), [key]: node[key] };
    default:
      return null;
  }
}

function ofObjectKeyword(node: SchemaNode, key: string, viewOf: ViewOf): Everit | null {
  const { additionalProperties: additional, unevaluatedProperties: unevaluated, propertyNames } = node;
  switch (key) {
    case "required":
      return { ...emptyObject(node), required: new Set(node.required) };
    case "minProperties":
    case "maxProperties":
      return { ...emptyObject(node), [key]: node[key] };
    case "additionalProperties":
      return {
        ...emptyObject(node),
        permitsAdditional: additional?.always !== false,
        additional: additional === null || additional.always !== null ? null : viewOf(additional),
      };
    case "unevaluatedProperties":
      return unevaluated === null ? null : { ...emptyObject(node), unevaluated: viewOf(unevaluated) };
    case "propertyNames":
      return propertyNames === null ? null : { ...emptyObject(node), propertyNames: viewOf(propertyNames) };
    case "dependentRequired":
      return {
        ...emptyObject(node),
        propertyDependencies: new Map(
          [...node.dependentRequired].flatMap(([name, needed]) =>
            needed.length === 0 ? [] : [[name, new Set(needed)] as const],
          ),
        ),
      };
    case "dependentSchemas":
      return {
        ...emptyObject(node),
        schemaDependencies: new Map(
          Array.from(node.dependentSchemas, ([name, schema]) => [name, viewOf(schema)]),
        ),
      };
    default:
      return null;
  }
}

function ofArrayKeyword(node: SchemaNode, key: string, viewOf: ViewOf): Everit | null {
  const isList = node.keywords.get("items")?.value.kind === "array";
  switch (key) {
    case "prefixItems":
      return { ...emptyArray(node), items: node.prefixItems.map(viewOf) };
    case "items":
      if (isList) return { ...emptyArray(node), items: node.prefixItems.map(viewOf) };
      return ofItems(node, viewOf);
    case "additionalItems":
      return isList ? ofItems(node, viewOf) : null;
    case "unevaluatedItems":
      return node.unevaluatedItems === null
        ? null
        : { ...emptyArray(node), unevaluated: viewOf(node.unevaluatedItems) };
    case "contains":
      return node.contains === null
        ? null
        : {
            ...emptyArray(node),
            contains: viewOf(node.contains),
            minContains: node.minContains ?? 1,
            maxContains: node.maxContains,
          };
    case "minItems":
    case "maxItems":
      return { ...emptyArray(node), [key]: node[key] };
    case "uniqueItems":
      return { ...emptyArray(node), uniqueItems: node.uniqueItems };
    default:
      return null;
  }
}

/** `items`, or what stands behind a tuple. */
function ofItems(node: SchemaNode, viewOf: ViewOf): Everit | null {
  const { items } = node;
  if (items === null) return null;
  if (items.always === false) return { ...emptyArray(node), permitsAdditional: false };
  if (items.always === true) return emptyArray(node);
  const isBehindTuple = node.prefixItems.length > 0;
  return isBehindTuple
    ? { ...emptyArray(node), additional: viewOf(items) }
    : { ...emptyArray(node), all: viewOf(items) };
}

function join(node: SchemaNode, before: Everit, current: Everit): Everit {
  const merged = mergedIfAlike(before, current);
  if (merged !== null) return merged;
  if (isGenerated(before, "anyOf") && hasKind(before, current)) {
    return combined(node, "anyOf", gathered([...before.subschemas], current), true);
  }
  if (isGenerated(current, "anyOf") && hasKind(current, before)) {
    return combined(node, "anyOf", gathered([...current.subschemas], before), true);
  }
  let parts: Everit[] = [];
  for (const part of [...flattened(before), ...flattened(current)]) parts = gathered(parts, part);
  return combined(node, "allOf", parts, true);
}

function isGenerated(schema: Everit, criterion: "allOf" | "anyOf"): schema is EveritCombined {
  return schema.kind === "combined" && schema.generated && schema.criterion === criterion;
}

function hasKind({ subschemas }: EveritCombined, { kind }: Everit): boolean {
  return subschemas.some((part) => part.kind === kind);
}

function flattened(schema: Everit): readonly Everit[] {
  return isGenerated(schema, "allOf") ? schema.subschemas : [schema];
}

/** Into the first part of the same class, where that is one of those that merge; else behind the others. */
function gathered(parts: Everit[], current: Everit): Everit[] {
  for (const [index, part] of parts.entries()) {
    const merged = mergedIfAlike(part, current);
    if (merged !== null) return parts.with(index, merged);
  }
  return [...parts, current];
}

function mergedIfAlike(a: Everit, b: Everit): Everit | null {
  if (a.kind === "object" && b.kind === "object") return mergedObject(a, b);
  if (a.kind === "array" && b.kind === "array") return mergedArray(a, b);
  if (a.kind === "string" && b.kind === "string") return mergedString(a, b);
  if (a.kind === "number" && b.kind === "number") return mergedNumber(a, b);
  return null;
}

function mergedString(a: EveritString, b: EveritString): EveritString {
  return {
    ...a,
    minLength: b.minLength ?? a.minLength,
    maxLength: b.maxLength ?? a.maxLength,
    pattern: b.pattern ?? a.pattern,
  };
}

function mergedNumber(a: EveritNumber, b: EveritNumber): EveritNumber {
  return {
    ...a,
    isInteger: a.isInteger || b.isInteger,
    minimum: b.minimum ?? a.minimum,
    maximum: b.maximum ?? a.maximum,
    exclusiveMinimum: b.exclusiveMinimum ?? a.exclusiveMinimum,
    exclusiveMaximum: b.exclusiveMaximum ?? a.exclusiveMaximum,
    multipleOf: b.multipleOf ?? a.multipleOf,
  };
}

function mergedObject(a: EveritObject, b: EveritObject): EveritObject {
  return {
    ...a,
    properties: new Map([...a.properties, ...b.properties]),
    required: new Set([...a.required, ...b.required]),
    patternProperties: [...a.patternProperties, ...b.patternProperties],
    permitsAdditional: a.permitsAdditional && b.permitsAdditional,
    additional: b.additional ?? a.additional,
    unevaluated: b.unevaluated ?? a.unevaluated,
    propertyNames: b.propertyNames ?? a.propertyNames,
    minProperties: b.minProperties ?? a.minProperties,
    maxProperties: b.maxProperties ?? a.maxProperties,
    propertyDependencies: new Map([...a.propertyDependencies, ...b.propertyDependencies]),
    schemaDependencies: new Map([...a.schemaDependencies, ...b.schemaDependencies]),
  };
}

function mergedArray(a: EveritArray, b: EveritArray): EveritArray {
  return {
    ...a,
    all: b.all ?? a.all,
    items: a.items === null ? b.items : [...a.items, ...(b.items ?? [])],
    permitsAdditional: a.permitsAdditional && b.permitsAdditional,
    additional: b.additional ?? a.additional,
    unevaluated: b.unevaluated ?? a.unevaluated,
    contains: b.contains ?? a.contains,
    minContains: b.minContains ?? a.minContains,
    maxContains: b.maxContains ?? a.maxContains,
    minItems: b.minItems ?? a.minItems,
    maxItems: b.maxItems ?? a.maxItems,
    uniqueItems: a.uniqueItems || b.uniqueItems,
  };
}
