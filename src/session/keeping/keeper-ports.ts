/** What `keeper.ts` needs of the world, and what it says of the document on screen. */
import type { Scenario } from "#scenario/document.ts";
import type { DocumentLocks, TabMessage } from "./locks.ts";
import type { KeepingStorage } from "./storage.ts";
import type { KeyValues } from "./tail.ts";
import type { WriterOptions } from "./writer.ts";

/** The open document, as the session has it. */
export interface DocumentSource {
  readonly scenario: () => Scenario;
  /** The id that the shown state belongs to; null where it was never edited. */
  readonly documentId: () => string | null;
  /** The shown state belongs to this document from now on. */
  readonly adopt: (id: string) => void;
  /** Gives the shown document another name, as an edit. */
  readonly rename: (name: string) => void;
  /** Refuses edits from now on, with the reason; null allows them. */
  readonly refuse: (reason: string | null) => void;
}

export type SavedWord = "nothing" | "saving" | "saved" | "failed";
export type ReadOnly = "other-tab" | "newer-app";

/** What an edit is refused with. */
export const REFUSALS: Readonly<Record<ReadOnly, string>> = {
  "other-tab": "Another tab has this scenario open: take it over or open a copy to change it.",
  "newer-app": "A newer version of Eventyard has this scenario: open a copy to change it here.",
};

/** How the shown document stands. */
export interface KeeperStatus {
  readonly id: string | null;
  readonly saved: SavedWord;
  /** Why it is not saved. */
  readonly reason: string | null;
  readonly readOnly: ReadOnly | null;
  /** Another tab has gone on with it. */
  readonly behind: boolean;
}

export interface KeeperPorts extends WriterOptions {
  readonly storage: KeepingStorage;
  readonly tails: KeyValues;
  readonly locks: DocumentLocks;
  readonly source: DocumentSource;
  /** Tells the other tabs. */
  readonly post: (message: TabMessage) => void;
  /** Unique among the pages that are open. */
  readonly tabId: string;
  readonly newId: () => string;
  /** Calls back once after `ms`; the answer prevents it. */
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly report: (status: KeeperStatus) => void;
  /** Says something to the person. */
  readonly tell: (text: string) => void;
  /** Makes room in a full storage. */
  readonly makeRoom?: (() => Promise<void>) | undefined;
  /** The document was written; `order` counts all writes of this browser. */
  readonly kept?: ((id: string, order: number) => void) | undefined;
}
