/**
 * The one way to write a document down. Equal documents give equal bytes, whatever order their keys were made in.
 */
import { assert } from "#base/assert.ts";
import type { Scenario } from "./document.ts";

/** In files these keys come first, in this order, since people read from the top; all others follow sorted. */
const FIRST_IN_FILES = [
  "format",
  "id",
  "name",
  "kind",
  "from",
  "to",
  "atMs",
  "target",
  "description",
  "seed",
  "settings",
];

/**
 * JSON without spaces, keys sorted by code unit, absent where a value is undefined. The same for equal values; text of
 * numbers is exact by the language's definition. Lists keep their order, since it may mean something.
 * Throws InvariantViolation for what JSON cannot say (NaN, Infinity, functions).
 */
export function canonicalJson(value: unknown): string {
  return write(value, byCodeUnit, null, "");
}

/** The text of a saved file: two spaces a level, the keys that people look for first, a newline at the end. */
export function fileText(scenario: Scenario): string {
  return `${write(asWritten(scenario), byReader, "  ", "")}\n`;
}

/**
 * The document on one line, for links, storage and hashes: `canonicalJson` of what a file would hold. Lists that came
 * to the format later (frames, subjects, invariants) are left out while they are empty, so that a document that uses none of
 * them is written byte for byte as before.
 */
export function documentText(scenario: Scenario): string {
  return canonicalJson(asWritten(scenario));
}

function asWritten(scenario: Scenario): object {
  const { frames, subjects, invariants } = scenario;
  return {
    ...scenario,
    frames: frames.length > 0 ? frames : undefined,
    subjects: subjects.length > 0 ? subjects : undefined,
    invariants: invariants.length > 0 ? invariants : undefined,
  };
}

type KeyOrder = (a: string, b: string) => number;

const byCodeUnit: KeyOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const byReader: KeyOrder = (a, b) => rank(a) - rank(b) || byCodeUnit(a, b);

function rank(key: string): number {
  const at = FIRST_IN_FILES.indexOf(key);
  return at === -1 ? FIRST_IN_FILES.length : at;
}

/** Recursion is safe: documents have passed the depth limit of `admit.ts` or were made by our own edits. */
function write(value: unknown, order: KeyOrder, indent: string | null, margin: string): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    assert(Number.isFinite(value), "a finite number in the document");
    return JSON.stringify(value);
  }
  assert(typeof value === "object", `plain data in the document, not ${typeof value}`);
  const inner = indent === null ? "" : margin + indent;
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) parts.push(write(item, order, indent, inner));
    return wrap("[", parts, "]", indent, margin, inner);
  }
  const colon = indent === null ? ":" : ": ";
  for (const key of Object.keys(value).sort(order)) {
    const item: unknown = Reflect.get(value, key);
    if (item !== undefined) parts.push(JSON.stringify(key) + colon + write(item, order, indent, inner));
  }
  return wrap("{", parts, "}", indent, margin, inner);
}

/** One line where it is short and flat, so that a node's position or settings can be read at a glance. */
function wrap(
  open: string,
  parts: readonly string[],
  close: string,
  indent: string | null,
  margin: string,
  inner: string,
): string {
  if (indent === null) return open + parts.join(",") + close;
  const flat = parts.join(", ");
  if (parts.length === 0) return open + close;
  if (open === "{" && flat.length + margin.length < 100 && !flat.includes("\n")) return `{ ${flat} }`;
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}`;
}
