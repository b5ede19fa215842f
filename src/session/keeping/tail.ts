/**
 * The edits that storage had not acknowledged when the page went: written synchronously, since nothing else can be
 * relied on then, and taken up at the next boot if they follow what is kept.
 */
import { canonicalJson } from "#scenario/canonical.ts";
import { chainHash } from "./checksum.ts";
import { crc32 } from "./checksum.ts";
import { isObject, KEEPING_SCHEMA, type Mark } from "./records.ts";

/** The synchronous store of the browser (localStorage); each call may throw where it is denied or full. */
export interface KeyValues {
  readonly entries: () => readonly (readonly [key: string, value: string])[];
  readonly get: (key: string) => string | null;
  readonly set: (key: string, value: string) => void;
  readonly remove: (key: string) => void;
}

/** Longest tail in UTF-16 units: so much is written without the page's end being felt. */
export const TAIL_LENGTH_MAX = 65_536;

const PREFIX = "eventyard.tail.";

export interface Tail {
  readonly id: string;
  readonly name: string;
  /** Where the document was; null where it is not kept yet, and `text` is all of it. */
  readonly base: Mark | null;
  readonly text: string | null;
  /** Patches as JSON, each from the place that the one before leads to. */
  readonly patches: readonly string[];
}

/** Writes a tail, in place of this tab's former one of the document; false where it is too long or denied. */
export function putTail(store: KeyValues, tabId: string, tail: Tail): boolean {
  const fields = { ...tail, schema: KEEPING_SCHEMA };
  const text = JSON.stringify({ ...fields, crc: crc32(canonicalJson(fields)) });
  if (text.length > TAIL_LENGTH_MAX) return false;
  try {
    store.set(keyOf(tail.id, tabId), text);
    return true;
  } catch {
    return false;
  }
}

/** This tab's tail of a document is not needed any more. */
export function dropTail(store: KeyValues, tabId: string, id: string): void {
  removeTail(store, keyOf(id, tabId));
}

export function removeTail(store: KeyValues, key: string): void {
  try {
    store.remove(key);
  } catch {
    // Denied: then it was never written either.
  }
}

/** `tail` is null where the entry is damaged or a newer app's: it stays where it is. */
export interface StoredTail {
  readonly key: string;
  readonly id: string;
  readonly text: string;
  readonly tail: Tail | null;
}

/** All tails, or those of one document, of whichever tab. */
export function storedTails(store: KeyValues, id?: string): readonly StoredTail[] {
  try {
    return store
      .entries()
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, text]) => ({
        key,
        text,
        id: key.slice(PREFIX.length).split("/")[0] ?? "",
        tail: read(text),
      }))
      .filter((each) => id === undefined || each.id === id);
  } catch {
    return [];
  }
}

/** The places that a tail leads through: where it begins, and after each of its patches. */
export function marksOf(tail: Tail): readonly Mark[] {
  const marks: Mark[] = [tail.base ?? firstMark(tail.text ?? "")];
  for (const patch of tail.patches) {
    const before = marks.at(-1)!;
    marks.push(nextMark(before, patch));
  }
  return marks;
}

/** The place after one more line. */
export function nextMark(before: Mark, patch: string): Mark {
  const rev = before.rev + 1;
  return { rev, hash: chainHash(before.hash, rev, patch) };
}

/** Where a document begins that is this text. */
export function firstMark(text: string): Mark {
  return { rev: 0, hash: chainHash("", 0, text) };
}

function keyOf(id: string, tabId: string): string {
  return `${PREFIX}${id}/${tabId}`;
}

function read(text: string): Tail | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { crc, ...fields } = value;
  if (fields["schema"] !== KEEPING_SCHEMA || crc !== crc32(canonicalJson(fields))) return null;
  const { base, patches } = fields;
  const fits =
    typeof fields["id"] === "string" &&
    typeof fields["name"] === "string" &&
    (base === null ||
      (isObject(base) && Number.isSafeInteger(base["rev"]) && typeof base["hash"] === "string")) &&
    (fields["text"] === null) === (base !== null) &&
    (fields["text"] === null || typeof fields["text"] === "string") &&
    Array.isArray(patches) &&
    patches.every((patch) => typeof patch === "string");
  return fits ? (fields as unknown as Tail) : null;
}
