/**
 * What keeping needs of a store: transactions over a few kinds of records. The browser's is `idb-storage.ts`; tests
 * wrap it to fail, to stop, or to take turns at any call.
 */
export const STORES = ["heads", "lines", "snapshots", "quarantine", "meta"] as const;
export type StoreName = (typeof STORES)[number];

/** A document's id, or the id and a line's or snapshot's number. */
export type RecordKey = string | readonly [id: string, rev: number];

/** Calls of one transaction. Between two of them nothing else may be awaited: the transaction would end. */
export interface KeepingTransaction {
  readonly get: (store: StoreName, key: RecordKey) => Promise<unknown>;
  /** All records of one document, by number; of the heads (without id): all. */
  readonly all: (store: StoreName, id?: string) => Promise<readonly unknown[]>;
  /** The numbers of a document's lines or snapshots, rising. */
  readonly revs: (store: "lines" | "snapshots", id: string) => Promise<readonly number[]>;
  readonly put: (store: StoreName, record: object) => Promise<void>;
  readonly remove: (store: StoreName, key: RecordKey) => Promise<void>;
  /** Removes a document's records up to this number. */
  readonly removeUpTo: (store: "lines" | "snapshots", id: string, rev: number) => Promise<void>;
}

export interface KeepingStorage {
  readonly read: <T>(body: (tx: KeepingTransaction) => Promise<T>) => Promise<T>;
  /** All or nothing: resolves once it is committed, rejects with a StorageFailure where it was not. */
  readonly write: <T>(durability: Durability, body: (tx: KeepingTransaction) => Promise<T>) => Promise<T>;
}

/** `strict`: on the disk before it counts; `relaxed`: handed to the system, which survives us but no power cut. */
export type Durability = "strict" | "relaxed";

/** `quota`: no room; `denied`: the browser keeps nothing here; `newer`: a newer app has the database; `io`: all others. */
export type FailureKind = "quota" | "denied" | "newer" | "io";

/** Storage that does not do what it should. */
export class StorageFailure extends Error {
  override readonly name = "StorageFailure";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  QuotaExceededError: "quota",
  SecurityError: "denied",
  NotAllowedError: "denied",
  VersionError: "newer",
};

/** What a browser's error means for us. */
export function failureOf(error: unknown): StorageFailure {
  if (error instanceof StorageFailure) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new StorageFailure(KINDS[name] ?? "io", `${name}: ${message}`);
}

/** Why nothing is kept now, as a person may read it after "Not saved: ". */
export function failureText({ kind, message }: StorageFailure): string {
  switch (kind) {
    case "quota":
      return "the browser has no room left for this site";
    case "denied":
      return "the browser keeps nothing for this site (private mode, or a setting)";
    case "newer":
      return "a newer version of Eventyard is open in another tab";
    default:
      return `the browser could not write it (${message.split(":")[0]})`;
  }
}
