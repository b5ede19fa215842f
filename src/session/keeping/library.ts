/** All kept documents: listing, versions, copies, the bin, and the way out for what cannot be opened. */
import { admit } from "#scenario/admit.ts";
import { canonicalJson } from "#scenario/canonical.ts";
import type { Scenario } from "#scenario/document.ts";
import type { Result } from "#base/result.ts";
import { refused } from "#base/result.ts";
import { assemble, rawOf, readRaw } from "./assemble.ts";
import { commit, lastWritten } from "./commit.ts";
import {
  HEAD,
  isObject,
  seal,
  SNAPSHOT,
  unsealed,
  type Head,
  type Snapshot,
  type SnapshotReason,
} from "./records.ts";
import { type KeepingStorage, type KeepingTransaction } from "./storage.ts";
import { firstMark, storedTails, type KeyValues } from "./tail.ts";

/** One line of the list of documents. */
export interface ListedDocument {
  readonly id: string;
  readonly name: string;
  readonly nodes: number;
  /** In UTF-16 units of its text, as of its last version. */
  readonly size: number;
  /** Wall clock in ms of the last change. */
  readonly at: number;
  readonly binned: boolean;
  /** `damaged`: its entry is; it may open all the same. `newer`: a newer app has it. */
  readonly is: "whole" | "damaged" | "newer";
}

export interface ListedVersion {
  readonly rev: number;
  readonly name: string;
  readonly nodes: number;
  readonly at: number;
  readonly why: SnapshotReason;
}

/** So many deleted documents can be had back. */
const BIN_MAX = 10;
/** Versions of each document that a full storage leaves. */
const VERSIONS_WHEN_FULL = 3;

/** All documents, those that were written last first. Throws StorageFailure. */
export async function listKept(storage: KeepingStorage): Promise<readonly ListedDocument[]> {
  const heads = await storage.read((tx) => tx.all("heads"));
  return heads
    .map((stored) => listed(stored))
    .toSorted((a, b) => b.order - a.order)
    .map(({ line }) => line);
}

function listed(stored: unknown): { readonly line: ListedDocument; readonly order: number } {
  const head = unsealed<Head>(stored, HEAD);
  if (head.is === "whole") {
    const { id, name, nodes, size, at, binned, order } = head.record;
    return { order, line: { id, name, nodes, size, at, binned, is: "whole" } };
  }
  const { id, name } = isObject(stored) ? stored : { id: "", name: "" };
  const line = {
    id: String(id),
    name: typeof name === "string" ? name : "Damaged scenario",
    nodes: 0,
    size: 0,
    at: 0,
    binned: false,
    is: head.is,
  };
  return { order: Number.POSITIVE_INFINITY, line };
}

/** The versions of a document, newest first. Throws StorageFailure. */
export async function listVersions(storage: KeepingStorage, id: string): Promise<readonly ListedVersion[]> {
  const snapshots = await storage.read((tx) => tx.all("snapshots", id));
  return snapshots
    .flatMap((stored) => {
      const snapshot = unsealed<Snapshot>(stored, SNAPSHOT);
      if (snapshot.is !== "whole") return [];
      const { rev, name, nodes, at, why } = snapshot.record;
      return [{ rev, name, nodes, at, why }];
    })
    .toReversed();
}

/** A version as a document. Throws StorageFailure. */
export async function readVersion(
  storage: KeepingStorage,
  id: string,
  rev: number,
): Promise<Result<Scenario>> {
  const stored = await storage.read((tx) => tx.get("snapshots", [id, rev]));
  const snapshot = unsealed<Snapshot>(stored, SNAPSHOT);
  return snapshot.is === "whole" ? admit(snapshot.record.text) : refused([]);
}

/** A document as it is kept, without opening it; null where it cannot be had. Throws StorageFailure. */
export async function readKept(storage: KeepingStorage, id: string): Promise<Scenario | null> {
  const assembly = assemble(await readRaw(storage, id));
  return assembly.is === "whole" ? assembly.document.scenario : null;
}

/** Keeps a document under a new id; false where that id is another document's. Throws StorageFailure. */
export async function keepNew(
  storage: KeepingStorage,
  id: string,
  scenario: Scenario,
  at: number,
): Promise<boolean> {
  const text = canonicalJson(scenario);
  const facts = { name: scenario.name, nodes: scenario.nodes.length, size: text.length };
  const snapshot = { text, why: "first" } as const;
  const group = { id, base: null, patch: null, after: firstMark(text), snapshot, ...facts };
  return (await commit(storage, group, { at })).is === "kept";
}

