/** The browser's own database. It is opened at the first call, and again after the browser has closed it. */
import { openDB, type IDBPDatabase, type IDBPTransaction } from "idb";
import {
  failureOf,
  StorageFailure,
  STORES,
  type Durability,
  type KeepingStorage,
  type KeepingTransaction,
  type RecordKey,
  type StoreName,
} from "./storage.ts";

/** A newer app that needs other stores raises it, and thereby closes the database of this one. */
const DATABASE_VERSION = 1;

export const DATABASE_NAME = "eventyard";

interface Options {
  readonly name?: string;
  /** A newer app asked for the database. */
  readonly onNewer?: () => void;
}

/** Storage in IndexedDB. */
export function idbStorage({ name = DATABASE_NAME, onNewer }: Options = {}): KeepingStorage & {
  readonly close: () => Promise<void>;
} {
  let opened: Promise<IDBPDatabase> | null = null;
  let isNewer = false;
  const database = (): Promise<IDBPDatabase> => {
    if (isNewer) return Promise.reject(new StorageFailure("newer", "A newer app has the database."));
    if (typeof indexedDB === "undefined") {
      return Promise.reject(new StorageFailure("denied", "There is no IndexedDB."));
    }
    opened ??= openDB(name, DATABASE_VERSION, {
      upgrade: makeStores,
      blocking() {
        isNewer = true;
        void opened?.then((db) => db.close());
        opened = null;
        onNewer?.();
      },
      terminated() {
        opened = null;
      },
    }).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };

  const transact = async <T>(
    mode: "readonly" | "readwrite",
    durability: Durability,
    body: (tx: KeepingTransaction) => Promise<T>,
  ): Promise<T> => {
    try {
      const tx = (await database()).transaction([...STORES], mode, { durability });
      // Looked at below; without a listener now, a rejection before that would count as unhandled.
      tx.done.catch(() => undefined);
      try {
        const answer = await body(calls(tx));
        await tx.done;
        return answer;
      } catch (error) {
        abort(tx);
        throw error;
      }
    } catch (error) {
      // The connection may be the reason: the next call makes a new one.
      if (error instanceof Error && error.name === "InvalidStateError") opened = null;
      throw failureOf(error);
    }
  };

  return {
    read: (body) => transact("readonly", "relaxed", body),
    write: (durability, body) => transact("readwrite", durability, body),
    close: async () => {
      const db = await opened?.catch(() => null);
      opened = null;
      db?.close();
    },
  };
}

function makeStores(db: IDBPDatabase): void {
  db.createObjectStore("heads", { keyPath: "id" });
  db.createObjectStore("lines", { keyPath: ["id", "rev"] });
  db.createObjectStore("snapshots", { keyPath: ["id", "rev"] });
  db.createObjectStore("quarantine", { keyPath: "key" }).createIndex("id", "id");
  db.createObjectStore("meta", { keyPath: "key" });
}

type AnyTransaction = IDBPTransaction<unknown, string[], "readonly" | "readwrite">;

function abort(tx: AnyTransaction): void {
  try {
    tx.abort();
  } catch {
    // It has ended already.
  }
}

function keyOf(key: RecordKey): IDBValidKey {
  return typeof key === "string" ? key : [...key];
}

/** All numbers of one document. */
function rangeOf(id: string, upTo = Number.POSITIVE_INFINITY): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, upTo]);
}

function calls(tx: AnyTransaction): KeepingTransaction {
  const writable = (store: StoreName) =>
    (tx as IDBPTransaction<unknown, string[], "readwrite">).objectStore(store);
  return {
    get: (store, key) => tx.objectStore(store).get(keyOf(key)),
    all: (store, id) => {
      if (id === undefined) return tx.objectStore(store).getAll();
      if (store === "quarantine") return tx.objectStore(store).index("id").getAll(id);
      return tx.objectStore(store).getAll(rangeOf(id));
    },
    revs: async (store, id) =>
      (await tx.objectStore(store).getAllKeys(rangeOf(id))).map((key) => (key as [string, number])[1]),
    put: async (store, record) => {
      await writable(store).put(record);
    },
    remove: (store, key) => writable(store).delete(keyOf(key)),
    removeUpTo: (store, id, rev) => writable(store).delete(rangeOf(id, rev)),
  };
}
