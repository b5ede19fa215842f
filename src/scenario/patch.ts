/**
 * What changed between two documents, as plain JSON: the lines of the autosave's journal. Edits share what they leave
 * alone (`edits.ts`), so a list's items are compared by reference: a list becomes runs of the list before and items
 * that are new, which keeps any order. Fields that this version does not know travel like all others.
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import { emptyScenario, type Scenario } from "./document.ts";
import { isJsonObject, type JsonObject } from "./migrations/migration.ts";
import { Limits } from "./limits.ts";
import { readShape } from "./shape.ts";

/** A part of a list: `count` items of the list before, from index `from`; or items that stand in no list before. */
type ListPart = readonly [from: number, count: number] | { readonly put: readonly unknown[] };

/** Pairs rather than objects by name, so that no field's name can mean something to the language. */
export interface Patch {
  /** Fields that get a new value. */
  readonly set?: readonly (readonly [name: string, value: unknown])[];
  /** Fields that go. */
  readonly drop?: readonly string[];
  /** Lists that change, as the parts of the list after. */
  readonly lists?: readonly (readonly [name: string, parts: readonly ListPart[]])[];
}

/** The patch that leads from `before` to `after`; one without fields where nothing changed. */
export function diff(before: Scenario, after: Scenario): Patch {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const set: (readonly [string, unknown])[] = [];
  const lists: (readonly [string, readonly ListPart[]])[] = [];
  for (const [name, value] of now) {
    const was = old.get(name);
    if (was === value) continue;
    if (Array.isArray(was) && Array.isArray(value)) {
      const parts = listParts(was, value);
      if (!isWhole(parts, was.length)) lists.push([name, parts]);
    } else set.push([name, value]);
  }
  const drop = [...old.keys()].filter((name) => !now.has(name));
  return {
    ...(set.length === 0 ? {} : { set }),
    ...(drop.length === 0 ? {} : { drop }),
    ...(lists.length === 0 ? {} : { lists }),
  };
}

/** Whether it changes nothing. */
export function isEmptyPatch(patch: Patch): boolean {
  return patch.set === undefined && patch.drop === undefined && patch.lists === undefined;
}

/**
 * The document after `patch`, which may be any JSON. A patch that is malformed, does not fit this document, or brings
 * what no document may hold (`shape.ts`) is refused with the reason; there is no half-patched document.
 */
export function applyPatch(document: Scenario, patch: unknown): Result<Scenario> {
  const patched = patchJson({ ...document }, patch);
  if (patched === null) return refused([misfit()]);
  const problems = [...problemsOf(patch as Patch), ...tooLong(patched)];
  return problems.length > 0 ? refused(problems) : ok(patched as unknown as Scenario);
}

/**
 * The same for a document in any format, with no word about what its fields may be: kept documents are put together
 * in the format that they were written in, and go through `admit.ts` as a whole. Null where the patch does not fit.
 */
export function patchJson(document: JsonObject, patch: unknown): JsonObject | null {
  if (!isPatch(patch)) return null;
  const fields = new Map(Object.entries(document));
  for (const name of patch.drop ?? []) if (!fields.delete(name)) return null;
  for (const [name, value] of patch.set ?? []) fields.set(name, value);
  for (const [name, parts] of patch.lists ?? []) {
    const was = fields.get(name) ?? (LATER_LISTS.has(name) ? [] : undefined);
    const now = Array.isArray(was) ? joined(was, parts) : null;
    if (now === null) return null;
    fields.set(name, now);
  }
  return Object.fromEntries(fields);
}

/** Lists that came to the format later: a document without one is one where it is empty (`canonical.ts`). */
const LATER_LISTS: ReadonlySet<string> = new Set(["frames", "subjects", "invariants"]);

function fieldsOf(document: Scenario): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(document).filter(([, value]) => value !== undefined));
}