/** Puts a document into the bin or takes it out again; the oldest of many in the bin go for good. Throws StorageFailure. */
export async function setBinned(storage: KeepingStorage, id: string, binned: boolean): Promise<void> {
  await storage.write("strict", async (tx) => {
    const head = unsealed<Head>(await tx.get("heads", id), HEAD);
    if (head.is === "newer") return;
    // What has no readable entry can be listed and downloaded, but has nothing to come back with.
    if (head.is === "damaged") return binned ? purge(tx, id) : undefined;
    const { crc, schema, ...fields } = head.record;
    void crc;
    const last = await lastWritten(tx);
    const order = (last?.order ?? 0) + 1;
    await tx.put("meta", { key: "last", id: last?.id ?? id, order });
    await tx.put("heads", seal<Omit<Head, "schema" | "crc">>({ ...fields, binned, order }, schema));
    const inBin = await binOf(tx);
    for (const old of inBin.slice(0, Math.max(0, inBin.length - BIN_MAX))) await purge(tx, old);
  });
}

/** Takes a document out of the bin if it is there: it is on screen again. Throws StorageFailure. */
export async function unbin(storage: KeepingStorage, id: string): Promise<void> {
  const head = unsealed<Head>(await storage.read((tx) => tx.get("heads", id)), HEAD);
  if (head.is === "whole" && head.record.binned) await setBinned(storage, id, false);
}

/** Forgets what can be spared: the bin, then all but the newest versions. Throws StorageFailure. */
export async function makeRoom(storage: KeepingStorage): Promise<void> {
  await storage.write("relaxed", async (tx) => {
    for (const id of await binOf(tx)) await purge(tx, id);
    for (const stored of await tx.all("heads")) {
      const id = isObject(stored) ? stored["id"] : undefined;
      if (typeof id !== "string") continue;
      const revs = await tx.revs("snapshots", id);
      const last = revs[revs.length - VERSIONS_WHEN_FULL - 1];
      if (last !== undefined) await tx.removeUpTo("snapshots", id, last);
    }
  });
}

/** Everything that is kept under an id, as text, whatever state it is in. Throws StorageFailure. */
export async function rawText(storage: KeepingStorage, tails: KeyValues, id: string): Promise<string> {
  const records = await storage.read(async (tx) => ({
    ...(await rawOf(tx, id)),
    quarantine: await tx.all("quarantine", id),
  }));
  const unsaved = storedTails(tails, id).map(({ text }) => text);
  return JSON.stringify({ "eventyard/kept": 1, id, ...records, tails: unsaved }, null, 2);
}

/** Deletes one entry of the quarantine: the person has decided. Throws StorageFailure. */
export async function dropRecovered(storage: KeepingStorage, key: string): Promise<void> {
  await storage.write("strict", (tx) => tx.remove("quarantine", key));
}

/** Ids of documents that only a tail knows: the page went before the first write. */
export async function onlyInTails(storage: KeepingStorage, tails: KeyValues): Promise<readonly string[]> {
  const ids = new Set(storedTails(tails).flatMap(({ tail }) => (tail?.base === null ? [tail.id] : [])));
  const heads = await storage.read((tx) => tx.all("heads"));
  for (const head of heads) if (isObject(head)) ids.delete(String(head["id"]));
  return [...ids];
}

/** Ids in the bin, oldest first. */
async function binOf(tx: KeepingTransaction): Promise<readonly string[]> {
  const heads = (await tx.all("heads")).map((stored) => unsealed<Head>(stored, HEAD));
  return heads
    .flatMap((head) => (head.is === "whole" && head.record.binned ? [head.record] : []))
    .toSorted((a, b) => a.order - b.order)
    .map(({ id }) => id);
}

async function purge(tx: KeepingTransaction, id: string): Promise<void> {
  await tx.removeUpTo("lines", id, Number.MAX_SAFE_INTEGER);
  await tx.removeUpTo("snapshots", id, Number.MAX_SAFE_INTEGER);
  for (const entry of await tx.all("quarantine", id)) {
    if (isObject(entry) && typeof entry["key"] === "string") await tx.remove("quarantine", entry["key"]);
  }
  await tx.remove("heads", id);
}
