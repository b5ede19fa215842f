/** Documents that differ from one in a single place, in ways that schemas mind: at the limits of both sides. */
import type { JsonValue } from "#schema/payload.ts";
import { applied } from "./codec-trace.ts";
import { isList, isObject, memberValue } from "./reads-values.ts";
import { sampleDocument, schemasOf } from "./sample.ts";
import { textOfPattern } from "./sample-text.ts";
import type { SchemaNode } from "./schema.ts";

const PLACES_MAX = 400;
const LENGTH_MAX = 2000;

/** One of each type, to stand where nothing says what is allowed. */
const ANY: readonly JsonValue[] = ["x", 7, 1.5, -1, true, null, [], ["x"], {}, { x: 1 }];

/** The document itself first. */
export function* changedDocuments(
  document: JsonValue,
  reader: SchemaNode,
  writer: SchemaNode,
): Generator<JsonValue, void, undefined> {
  yield document;
  yield* changedAt(document, [reader], [writer], { left: PLACES_MAX });
}

/** Other values for this place, with what applies to it on both sides. */
function* changedAt(
  value: JsonValue,
  reader: readonly SchemaNode[],
  writer: readonly SchemaNode[],
  places: { left: number },
): Generator<JsonValue, void, undefined> {
  if (places.left-- <= 0) return;
  const readers = applied(reader);
  const writers = applied(writer);
  yield* replacements(value, [...readers, ...writers], writers);
  if (isObject(value)) {
    for (const [name, part] of Object.entries(value)) {
      const [to, from] = [partsNamed(readers, name), partsNamed(writers, name)];
      for (const other of changedAt(part, to, from, places)) {
        yield Object.fromEntries(
          Object.entries(value).map(([key, old]) => [key, key === name ? other : old]),
        );
      }
    }
  } else if (isList(value)) {
    for (const [index, item] of value.slice(0, 3).entries()) {
      const [to, from] = [itemsAt(readers, index), itemsAt(writers, index)];
      for (const other of changedAt(item, to, from, places)) yield value.with(index, other);
    }
  }
}

function partsNamed(nodes: readonly SchemaNode[], name: string): readonly SchemaNode[] {
  return nodes.flatMap((node) => {
    const own = schemasOf(node, name);
    return own.length > 0 || node.unevaluatedProperties === null ? own : [node.unevaluatedProperties];
  });
}

function itemsAt(nodes: readonly SchemaNode[], index: number): readonly SchemaNode[] {
  return nodes.flatMap((node) => node.prefixItems[index] ?? node.items ?? []);
}

/** For the value as a whole: `all` have limits of interest, `writers` tell what may be written. */
function* replacements(
  value: JsonValue,
  all: readonly SchemaNode[],
  writers: readonly SchemaNode[],
): Generator<JsonValue, void, undefined> {
  if (isObject(value)) yield* otherObjects(value, all, writers);
  if (isList(value)) yield* otherLists(value, all, writers);
  for (const node of writers) {
    if (node.const !== null) yield node.const.value;
    yield* node.enum ?? [];
    yield* node.examples;
    for (const part of [...node.anyOf, ...node.oneOf]) yield sampleDocument(part, () => 0.5);
  }
  for (const node of all) yield* atLimits(node);
  yield* ANY;
}

function* atLimits(node: SchemaNode): Generator<JsonValue, void, undefined> {
  for (const limit of [node.minimum, node.maximum, node.exclusiveMinimum, node.exclusiveMaximum]) {
    if (limit !== null) yield* [limit, limit - 1, limit + 1, limit - 0.5, limit + 0.5];
  }
  if (node.multipleOf !== null) yield* [node.multipleOf, node.multipleOf * 3, node.multipleOf / 2];
  for (const length of [node.minLength, node.maxLength]) {
    if (length === null || length > LENGTH_MAX) continue;
    for (const one of [length, length - 1, length + 1]) if (one >= 0) yield "x".repeat(one);
  }
  if (node.format !== null) yield* ["no such format", "x"];
  if (node.pattern !== null) yield* ["", "x", "1", "-", textOfPattern(node.pattern) ?? "X"];
  if (node.not !== null) yield sampleDocument(node.not, () => 0.5);
  yield* node.enum ?? [];
}

function* otherObjects(
  value: Readonly<Record<string, JsonValue>>,
  all: readonly SchemaNode[],
  writers: readonly SchemaNode[],
): Generator<JsonValue, void, undefined> {
  const entries = Object.entries(value);
  for (const [name] of entries) yield Object.fromEntries(entries.filter(([key]) => key !== name));
  const names = new Set(
    all.flatMap((node) => [
      ...node.properties.keys(),
      ...node.required,
      ...node.dependentRequired.keys(),
      ...node.patternProperties.map(({ pattern }) => textOfPattern(pattern) ?? "x"),
    ]),
  );
  names.add("further");
  for (const name of names) {
    if (memberValue(value, name) !== undefined) continue;
    // Where the writer says what stands there, that; else whatever it lets pass.
    const told = partsNamed(writers, name).map((node) => sampleDocument(node, () => 0.5));
    const limits = partsNamed(all, name).flatMap((node) => [...atLimits(node)]);
    for (const part of [...told, ...limits, ...ANY]) yield Object.fromEntries([...entries, [name, part]]);
  }
  yield Object.fromEntries(entries.filter(([name]) => all.some((node) => node.required.has(name))));
  for (const node of all) {
    const { maxProperties } = node;
    if (maxProperties === null || maxProperties > 100) continue;
    const more = Array.from({ length: maxProperties + 1 }, (_, i) => [`further${i}`, "x"] as const);
    yield Object.fromEntries([...entries, ...more].slice(0, maxProperties + 1));
  }
  for (const { minProperties } of all) {
    if (minProperties !== null && minProperties > 0)
      yield Object.fromEntries(entries.slice(0, minProperties - 1));
  }
}

function* otherLists(
  value: readonly JsonValue[],
  all: readonly SchemaNode[],
  writers: readonly SchemaNode[],
): Generator<JsonValue, void, undefined> {
  yield [];
  const itemsOf = (index: number) => itemsAt(writers, index).map((node) => sampleDocument(node, () => 0.5));
  for (const node of all) {
    for (const limit of [node.minItems, node.maxItems, node.maxContains, node.prefixItems.length]) {
      if (limit === null || limit > 100) continue;
      for (const length of [limit - 1, limit, limit + 1]) {
        if (length < 0) continue;
        yield Array.from({ length }, (_, i) => value[i] ?? itemsOf(i)[0] ?? value[0] ?? "x");
        yield Array.from({ length }, (_, i) => value[i] ?? itemsOf(i)[0] ?? i);
      }
    }
  }
  const first = value[0];
  if (first !== undefined) yield [first, first];
  for (const item of [...itemsOf(value.length), ...ANY]) yield [...value, item];
}