function listParts(before: readonly unknown[], after: readonly unknown[]): readonly ListPart[] {
  const places = new Map(before.map((item, at) => [item, at]));
  const parts: ([number, number] | { put: unknown[] })[] = [];
  for (const item of after) {
    const last = parts.at(-1);
    const follows = Array.isArray(last) ? last[0] + last[1] : -1;
    // The very next one before any other place: equal texts or numbers may stand in a list more than once.
    const at =
      before[follows] === item && follows >= 0 && follows < before.length ? follows : places.get(item);
    if (at === undefined) {
      if (last !== undefined && !Array.isArray(last)) last.put.push(item);
      else parts.push({ put: [item] });
    } else if (Array.isArray(last) && at === follows) last[1] += 1;
    else parts.push([at, 1]);
  }
  return parts;
}

/** Whether the parts are the list before, unchanged. */
function isWhole(parts: readonly ListPart[], length: number): boolean {
  if (length === 0) return parts.length === 0;
  const [only] = parts;
  return parts.length === 1 && isRun(only) && only[0] === 0 && only[1] === length;
}

function joined(before: readonly unknown[], parts: readonly ListPart[]): unknown[] | null {
  const list: unknown[] = [];
  for (const part of parts) {
    if (isRun(part)) {
      const [from, count] = part;
      if (from + count > before.length) return null;
      for (let at = from; at < from + count; at++) list.push(before[at]);
    } else for (const item of part.put) list.push(item);
    if (list.length > LIST_LENGTH_MAX) return null;
  }
  return list;
}

/** No list of a document is longer (`Limits`); a patch of many runs must not make one of millions. */
const LIST_LENGTH_MAX = 100_000;

function isPatch(patch: unknown): patch is Patch {
  if (!isJsonObject(patch)) return false;
  const { set, drop, lists, ...rest } = patch;
  return (
    Object.keys(rest).length === 0 &&
    (set === undefined || (Array.isArray(set) && set.every(isNamed))) &&
    (drop === undefined || (Array.isArray(drop) && drop.every((name) => typeof name === "string"))) &&
    (lists === undefined ||
      (Array.isArray(lists) && lists.every((each) => isNamed(each) && isParts(each[1]))))
  );
}

function isNamed(pair: unknown): pair is readonly [string, unknown] {
  return Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string" && pair[0] !== "__proto__";
}

function isParts(parts: unknown): parts is readonly ListPart[] {
  return (
    Array.isArray(parts) &&
    parts.every((part: unknown) => isRun(part) || (isJsonObject(part) && Array.isArray(part["put"])))
  );
}

function isRun(part: unknown): part is readonly [number, number] {
  return (
    Array.isArray(part) &&
    part.length === 2 &&
    part.every((number: unknown) => Number.isSafeInteger(number) && (number as number) >= 0)
  );
}

/** What `shape.ts` says of all that a patch brings; the rest of the document was judged when it came. */
function problemsOf(patch: Patch): readonly Problem[] {
  const fresh = new Map<string, unknown>(Object.entries(emptyScenario()));
  for (const [name, value] of patch.set ?? []) fresh.set(name, value);
  for (const [name, parts] of patch.lists ?? []) {
    fresh.set(
      name,
      parts.flatMap((part) => (isRun(part) ? [] : part.put)),
    );
  }
  const shaped = readShape(Object.fromEntries(fresh));
  const dropped = (patch.drop ?? []).filter((name) => REQUIRED.has(name)).map(() => misfit());
  return shaped.ok ? dropped : [...shaped.problems, ...dropped];
}

const REQUIRED: ReadonlySet<string> = new Set(Object.keys(emptyScenario()));

function tooLong(document: JsonObject): readonly Problem[] {
  return Object.entries(document).flatMap(([name, value]) => {
    const max = Object.hasOwn(Limits, name) ? Limits[name as keyof typeof Limits] : Number.POSITIVE_INFINITY;
    if (!Array.isArray(value) || value.length <= max) return [];
    return [
      {
        code: "too-many",
        path: name,
        says: `There are ${value.length} ${name}, at most ${max} are allowed.`,
        tryThis: "Split the scenario.",
      },
    ];
  });
}

function misfit(): Problem {
  return {
    code: "patch-does-not-fit",
    path: "",
    says: "The change does not fit the document.",
    tryThis: "Go back to a version before it.",
  };
}
