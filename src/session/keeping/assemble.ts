/**
 * Puts a document together again from what was kept of it: the newest snapshot that is whole, and the journal's lines
 * as far as each follows the one before. What does not fit is named, never used and never dropped.
 */
import { refused, type Problem, type Result } from "#base/result.ts";
import { admit } from "#scenario/admit.ts";
import { canonicalJson } from "#scenario/canonical.ts";
import type { Scenario } from "#scenario/document.ts";
import { patchJson } from "#scenario/patch.ts";
import { chainHash } from "./checksum.ts";
import {
  HEAD,
  isObject,
  isSameMark,
  LINE,
  SNAPSHOT,
  unsealed,
  type Head,
  type Line,
  type Mark,
  type Snapshot,
} from "./records.ts";
import type { KeepingStorage, KeepingTransaction } from "./storage.ts";

/** All records of one document, as they are. */
export interface Raw {
  readonly head: unknown;
  readonly snapshots: readonly unknown[];
  readonly lines: readonly unknown[];
}

/** A record that is not used, and why. */
export interface Unused {
  readonly store: "heads" | "snapshots" | "lines";
  readonly record: unknown;
  readonly why: string;
}

export interface Assembled {
  readonly scenario: Scenario;
  readonly mark: Mark;
  /** Word for word what the lines lead to: another one where the document was repaired or brought up to a new format. */
  readonly written: Scenario;
  readonly head: Head | null;
  readonly unused: readonly Unused[];
  /** All places of this document's history that are on record, as `rev:hash`. */
  readonly marks: ReadonlySet<string>;
}

export type Assembly =
  | { readonly is: "whole"; readonly document: Assembled }
  | { readonly is: "newer" }
  | { readonly is: "missing" }
  | { readonly is: "unreadable"; readonly unused: readonly Unused[]; readonly problems: readonly Problem[] };

/** Reads all that is kept of one document. Throws StorageFailure. */
export function readRaw(storage: KeepingStorage, id: string): Promise<Raw> {
  return storage.read((tx) => rawOf(tx, id));
}

export async function rawOf(tx: KeepingTransaction, id: string): Promise<Raw> {
  const head = await tx.get("heads", id);
  const snapshots = await tx.all("snapshots", id);
  const lines = await tx.all("lines", id);
  return { head, snapshots, lines };
}

export function markKey({ rev, hash }: Mark): string {
  return `${rev}:${hash}`;
}

/** The document as far as it can be had. */
export function assemble(raw: Raw): Assembly {
  if (raw.head === undefined && raw.snapshots.length === 0 && raw.lines.length === 0)
    return { is: "missing" };
  const sorted = sort(raw);
  if (sorted === null) return { is: "newer" };
  let problems: readonly Problem[] = [];
  for (const snapshot of sorted.snapshots.toReversed()) {
    const replayed = replay(snapshot, sorted.lines, null);
    if (replayed === null) {
      sorted.unused.push({ store: "snapshots", record: snapshot, why: "its text is no document" });
      continue;
    }
    // Where the lines lead to what no document may be, the snapshot itself still is one.
    const ends = replayed.mark.rev === snapshot.rev ? [replayed] : [replayed, start(snapshot)];
    for (const end of ends) {
      const text = canonicalJson(end?.json);
      const result: Result<Scenario> = end === null ? refused([]) : admit(text);
      if (!result.ok || end === null) {
        problems = result.ok ? problems : result.problems;
        continue;
      }
      return { is: "whole", document: whole(result.value, end, sorted) };
    }
  }
  return { is: "unreadable", unused: everything(sorted), problems };
}

/**
 * The document at an earlier place of its history with lines of another, for edits that were cut off from it; null
 * where that place is not on record any more.
 */
export function branch(raw: Raw, from: Mark, patches: readonly string[]): Scenario | null {
  const sorted = sort(raw);
  for (const snapshot of sorted?.snapshots.toReversed() ?? []) {
    if (snapshot.rev > from.rev) continue;
    const replayed = replay(snapshot, sorted?.lines ?? [], from.rev);
    if (replayed !== null && isSameMark(replayed.mark, from)) return patchedScenario(replayed.json, patches);
  }
  return null;
}

