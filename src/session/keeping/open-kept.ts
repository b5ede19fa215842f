/**
 * Opens a kept document: puts it together, adds the edits that the last page could only leave in its tail, and takes
 * what does not fit out of the way, to be offered. Only whoever holds the document may change anything by opening it.
 */
import { canonicalJson } from "#scenario/canonical.ts";
import type { Scenario } from "#scenario/document.ts";
import {
  assemble,
  branch,
  markKey,
  patchedScenario,
  readRaw,
  type Assembled,
  type Raw,
  type Unused,
} from "./assemble.ts";
import { commit } from "./commit.ts";
import { isObject, seal, type Head, type Mark, type Quarantined } from "./records.ts";
import type { KeepingStorage } from "./storage.ts";
import {
  firstMark,
  marksOf,
  nextMark,
  removeTail,
  storedTails,
  type KeyValues,
  type StoredTail,
  type Tail,
} from "./tail.ts";
import type { Acknowledged } from "./writer.ts";

/** Edits that do not fit the document as it is; they stay until the person has decided. */
export interface RecoveredEdits {
  /** Key in the quarantine. */
  readonly key: string;
  readonly documentId: string;
  /** What they are, as one sentence. */
  readonly says: string;
  /** The document with them, where it can be had. */
  readonly scenario: Scenario | null;
  /** Everything that is there, as text. */
  readonly raw: string;
}

export interface OpenedDocument {
  readonly id: string;
  readonly scenario: Scenario;
  readonly acknowledged: Acknowledged;
  readonly recovered: readonly RecoveredEdits[];
}

export type OpenKept =
  | { readonly is: "open"; readonly document: OpenedDocument }
  | { readonly is: "newer" | "missing" }
  | { readonly is: "unreadable"; readonly says: string };

export interface OpenOptions {
  /** Whether this tab holds the document and may write. */
  readonly mayWrite: boolean;
  readonly wallMs: () => number;
  readonly newId: () => string;
}

/** Opens the document with this id. Throws StorageFailure. */
export async function openKept(
  storage: KeepingStorage,
  tails: KeyValues,
  id: string,
  options: OpenOptions,
): Promise<OpenKept> {
  const mine = options.mayWrite ? storedTails(tails, id) : [];
  let raw = await readRaw(storage, id);
  let assembly = assemble(raw);
  if (assembly.is === "missing" && (await beginFromTail(storage, mine, options))) {
    raw = await readRaw(storage, id);
    assembly = assemble(raw);
  }
  if (assembly.is === "unreadable") {
    return { is: "unreadable", says: assembly.problems[0]?.says ?? "What is kept of it is damaged." };
  }
  if (assembly.is !== "whole") return { is: assembly.is };
  let { document } = assembly;
  if (options.mayWrite) {
    await settle(storage, id, document, options);
    for (const stored of mine) document = await withTail(storage, document, stored, options);
    for (const { key } of mine) removeTail(tails, key);
  }
  const { scenario, written, mark } = document;
  const recovered = await recoveredOf(storage, id);
  return { is: "open", document: { id, scenario, acknowledged: { mark, scenario: written }, recovered } };
}

/** Documents that only a tail knows: the page went before the first write. */
async function beginFromTail(
  storage: KeepingStorage,
  tails: readonly StoredTail[],
  options: OpenOptions,
): Promise<boolean> {
  for (const { tail } of tails) {
    if (tail === null || tail.base !== null || tail.text === null) continue;
    const text = tail.text;
    const parsed: unknown = JSON.parse(text);
    if (!isObject(parsed) || patchedScenario(parsed, []) === null) continue;
    const group = {
      id: tail.id,
      base: null,
      patch: null,
      after: firstMark(text),
      snapshot: { text, why: "first" } as const,
      name: tail.name,
      nodes: Array.isArray(parsed["nodes"]) ? parsed["nodes"].length : 0,
      size: text.length,
    };
    const committed = await commit(storage, group, { at: options.wallMs() });
    if (committed.is === "kept") return true;
  }
  return false;
}

