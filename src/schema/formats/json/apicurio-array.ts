/** Apicurio's rules for lists and tuples. */
import type { ApicurioComparer } from "./apicurio.ts";
import type { Finder } from "./apicurio-found.ts";
import { schemaOrTrue, schemasAdded, schemasRemoved } from "./apicurio-object.ts";
import type { EveritArray } from "./everit.ts";
import { under } from "./found.ts";

export function compareArrays(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritArray,
  update: EveritArray,
): void {
  finder.limit("ARRAY_TYPE_MIN_ITEMS", "minItems", original.minItems, update.minItems);
  finder.limit("ARRAY_TYPE_MAX_ITEMS", "maxItems", original.maxItems, update.maxItems);
  finder.flag("ARRAY_TYPE_UNIQUE_ITEMS", "uniqueItems", original.uniqueItems, update.uniqueItems);
  if (update.all !== null) {
    if (original.all === null) finder.tell("ARRAY_TYPE_ALL_ITEM_SCHEMA_ADDED", "items", "items");
    else finder.found.push(...under("items", comparer.compare(original.all, update.all)));
  }
  compareAdditional(comparer, finder, original, update);
  if (update.items !== null) compareTuples(comparer, finder, original, update);
  if (update.contains !== null) {
    if (original.contains === null) {
      finder.tell("ARRAY_TYPE_CONTAINED_ITEM_SCHEMA_ADDED", "contains", "contains");
    } else finder.found.push(...under("contains", comparer.compare(original.contains, update.contains)));
  }
}

function compareAdditional(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritArray,
  update: EveritArray,
): void {
  const path = "additionalItems";
  const isSame = finder.flag(
    "ARRAY_TYPE_ADDITIONAL_ITEMS",
    path,
    original.permitsAdditional,
    update.permitsAdditional,
  );
  if (!isSame || !update.permitsAdditional) return;
  const change = schemaOrTrue(comparer, original.additional, update.additional);
  if (change === "CHANGED") finder.tell("ARRAY_TYPE_SCHEMA_OF_ADDITIONAL_ITEMS_CHANGED", path, path);
  else if (change !== null) finder.tell(`ARRAY_TYPE_ADDITIONAL_ITEMS_${change}`, path, path);
}

function compareTuples(
  comparer: ApicurioComparer,
  finder: Finder,
  original: EveritArray,
  update: EveritArray,
): void {
  const before = original.items ?? [];
  const after = update.items ?? [];
  const size = Math.min(before.length, after.length);
  for (let index = 0; index < size; index++) {
    const was = before[index];
    const is = after[index];
    if (was === undefined || is === undefined) continue;
    finder.found.push(...under(`items/${String(index)}`, comparer.compare(was, is)));
  }
  const added = after.slice(size);
  const removed = before.slice(size);
  if (added.length > 0) {
    schemasAdded(comparer, finder, "ARRAY_TYPE_ITEM_SCHEMAS", "items", added, original, update);
  }
  if (removed.length > 0) {
    schemasRemoved(comparer, finder, "ARRAY_TYPE_ITEM_SCHEMAS", "items", removed, update);
  }
}
