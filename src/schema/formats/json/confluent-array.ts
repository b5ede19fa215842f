/** Confluent's rules for lists and tuples; a tuple has content models as an object has. */
import type { ConfluentFound, PairComparer } from "./confluent.ts";
import type { ConfluentCode } from "./confluent-types.ts";
import { unevaluatedChange } from "./confluent-object.ts";
import { compareLimit, keywordDifference } from "./confluent-scalar.ts";
import type { Everit, EveritArray } from "./everit.ts";
import { at, under, type Anchor } from "./found.ts";

export function compareArrays(
  comparer: PairComparer,
  original: EveritArray,
  update: EveritArray,
): ConfluentFound[] {
  const found: ConfluentFound[] = [];
  compareAll(comparer, found, original, update);
  compareTuples(comparer, found, original, update);
  compareAdditional(comparer, found, original, update);
  compareUnevaluated(comparer, found, original, update);
  const limit = compareLimit.bind(null, found);
  limit("MAX_ITEMS", "maxItems", original, update, original.maxItems, update.maxItems);
  limit("MIN_ITEMS", "minItems", original, update, original.minItems, update.minItems);
  if (original.uniqueItems !== update.uniqueItems) {
    const code = original.uniqueItems ? "UNIQUE_ITEMS_REMOVED" : "UNIQUE_ITEMS_ADDED";
    found.push(keywordDifference(code, "uniqueItems", original, update));
  }
  limit("MAX_CONTAINS", "maxContains", original, update, original.maxContains, update.maxContains);
  limit("MIN_CONTAINS", "minContains", original, update, original.minContains, update.minContains);
  return found;
}

function compareAll(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritArray,
  update: EveritArray,
): void {
  const { all: before } = original;
  const { all: after } = update;
  if (before !== null && after !== null) found.push(...under("items", comparer.compare(before, after)));
  else if (before !== null || after !== null) {
    const code = before === null ? "SCHEMA_ADDED" : "SCHEMA_REMOVED";
    found.push(keywordDifference(code, "items", original, update));
  }
}

function isOpen(schema: EveritArray): boolean {
  return (
    schema.permitsAdditional &&
    schema.additional === null &&
    (schema.unevaluated === null || schema.unevaluated.kind === "empty")
  );
}

/** What a partially open tuple says of places behind it; null where it forbids them. */
function coveringSchema({ additional, permitsAdditional, unevaluated }: EveritArray): Everit | null {
  if (additional !== null) return additional;
  if (!permitsAdditional || unevaluated === null) return null;
  return unevaluated.kind === "false" || unevaluated.kind === "empty" ? null : unevaluated;
}

function compareTuples(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritArray,
  update: EveritArray,
): void {
  const before = original.items ?? [];
  const after = update.items ?? [];
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const was = before[index];
    const is = after[index];
    const path = `items/${String(index)}`;
    if (was !== undefined && is !== undefined) found.push(...under(path, comparer.compare(was, is)));
    else if (was !== undefined) found.push(...under(path, removedItem(comparer, was, update)));
    else if (is !== undefined) found.push(...under(path, addedItem(comparer, is, original)));
  }
}

function removedItem(comparer: PairComparer, before: Everit, update: EveritArray): ConfluentFound[] {
  const tell = (code: ConfluentCode): ConfluentFound => ({
    code,
    path: "",
    original: at(before.node),
    update: tupleAnchor(update),
  });
  if (isOpen(update)) return [tell("ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL")];
  const covering = coveringSchema(update);
  if (covering === null) {
    return [
      tell(
        before.kind === "false"
          ? "ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL"
          : "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL",
      ),
    ];
  }
  const differences = comparer.compare(before, covering);
  const isCovered = comparer.isCompatible(differences);
  return [
    ...differences,
    tell(
      isCovered
        ? "ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        : "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
    ),
  ];
}

function addedItem(comparer: PairComparer, after: Everit, original: EveritArray): ConfluentFound[] {
  const tell = (code: ConfluentCode): ConfluentFound => ({
    code,
    path: "",
    original: tupleAnchor(original),
    update: at(after.node),
  });
  if (isOpen(original)) {
    return [
      tell(
        after.kind === "empty"
          ? "ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL"
          : "ITEM_ADDED_TO_OPEN_CONTENT_MODEL",
      ),
    ];
  }
  const covering = coveringSchema(original);
  if (covering === null) return [tell("ITEM_ADDED_TO_CLOSED_CONTENT_MODEL")];
  const differences = comparer.compare(covering, after);
  const isCovered = comparer.isCompatible(differences);
  return [
    ...differences,
    tell(
      isCovered
        ? "ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL"
        : "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
    ),
  ];
}

function tupleAnchor({ node }: EveritArray): Anchor {
  return at(node, node.keywords.has("prefixItems") ? "prefixItems" : "items");
}

function compareAdditional(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritArray,
  update: EveritArray,
): void {
  const path = "additionalItems";
  const tell = (code: ConfluentCode): void => {
    found.push({ code, path, original: restAnchor(original), update: restAnchor(update) });
  };
  if (original.permitsAdditional !== update.permitsAdditional) {
    tell(original.permitsAdditional ? "ADDITIONAL_ITEMS_REMOVED" : "ADDITIONAL_ITEMS_ADDED");
  } else if (original.additional === null) {
    if (update.additional !== null) tell("ADDITIONAL_ITEMS_NARROWED");
  } else if (update.additional === null) tell("ADDITIONAL_ITEMS_EXTENDED");
  else found.push(...under(path, comparer.compare(original.additional, update.additional)));
}

function restAnchor({ node }: EveritArray): Anchor {
  return at(node, node.keywords.has("additionalItems") ? "additionalItems" : "items");
}

function compareUnevaluated(
  comparer: PairComparer,
  found: ConfluentFound[],
  original: EveritArray,
  update: EveritArray,
): void {
  const path = "unevaluatedItems";
  const change = unevaluatedChange(original.unevaluated, update.unevaluated);
  if (change === "same" && original.unevaluated !== null && update.unevaluated !== null) {
    found.push(...under(path, comparer.compare(original.unevaluated, update.unevaluated)));
  } else if (change !== "same") {
    const code = `UNEVALUATED_ITEMS_${change}` as const;
    found.push({ code, path, original: at(original.node, path), update: at(update.node, path) });
  }
}
