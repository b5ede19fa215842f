/** What is odd about one schema although each keyword holds the right kind of value: mostly warnings. */
import type { JsonMember } from "#schema/json-text.ts";
import type { MutableNode } from "./draft-node.ts";
import { isKnownIn, keywordNamed, keywordsOf } from "./keywords.ts";
import { nearest } from "./near.ts";
import { matches } from "./pattern.ts";
import { quoted, type Problems } from "./problems.ts";
import { DIALECTS, type Dialect, type TypeName } from "./schema.ts";

/** Looks at a node whose keywords are read; tells what it finds. */
export function checkSchema(node: MutableNode, problems: Problems): void {
  for (const member of node.keywords.values()) checkKeyword(node, member, problems);
  checkBounds(node, problems);
  checkRequired(node, problems);
  checkTypes(node, problems);
  checkLists(node, problems);
}

/** The drafts forbid empty ones, the registries' libraries take them. */
function checkLists(node: MutableNode, problems: Problems): void {
  for (const key of ["enum", "allOf", "anyOf", "oneOf"]) {
    const value = node.keywords.get(key)?.value;
    if (value?.kind !== "array" || value.items.length > 0) continue;
    problems.warning(
      "empty-list",
      value.range,
      key === "allOf" ? "allOf is empty and says nothing." : `${key} is empty: no value can be valid.`,
      `Put something into ${key}, or remove it.`,
    );
  }
}

function checkKeyword(node: MutableNode, member: JsonMember, problems: Problems): void {
  const { key, keyRange } = member;
  const { dialect } = node.document;
  const keyword = keywordNamed(key);
  if (keyword === undefined) {
    // A name with a dot or a dash is some tool's own: connect.type, x-order.
    const meant = /^[A-Za-z$]+$/.test(key) ? nearest(key, keywordsOf(dialect)) : undefined;
    if (meant === undefined || node.keywords.has(meant)) return;
    problems.warning(
      "unknown-keyword",
      keyRange,
      `${quoted(key)} is no keyword and is ignored.`,
      `Did you mean ${quoted(meant)}?`,
      { title: `Change to ${quoted(meant)}`, edits: [{ range: keyRange, text: JSON.stringify(meant) }] },
    );
    return;
  }
  if (!isKnownIn(keyword, dialect)) {
    // Definitions are found by pointer in any draft.
    if (keyword.asserts || key === "$id" || key === "id") tellForeign(member, dialect, problems);
  } else if (node.refOnly && key !== "$ref" && keyword.asserts) {
    problems.warning(
      "ignored-beside-ref",
      keyRange,
      `${key} is ignored, since up to draft 7 nothing counts beside $ref.`,
      "Put both into allOf, or set $schema to 2019-09 or later.",
    );
  }
}

function tellForeign({ key, keyRange }: JsonMember, dialect: Dialect, problems: Problems): void {
  const keyword = keywordNamed(key);
  if (keyword === undefined) return;
  const isLater = DIALECTS.indexOf(dialect) < DIALECTS.indexOf(keyword.since);
  const instead = INSTEAD.get(key);
  problems.warning(
    "keyword-of-other-draft",
    keyRange,
    `${key} means nothing in ${dialect} and is ignored: it is known ${isLater ? `from ${keyword.since} on` : `up to ${keyword.until}`}.`,
    instead === undefined ? `Set $schema to ${isLater ? keyword.since : keyword.until}.` : `Use ${instead}.`,
  );
}

const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["id", "$id"],
  ["$id", "id"],
  ["prefixItems", "items with a list of schemas"],
  ["additionalItems", "items beside prefixItems"],
  ["dependencies", "dependentRequired or dependentSchemas"],
  ["dependentRequired", "dependencies"],
  ["dependentSchemas", "dependencies"],
  ["$recursiveRef", "$dynamicRef"],
  ["const", "enum with one value"],
]);

const BOUNDS = [
  ["minLength", "maxLength"],
  ["minimum", "maximum"],
  ["exclusiveMinimum", "exclusiveMaximum"],
  ["minItems", "maxItems"],
  ["minContains", "maxContains"],
  ["minProperties", "maxProperties"],
] as const;

function checkBounds(node: MutableNode, problems: Problems): void {
  for (const [low, high] of BOUNDS) {
    const min = node[low];
    const max = node[high];
    if (min === null || max === null) continue;
    const isExclusive = low === "exclusiveMinimum";
    if (isExclusive ? min < max : min <= max) continue;
    const at = node.keywords.get(low) ?? node.keywords.get(high);
    if (at === undefined) continue;
    problems.warning(
      "empty-bounds",
      at.value.range,
      `${low} ${String(min)} leaves nothing below ${high} ${String(max)}: no value can be valid.`,
      "Swap or change the two.",
    );
  }
}

function checkRequired(node: MutableNode, problems: Problems): void {
  const member = node.keywords.get("required");
  if (member?.value.kind !== "array" || !node.keywords.has("properties") || node.refOnly) return;
  const isClosed = node.additionalProperties?.always === false;
  for (const item of member.value.items) {
    if (item.kind !== "string" || node.properties.has(item.value)) continue;
    const byPattern = node.patternProperties.map(({ pattern }) => matches(pattern, item.value));
    if (byPattern.some((found) => found !== false)) continue;
    const meant = nearest(item.value, node.properties.keys());
    problems.warning(
      isClosed ? "required-but-forbidden" : "required-not-described",
      item.range,
      isClosed
        ? `${quoted(item.value)} is required, but additionalProperties is false and properties does not have it: no object can be valid.`
        : `${quoted(item.value)} is required, but properties says nothing about it.`,
      meant === undefined
        ? `Describe ${quoted(item.value)} in properties.`
        : `Did you mean ${quoted(meant)}?`,
      meant === undefined
        ? undefined
        : {
            title: `Change to ${quoted(meant)}`,
            edits: [{ range: item.range, text: JSON.stringify(meant) }],
          },
    );
  }
}

/** Keywords that say something about one type only. */
const TYPE_OF_KEYWORD: ReadonlyMap<string, TypeName> = new Map([
  ["minLength", "string"],
  ["maxLength", "string"],
  ["pattern", "string"],
  ["minimum", "number"],
  ["maximum", "number"],
  ["multipleOf", "number"],
  ["properties", "object"],
  ["required", "object"],
  ["additionalProperties", "object"],
  ["items", "array"],
  ["minItems", "array"],
  ["maxItems", "array"],
  ["uniqueItems", "array"],
]);

function checkTypes(node: MutableNode, problems: Problems): void {
  const { types } = node;
  if (types === null || types.length === 0 || node.refOnly) return;
  for (const { key, keyRange } of node.keywords.values()) {
    const type = TYPE_OF_KEYWORD.get(key);
    if (type === undefined || types.includes(type) || (type === "number" && types.includes("integer")))
      continue;
    problems.warning(
      "keyword-of-other-type",
      keyRange,
      `${key} says something about ${type === "number" ? "numbers" : `${type}s`} only, and the type here is ${types.join(" or ")}.`,
      `Remove ${key}, or change the type.`,
    );
  }
}
