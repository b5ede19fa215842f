/** Tabs without a browser: each has a document with its history, and keeps it in a storage that all share. */
import "fake-indexeddb/auto";
import { emptyScenario, type Note, type Scenario } from "#scenario/document.ts";
import { idbStorage } from "./idb-storage.ts";
import type { KeeperPorts, KeeperStatus } from "./keeper-ports.ts";
import { Keeper } from "./keeper.ts";
import type { OpenKept } from "./open-kept.ts";
import { StorageFailure, type KeepingStorage, type KeepingTransaction } from "./storage.ts";
import type { KeyValues } from "./tail.ts";

let count = 0;

/** A database that nobody else has. */
export function freshStorage(): ReturnType<typeof idbStorage> {
  return idbStorage({ name: `test-${++count}` });
}

export function memoryKeyValues(limit = Number.POSITIVE_INFINITY): KeyValues {
  const map = new Map<string, string>();
  return {
    entries: () => [...map],
    get: (key) => map.get(key) ?? null,
    set: (key, value) => {
      if (value.length > limit) throw new DOMException("full", "QuotaExceededError");
      map.set(key, value);
    },
    remove: (key) => void map.delete(key),
  };
}

/** The same storage, with `gate` awaited or throwing before each call of it; `inside`: also between the calls of a transaction. */
export function gated(storage: KeepingStorage, gate: (call: string) => Promise<void> | void): KeepingStorage {
  const body =
    <T>(kind: string, run: (tx: KeepingTransaction) => Promise<T>) =>
    async (tx: KeepingTransaction): Promise<T> => {
      const watched = Object.fromEntries(
        Object.entries(tx).map(([name, call]) => [
          name,
          async (...given: unknown[]) => {
            // Nothing may be awaited here: the transaction would end.
            void gate(`${kind}.${name}`);
            return (call as (...all: unknown[]) => Promise<unknown>)(...given);
          },
        ]),
      ) as unknown as KeepingTransaction;
      const answer = await run(watched);
      void gate(`${kind}.commit`);
      return answer;
    };
  return {
    read: async (run) => {
      await gate("read");
      return storage.read(body("read", run));
    },
    write: async (durability, run) => {
      await gate("write");
      const answer = await storage.write(durability, body("write", run));
      await gate("write.acknowledge");
      return answer;
    },
  };
}

export interface TestTab {
  readonly keeper: Keeper;
  readonly status: () => KeeperStatus;
  readonly scenario: () => Scenario;
  readonly id: () => string | null;
  readonly told: readonly string[];
  /** Adds a note of this text, as an edit. */
  readonly edit: (text: string) => void;
  readonly change: (change: (scenario: Scenario) => Scenario) => void;
  readonly undo: () => void;
  /** Opens a kept document and shows it. */
  readonly open: (id: string) => Promise<OpenKept>;
  readonly show: (scenario: Scenario, id: string | null) => void;
}

/** No other tabs, no clock. */
const QUIET = {
  locks: { take: async () => true, takeOver: async () => undefined, release: () => undefined },
  post: () => undefined,
  newId: () => `document-${++count}`,
  after: () => () => undefined,
  wallMs: () => 0,
  nowMs: () => 0,
} as const;

/** A tab over these ports; what is not given is simple and never in the way. */
export function testTab(storage: KeepingStorage, given: Partial<KeeperPorts> = {}): TestTab {
  const ids = new WeakMap<Scenario, string>();
  const history: Scenario[] = [emptyScenario("Shop")];
  const told: string[] = [];
  let refused: string | null = null;
  let status: KeeperStatus = { id: null, saved: "nothing", reason: null, readOnly: null, behind: false };
  const present = () => history.at(-1)!;
  const show = (scenario: Scenario, id: string | null) => {
    if (id !== null) ids.set(scenario, id);
    history.push(scenario);
    keeper.follow();
  };
  const change = (make: (scenario: Scenario) => Scenario) => {
    if (refused !== null) return;
    const before = present();
    const id = ids.get(before) ?? `document-${++count}`;
    ids.set(before, id);
    show(make(before), id);
  };
  const keeper = new Keeper({
    storage,
    ...QUIET,
    tails: memoryKeyValues(),
    source: {
      scenario: present,
      documentId: () => ids.get(present()) ?? null,
      adopt: (id) => ids.set(present(), id),
      rename: (name) => change((scenario) => ({ ...scenario, name })),
      refuse: (reason) => (refused = reason),
    },
    tabId: `tab-${++count}`,
    report: (next) => (status = next),
    tell: (text) => told.push(text),
    ...given,
  });
  return {
    keeper,
    status: () => status,
    scenario: present,
    id: () => ids.get(present()) ?? null,
    told,
    edit: (text) => change((scenario) => ({ ...scenario, notes: [...scenario.notes, noteOf(text)] })),
    change,
    undo: () => {
      if (refused !== null || history.length === 1) return;
      history.pop();
      keeper.follow();
    },
    open: async (id) => {
      const opened = await keeper.open(id);
      if (opened.is === "open") show(opened.document.scenario, id);
      return opened;
    },
    show,
  };
}

function noteOf(text: string): Note {
  return { id: `note-${++count}`, text };
}

/** The texts of all notes in all kept documents, by document. */
export async function keptNotes(
  storage: KeepingStorage,
  tails?: KeyValues,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const heads = await storage.read((tx) => tx.all("heads"));
  const ids = new Set(heads.map((head) => (head as { readonly id: string }).id));
  for (const [key] of tails?.entries() ?? []) ids.add(key.replace("eventyard.tail.", "").split("/")[0] ?? "");
  const notes = new Map<string, readonly string[]>();
  for (const id of ids) {
    const opened = await testTab(storage, tails === undefined ? {} : { tails }).open(id);
    if (opened.is !== "open") continue;
    const recovered = opened.document.recovered.flatMap(({ scenario }) => scenario?.notes ?? []);
    notes.set(
      id,
      [...opened.document.scenario.notes, ...recovered].map(({ text }) => text),
    );
  }
  return notes;
}

/** A failure as the browser would report it. */
export function failing(kind: "quota" | "io"): StorageFailure {
  return new StorageFailure(kind, kind === "quota" ? "QuotaExceededError: full" : "UnknownError: disk");
}
