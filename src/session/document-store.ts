/**
 * How the open document is kept, for whoever shows it. State only: it is part of the first load, what changes it
 * (`autosave.ts`, `documents.ts`) comes later.
 */
import { create } from "zustand";

/** Edits that were found but do not fit the document as it is; offered until the person has decided. */
export interface RecoveredOffer {
  readonly key: string;
  /** What they are, as a sentence. */
  readonly says: string;
  /** Whether there is a document with them to open; otherwise they can only be downloaded. */
  readonly canOpen: boolean;
}

export interface DocumentState {
  /** Id of the kept document on screen; null while nothing is kept of it. */
  readonly id: string | null;
  /** `nothing`: not edited yet, so not kept; `failed`: see `reason`. */
  readonly saved: "nothing" | "saving" | "saved" | "failed";
  /** Reads on from "Not saved: ". */
  readonly reason: string | null;
  /** Why it cannot be changed here; `safe`: the app could not be started with it twice, so nothing is shown at all. */
  readonly readOnly: null | "other-tab" | "newer-app" | "safe";
  /** Another tab has gone on with it. */
  readonly behind: boolean;
  readonly recovered: readonly RecoveredOffer[];
  /** Rises whenever the list of documents may have changed. */
  readonly listed: number;
  /** Which page of the dialog of kept documents is open. */
  readonly dialog: null | "documents" | "versions";
}

/** Hook and store of how the document is kept. */
export const useDocument = create<DocumentState>()(() => ({
  id: null,
  saved: "nothing",
  reason: null,
  readOnly: null,
  behind: false,
  recovered: [],
  listed: 0,
  dialog: null,
}));

/** Opens the dialog of kept documents, or closes it (null). */
export function showDocuments(dialog: DocumentState["dialog"]): void {
  useDocument.setState({ dialog });
}
