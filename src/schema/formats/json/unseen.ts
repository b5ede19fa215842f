/**
 * What sets two schemas apart and Confluent's rules do not look at, although a validator does: formats, conditions,
 * `contains`, names, patterns, and required names that `properties` does not have. The codes are ours.
 */
import { schemaKey } from "./everit.ts";
import { everitView } from "./everit-view.ts";
import { anchoredHere, at, under, type Found } from "./found.ts";
import { areWrittenAlike } from "./same-text.ts";
import { resolved, type SchemaNode } from "./schema.ts";

export type UnseenCode =
  | "FORMAT_ADDED"
  | "FORMAT_CHANGED"
  | "FORMAT_REMOVED"
  | "CONDITION_CHANGED"
  | "CONTAINS_CHANGED"
  | "PROPERTY_NAMES_CHANGED"
  | "PATTERN_PROPERTIES_CHANGED"
  | "EXCLUSIVE_LIMIT_CHANGED"
  | "CONTENT_ENCODING_CHANGED"
  | "REQUIRED_NAME_ADDED";

type UnseenFound = Found<UnseenCode>;

const DEPTH_MAX = 300;

/** Differences between parts that are at the same place in both schemas. */
export function unseenDifferences(original: SchemaNode, update: SchemaNode): readonly UnseenFound[] {
  return new Walk().pair(original, update);
}

class Walk {
  readonly #seen = new Map<SchemaNode, Set<SchemaNode>>();
  #depth = 0;

  pair(originalOrRef: SchemaNode, updateOrRef: SchemaNode): readonly UnseenFound[] {
    if (areWrittenAlike(originalOrRef, updateOrRef)) return [];
    const original = resolved(originalOrRef);
    const update = resolved(updateOrRef);
    if (!this.#isNew(original, update) || this.#depth > DEPTH_MAX) return [];
    this.#depth++;
    const found = [...ofOne(original, update), ...this.#inside(original, update)];
    this.#depth--;
    return original === originalOrRef && update === updateOrRef
      ? found
      : anchoredHere(found, originalOrRef, updateOrRef);
  }

  #isNew(original: SchemaNode, update: SchemaNode): boolean {
    let seen = this.#seen.get(original);
    if (seen === undefined) this.#seen.set(original, (seen = new Set()));
    if (seen.has(update)) return false;
    seen.add(update);
    return true;
  }

  #inside(original: SchemaNode, update: SchemaNode): UnseenFound[] {
    const found: UnseenFound[] = [];
    const both = (
      path: string,
      before: SchemaNode | null | undefined,
      after: SchemaNode | null | undefined,
    ): void => {
      if (before && after) found.push(...under(path, this.pair(before, after)));
    };
    for (const [name, before] of original.properties) {
      const after = update.properties.get(name);
      if (after !== undefined && !areWrittenAlike(before, after)) both(`properties/${name}`, before, after);
    }
    both("items", original.items, update.items);
    both("additionalProperties", original.additionalProperties, update.additionalProperties);
    for (const key of ["prefixItems", "allOf", "anyOf", "oneOf"] as const) {
      // Alternatives may have changed their places; then a pair says little.
      if (original[key].length !== update[key].length) continue;
      for (const [index, before] of original[key].entries()) {
        both(`${key}/${String(index)}`, before, update[key][index]);
      }
    }
    return found;
  }
}

function ofOne(original: SchemaNode, update: SchemaNode): UnseenFound[] {
  const found: UnseenFound[] = [];
  const tell = (code: UnseenCode, keyword: string): void => {
    found.push({ code, path: keyword, original: at(original, keyword), update: at(update, keyword) });
  };
  if (original.format !== update.format) {
    const change = original.format === null ? "ADDED" : update.format === null ? "REMOVED" : "CHANGED";
    tell(`FORMAT_${change}`, "format");
  }
  if (CONDITIONS.some((part) => differ(original[part], update[part]))) tell("CONDITION_CHANGED", "if");
  if (differ(original.contains, update.contains)) tell("CONTAINS_CHANGED", "contains");
  if (differ(original.propertyNames, update.propertyNames)) tell("PROPERTY_NAMES_CHANGED", "propertyNames");
  if (patternsKey(original) !== patternsKey(update)) tell("PATTERN_PROPERTIES_CHANGED", "patternProperties");
  for (const keyword of ["exclusiveMinimum", "exclusiveMaximum"]) {
    if (flagOf(original, keyword) !== flagOf(update, keyword)) tell("EXCLUSIVE_LIMIT_CHANGED", keyword);
  }
  if (textOf(original, "contentEncoding") !== textOf(update, "contentEncoding")) {
    tell("CONTENT_ENCODING_CHANGED", "contentEncoding");
  }
  for (const name of update.required) {
    const isCompared = original.properties.has(name) && update.properties.has(name);
    const isAdded = update.properties.has(name) && !original.properties.has(name);
    if (original.required.has(name) || isCompared || isAdded) continue;
    found.push({
      code: "REQUIRED_NAME_ADDED",
      path: `required/${name}`,
      original: at(original, "required"),
      update: at(update, "required"),
    });
  }
  return found;
}

const CONDITIONS = ["ifSchema", "thenSchema", "elseSchema"] as const;

function differ(a: SchemaNode | null, b: SchemaNode | null): boolean {
  if (a === null || b === null) return a !== b;
  return schemaKey(everitView(a)) !== schemaKey(everitView(b));
}

function patternsKey({ patternProperties }: SchemaNode): string {
  return JSON.stringify(
    patternProperties
      .map(({ pattern, schema }) => [pattern, schemaKey(everitView(schema))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Draft 4's `exclusiveMinimum: true`. */
function flagOf({ keywords }: SchemaNode, keyword: string): boolean {
  const value = keywords.get(keyword)?.value;
  return value?.kind === "boolean" && value.value;
}

function textOf({ keywords }: SchemaNode, keyword: string): string | null {
  const value = keywords.get(keyword)?.value;
  return value?.kind === "string" ? value.value : null;
}
