/** Confluent's rules for allOf, anyOf and oneOf: every old alternative must find a new one of its own. */
import type { ConfluentFound, PairComparer } from "./confluent.ts";
import type { ConfluentCode } from "./confluent-types.ts";
import { schemaKey, type Everit, type EveritCombined } from "./everit.ts";
import { at, under } from "./found.ts";
import { keywordNamed } from "./keywords.ts";
import { maximumMatching } from "./matching.ts";
import { areWrittenAlike } from "./same-text.ts";
import type { SchemaNode } from "./schema.ts";

export function compareCombined(
  comparer: PairComparer,
  original: EveritCombined,
  update: EveritCombined,
): ConfluentFound[] {
  const found: ConfluentFound[] = [];
  const tell = (code: ConfluentCode): void => {
    const changed =
      original.generated || update.generated ? changedKeyword(original.node, update.node) : null;
    found.push({
      code,
      path: "",
      original: at(original.node, original.generated ? changed : original.criterion),
      update: at(update.node, update.generated ? changed : update.criterion),
    });
  };
  const criterion = criterionCode(original, update);
  if (criterion !== null) tell(criterion);
  if (criterion === "COMBINED_TYPE_CHANGED") return found;
  const before = distinct(original.subschemas);
  const after = distinct(update.subschemas);
  const isProduct = update.criterion === "allOf";
  if (before.length < after.length) tell(isProduct ? "PRODUCT_TYPE_EXTENDED" : "SUM_TYPE_EXTENDED");
  if (before.length > after.length) tell(isProduct ? "PRODUCT_TYPE_NARROWED" : "SUM_TYPE_NARROWED");
  const pairs = matched(comparer, before, after);
  for (const { index, differences } of pairs) {
    found.push(...under(`${original.criterion}/${String(index)}`, differences));
  }
  if (pairs.length < Math.min(before.length, after.length)) tell("COMBINED_TYPE_SUBSCHEMAS_CHANGED");
  return found;
}

/** Of an allOf or anyOf that nobody wrote, made of one schema's keywords: the first of those that changed. */
function changedKeyword(original: SchemaNode, update: SchemaNode): string | null {
  const keys = new Set([...update.keywords.keys(), ...original.keywords.keys()]);
  const textOf = ({ keywords, document }: SchemaNode, key: string): string | null => {
    const range = keywords.get(key)?.value.range;
    return range === undefined ? null : document.text.slice(range.start, range.end);
  };
  for (const key of keys) {
    if (keywordNamed(key)?.asserts === true && textOf(original, key) !== textOf(update, key)) return key;
  }
  return null;
}

interface Pair {
  readonly index: number;
  readonly differences: readonly ConfluentFound[];
}

/**
 * As many pairs as possible of an old alternative and a new one that is compatible with it. Alternatives that are written
 * the same are paired first; only where then somebody is left over, everybody is compared with everybody.
 */
function matched(
  comparer: PairComparer,
  before: readonly Everit[],
  after: readonly Everit[],
): readonly Pair[] {
  const alike = writtenAlike(before, after);
  return alike.length === Math.min(before.length, after.length)
    ? alike
    : matchedByRules(comparer, before, after);
}

function writtenAlike(before: readonly Everit[], after: readonly Everit[]): readonly Pair[] {
  // Alternatives that are written the same were taken for one, so that each key is there once.
  const byKey = new Map(after.map((one) => [schemaKey(one), one]));
  return before.flatMap((one, index) => {
    const other = byKey.get(schemaKey(one));
    return other !== undefined && areWrittenAlike(one.node, other.node) ? [{ index, differences: [] }] : [];
  });
}

function matchedByRules(
  comparer: PairComparer,
  before: readonly Everit[],
  after: readonly Everit[],
): readonly Pair[] {
  const differences: Map<number, readonly ConfluentFound[]>[] = [];
  const fits = before.map((original) => {
    const compatible = new Map<number, readonly ConfluentFound[]>();
    for (const [index, update] of after.entries()) {
      const found = comparer.compare(original, update);
      if (comparer.isCompatible(found)) compatible.set(index, found);
    }
    differences.push(compatible);
    // Those that changed least first: of several matchings the one that people mean.
    return [...compatible].sort(([, a], [, b]) => a.length - b.length).map(([index]) => index);
  });
  return maximumMatching(fits, after.length).flatMap((right, index) =>
    right === -1 ? [] : [{ index, differences: differences[index]?.get(right) ?? [] }],
  );
}

/** Alternatives that are written the same count once. */
function distinct(subschemas: readonly Everit[]): readonly Everit[] {
  const byKey = new Map<string, Everit>();
  for (const subschema of subschemas) {
    const key = schemaKey(subschema);
    if (!byKey.has(key)) byKey.set(key, subschema);
  }
  return [...byKey.values()];
}

function criterionCode(original: EveritCombined, update: EveritCombined): ConfluentCode | null {
  if (original.criterion === update.criterion) return null;
  const wasSingleton = original.subschemas.length === 1;
  switch (update.criterion) {
    case "anyOf":
      return "COMBINED_TYPE_EXTENDED";
    case "oneOf":
      return wasSingleton ? "COMBINED_TYPE_EXTENDED" : "COMBINED_TYPE_CHANGED";
    case "allOf":
      return wasSingleton && update.subschemas.length === 1
        ? "COMBINED_TYPE_EXTENDED"
        : "COMBINED_TYPE_CHANGED";
  }
}