/** A document's text with patches on it; null where one does not fit or the end is no document. */
export function patchedScenario(json: JsonObject, patches: readonly string[]): Scenario | null {
  let document: JsonObject | null = json;
  for (const patch of patches) {
    document = document === null ? null : patchJson(document, parsed(patch));
  }
  if (document === null) return null;
  const result = admit(canonicalJson(document));
  return result.ok ? result.value : null;
}

type JsonObject = Readonly<Record<string, unknown>>;

interface Sorted {
  readonly head: Head | null;
  /** Whole ones, by number. */
  readonly snapshots: readonly Snapshot[];
  readonly lines: readonly Line[];
  readonly unused: Unused[];
}

/** Null where a newer app has written. */
function sort(raw: Raw): Sorted | null {
  const unused: Unused[] = [];
  let isNewer = false;
  const wholeOnes = <T extends Line | Snapshot>(
    store: Unused["store"],
    records: readonly unknown[],
    kind: Parameters<typeof unsealed<T>>[1],
  ): readonly T[] =>
    records.flatMap((record) => {
      const it = unsealed<T>(record, kind);
      if (it.is === "whole") return [it.record];
      if (it.is === "newer") isNewer = true;
      else unused.push({ store, record, why: it.why });
      return [];
    });
  const byRev = (a: Mark | Line, b: Mark | Line) => a.rev - b.rev;
  const snapshots = wholeOnes<Snapshot>("snapshots", raw.snapshots, SNAPSHOT).toSorted(byRev);
  const lines = wholeOnes<Line>("lines", raw.lines, LINE).toSorted(byRev);
  const head = raw.head === undefined ? null : unsealed<Head>(raw.head, HEAD);
  if (isNewer || head?.is === "newer") return null;
  if (head?.is === "damaged") unused.push({ store: "heads", record: raw.head, why: head.why });
  return { head: head?.is === "whole" ? head.record : null, snapshots, lines, unused };
}

interface Replayed {
  readonly json: JsonObject;
  readonly mark: Mark;
}

function start({ text, rev, hash }: Snapshot): Replayed | null {
  const json = parsed(text);
  return isObject(json) ? { json, mark: { rev, hash } } : null;
}

/** As far as the lines follow each other, or up to a number. */
function replay(snapshot: Snapshot, lines: readonly Line[], upTo: number | null): Replayed | null {
  let state = start(snapshot);
  if (state === null) return null;
  for (const line of lines) {
    const { json, mark }: Replayed = state;
    if (line.rev <= mark.rev) continue;
    if (line.rev !== mark.rev + 1 || line.prevHash !== mark.hash) break;
    if (upTo !== null && line.rev > upTo) break;
    const next = patchJson(json, parsed(line.patch));
    if (next === null) break;
    state = { json: next, mark: { rev: line.rev, hash: chainHash(mark.hash, line.rev, line.patch) } };
  }
  return state;
}

function whole(scenario: Scenario, { json, mark }: Replayed, sorted: Sorted): Assembled {
  const { head, snapshots, lines, unused } = sorted;
  const after = lines
    .filter(({ rev }) => rev > mark.rev)
    .map((record): Unused => ({ store: "lines", record, why: "what comes before it is missing" }));
  const ahead = snapshots
    .filter(({ rev }) => rev > mark.rev)
    .map((record): Unused => ({ store: "snapshots", record, why: "it cannot be opened" }));
  const marks = new Set<string>([
    ...snapshots.map(markKey),
    ...lines.flatMap(({ rev, prevHash, patch }) => [
      markKey({ rev: rev - 1, hash: prevHash }),
      markKey({ rev, hash: chainHash(prevHash, rev, patch) }),
    ]),
  ]);
  return {
    scenario,
    mark,
    written: canonicalJson(scenario) === canonicalJson(json) ? scenario : (json as unknown as Scenario),
    head,
    unused: [...unused, ...ahead, ...after],
    marks,
  };
}

function everything({ head, snapshots, lines, unused }: Sorted): readonly Unused[] {
  const why = "no version of the document can be opened";
  return [
    ...unused,
    ...(head === null ? [] : [{ store: "heads", record: head, why } as const]),
    ...snapshots.map((record): Unused => ({ store: "snapshots", record, why })),
    ...lines.map((record): Unused => ({ store: "lines", record, why })),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
