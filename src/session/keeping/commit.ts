/**
 * The one way into a kept document: a group of edits is written if the document is still where they began, otherwise
 * not at all. The comparison and the writing are one transaction, so of two tabs one is first and the other hears it.
 */
import { chainHash } from "./checksum.ts";
import {
  HEAD,
  isObject,
  isSameMark,
  KEEPING_SCHEMA,
  LINE,
  seal,
  SNAPSHOT,
  unsealed,
  type Head,
  type LastWritten,
  type Line,
  type Mark,
  type Snapshot,
  type SnapshotReason,
} from "./records.ts";
import { StorageFailure, type KeepingStorage, type KeepingTransaction } from "./storage.ts";

/** So many versions of a document are kept. */
export const VERSIONS_MAX = 20;
/** The journal reaches back over so many snapshots, so that a damaged one costs nothing. */
const SNAPSHOTS_WITH_JOURNAL = 3;

export interface Group {
  readonly id: string;
  /** Where the document must be; null where the group makes it. */
  readonly base: Mark | null;
  /** The line's patch as JSON; null where only a snapshot is taken. */
  readonly patch: string | null;
  /** Where the document is then. */
  readonly after: Mark;
  readonly snapshot: { readonly text: string; readonly why: SnapshotReason } | null;
  /** For the list of documents. */
  readonly name: string;
  readonly nodes: number;
  readonly size: number;
}

/** `conflict`: somebody else wrote meanwhile; `newer`: a newer app did. `order` counts all writes of this browser. */
export type Committed =
  | { readonly is: "kept"; readonly order: number }
  | { readonly is: "conflict" }
  | { readonly is: "newer" };

export interface CommitOptions {
  /** Wall clock in ms, for people to read. */
  readonly at: number;
  /** False leaves the comparison out: what the tests must be able to notice. */
  readonly compareAndSet?: boolean;
  /** For tests: as an app of that schema would write. */
  readonly schema?: number;
}

/**
 * Writes a group, reads it back, and only then says that it is kept. Asking again with the same group is harmless,
 * whether or not the first time came through. Throws StorageFailure.
 */
export async function commit(
  storage: KeepingStorage,
  group: Group,
  options: CommitOptions,
): Promise<Committed> {
  const durability = group.snapshot === null ? "relaxed" : "strict";
  const { committed, isWritten } = await storage.write(durability, (tx) => write(tx, group, options));
  if (isWritten) await storage.read((tx) => readBack(tx, group));
  return committed;
}

interface Written {
  readonly committed: Committed;
  /** False also where it was written before. */
  readonly isWritten: boolean;
}

async function write(tx: KeepingTransaction, group: Group, options: CommitOptions): Promise<Written> {
  const { id, after, base } = group;
  const schema = options.schema ?? KEEPING_SCHEMA;
  const stored = await tx.get("heads", id);
  const last = await lastWritten(tx);
  const order = (last?.order ?? 0) + 1;
  if (options.compareAndSet !== false) {
    const is = await compared(tx, stored, group);
    if (is === "already") return { committed: { is: "kept", order }, isWritten: false };
    if (is !== "same") return { committed: { is }, isWritten: false };
  }
  if (group.patch !== null && base !== null) {
    const line = { id, rev: after.rev, prevHash: base.hash, patch: group.patch };
    await tx.put("lines", seal<Omit<Line, "schema" | "crc">>(line, schema));
  }
  const { name, nodes, size, snapshot } = group;
  const { at } = options;
  if (snapshot !== null) {
    const fields = { id, rev: after.rev, hash: after.hash, ...snapshot, name, nodes, at };
    await tx.put("snapshots", seal<Omit<Snapshot, "schema" | "crc">>(fields, schema));
    await thinOut(tx, id);
  }
  const head = { id, rev: after.rev, hash: after.hash, name, nodes, size, at, order, binned: false };
  await tx.put("heads", seal<Omit<Head, "schema" | "crc">>(head, schema));
  await tx.put("meta", { key: "last", id, order } satisfies LastWritten);
  return { committed: { is: "kept", order }, isWritten: true };
}

/** Where the document is, as against where the group begins and ends. */
async function compared(
  tx: KeepingTransaction,
  stored: unknown,
  group: Group,
): Promise<"same" | "already" | "conflict" | "newer"> {
  const { base, after } = group;
  if (stored === undefined) return base === null ? "same" : "conflict";
  const head = unsealed<Head>(stored, HEAD);
  if (head.is !== "whole") return head.is === "newer" ? "newer" : "conflict";
  const mark = head.record;
  if (base !== null && isSameMark(mark, base)) return "same";
  if (isSameMark(mark, after)) return "already";
  // Somebody went on from what this group wrote before its answer was lost.
  if (mark.rev > after.rev) {
    const next = unsealed<Line>(await tx.get("lines", [group.id, after.rev + 1]), LINE);
    if (next.is === "whole" && next.record.prevHash === after.hash) return "already";
  }
  return "conflict";
}

/** Forgets the oldest versions, and the lines that no recovery would reach back to. */
async function thinOut(tx: KeepingTransaction, id: string): Promise<void> {
  const revs = await tx.revs("snapshots", id);
  const oldest = revs[revs.length - VERSIONS_MAX - 1];
  if (oldest !== undefined) await tx.removeUpTo("snapshots", id, oldest);
  const from = revs[revs.length - SNAPSHOTS_WITH_JOURNAL];
  if (from !== undefined) await tx.removeUpTo("lines", id, from);
}

/** What counts as written is what can be read. */
async function readBack(tx: KeepingTransaction, group: Group): Promise<void> {
  const { id, after, base } = group;
  if (unsealed<Head>(await tx.get("heads", id), HEAD).is === "damaged") throw readsDifferently("head");
  if (group.patch !== null && base !== null) {
    const line = unsealed<Line>(await tx.get("lines", [id, after.rev]), LINE);
    const isIt =
      line.is === "whole" && chainHash(line.record.prevHash, after.rev, line.record.patch) === after.hash;
    // Another tab may have taken a snapshot since, and the line with it.
    if (!isIt && !(await isBehindJournal(tx, id, after.rev))) throw readsDifferently("line");
  }
  if (group.snapshot !== null) {
    const stored = unsealed<Snapshot>(await tx.get("snapshots", [id, after.rev]), SNAPSHOT);
    if (stored.is === "whole" && stored.record.text === group.snapshot.text) return;
    const [oldest = 0] = await tx.revs("snapshots", id);
    if (oldest <= after.rev) throw readsDifferently("snapshot");
  }
}

async function isBehindJournal(tx: KeepingTransaction, id: string, rev: number): Promise<boolean> {
  const revs = await tx.revs("snapshots", id);
  return rev <= (revs[revs.length - SNAPSHOTS_WITH_JOURNAL] ?? -1);
}

function readsDifferently(what: string): StorageFailure {
  return new StorageFailure("io", `ReadBackError: the ${what} reads back differently`);
}

/** The document that was written last; null at the beginning or where the note is damaged. */
export async function lastWritten(tx: KeepingTransaction): Promise<LastWritten | null> {
  const stored = await tx.get("meta", "last");
  if (!isObject(stored)) return null;
  const { id, order } = stored;
  return typeof id === "string" && typeof order === "number" && Number.isSafeInteger(order)
    ? { key: "last", id, order }
    : null;
}