/** Moves what is not used into the quarantine and sets the head where it is wrong, all in one. */
async function settle(
  storage: KeepingStorage,
  id: string,
  document: Assembled,
  options: OpenOptions,
): Promise<void> {
  const { unused, head, mark, scenario } = document;
  const isRight = head !== null && head.rev === mark.rev && head.hash === mark.hash;
  if (isRight && unused.length === 0) return;
  const at = options.wallMs();
  await storage.write("strict", async (tx) => {
    if (unused.length > 0) {
      await tx.put("quarantine", {
        key: `${id}/${options.newId()}`,
        id,
        store: "records",
        record: unused.map(({ record }) => record),
        why: reason(unused),
        at,
      } satisfies Quarantined);
    }
    for (const { store, record } of unused) {
      const rev = isObject(record) ? record["rev"] : undefined;
      if (store !== "heads" && typeof rev === "number") await tx.remove(store, [id, rev]);
    }
    if (isRight) return;
    const { name, nodes } = scenario;
    const size = head?.size ?? canonicalJson(scenario).length;
    const { rev, hash } = mark;
    const order = head?.order ?? 0;
    const fields = {
      id,
      rev,
      hash,
      name,
      nodes: nodes.length,
      size,
      at,
      order,
      binned: head?.binned ?? false,
    };
    await tx.put("heads", seal<Omit<Head, "schema" | "crc">>(fields));
  });
}

function reason(unused: readonly Unused[]): string {
  const { store, why } = unused[0]!;
  const what = store === "lines" ? "a group of edits" : store === "snapshots" ? "a version" : "the entry";
  return `${unused.length} ${unused.length === 1 ? "record" : "records"} of the document could not be used: of ${what}, ${why}.`;
}

/** The document with a tail's edits, if they follow it; otherwise they go to the quarantine. */
async function withTail(
  storage: KeepingStorage,
  document: Assembled,
  stored: StoredTail,
  options: OpenOptions,
): Promise<Assembled> {
  const { tail, id } = stored;
  const marks = tail === null ? [] : marksOf(tail);
  const known = marks.findLastIndex((mark) => document.marks.has(markKey(mark)) || isAt(document, mark));
  if (tail !== null && known === marks.length - 1) return document;
  const patches = tail?.patches.slice(known) ?? [];
  const from = marks[known];
  if (tail !== null && from !== undefined && isAt(document, from)) {
    const longer = await append(storage, document, tail, patches, options);
    if (longer !== null) return longer;
  }
  await storage.write("strict", (tx) =>
    tx.put("quarantine", {
      key: `${id}/${options.newId()}`,
      id,
      store: "tail",
      record: stored.text,
      why: "Edits that were made just before the page went do not follow what is kept: another tab had gone on.",
      at: options.wallMs(),
    } satisfies Quarantined),
  );
  return document;
}

function isAt({ mark }: Assembled, place: Mark): boolean {
  return mark.rev === place.rev && mark.hash === place.hash;
}

/** Writes the tail's edits as the journal's next lines; null where they lead to no document. */
async function append(
  storage: KeepingStorage,
  document: Assembled,
  tail: Tail,
  patches: readonly string[],
  options: OpenOptions,
): Promise<Assembled | null> {
  const before = document.written as unknown as Readonly<Record<string, unknown>>;
  const scenario = patchedScenario(before, patches);
  if (scenario === null) return null;
  let mark = document.mark;
  for (const patch of patches) {
    const after = nextMark(mark, patch);
    const facts = { name: tail.name, nodes: scenario.nodes.length, size: document.head?.size ?? 0 };
    const group = { id: tail.id, base: mark, patch, after, snapshot: null, ...facts };
    const committed = await commit(storage, group, { at: options.wallMs() });
    if (committed.is !== "kept") return null;
    mark = after;
  }
  const again = assemble(await readRaw(storage, tail.id));
  return again.is === "whole" ? again.document : null;
}

/** What waits in the quarantine for this document. */
export async function recoveredOf(storage: KeepingStorage, id: string): Promise<readonly RecoveredEdits[]> {
  const { entries, raw } = await storage.read(async (tx) => ({
    entries: await tx.all("quarantine", id),
    raw: {
      head: await tx.get("heads", id),
      snapshots: await tx.all("snapshots", id),
      lines: await tx.all("lines", id),
    },
  }));
  return entries.flatMap((entry) => {
    if (!isObject(entry) || typeof entry["key"] !== "string") return [];
    const { key, why, record } = entry;
    const says = typeof why === "string" ? why : "What was kept here could not be used.";
    return [
      {
        key,
        documentId: id,
        says,
        scenario: typeof record === "string" ? tailScenario(raw, record) : null,
        raw: typeof record === "string" ? record : (JSON.stringify(record, null, 2) ?? ""),
      },
    ];
  });
}

function tailScenario(raw: Raw, text: string): Scenario | null {
  const [stored] = storedTails({
    entries: () => [["eventyard.tail.", text]],
    get: () => null,
    set: () => undefined,
    remove: () => undefined,
  });
  const tail = stored?.tail ?? null;
  if (tail === null) return null;
  if (tail.base !== null) return branch(raw, tail.base, tail.patches);
  const parsed: unknown = JSON.parse(tail.text ?? "null");
  return isObject(parsed) ? patchedScenario(parsed, tail.patches) : null;
}
