/** Commands of kept documents. */
import type { Command } from "./command-registry.ts";
import { showDocuments, useDocument } from "./document-store.ts";
import { tell } from "./toasts.ts";

const NOTHING_KEPT = "Nothing is kept of this scenario yet: it is from the first edit on.";

function ofPresent(run: (id: string) => void): Pick<Command, "unavailable" | "run"> {
  return {
    unavailable: () => (useDocument.getState().id === null ? NOTHING_KEPT : null),
    run: () => {
      const { id } = useDocument.getState();
      if (id !== null) run(id);
    },
  };
}

function ofReadOnly(run: () => void): Pick<Command, "unavailable" | "run"> {
  return {
    unavailable: () =>
      useDocument.getState().readOnly === null ? "This scenario can be changed here already." : null,
    run,
  };
}

/** Open, copy, go back to a version, take over. */
export const keepingCommands: readonly Command[] = [
  {
    id: "documents.open-recent",
    section: "Scenario",
    title: "Open a recent scenario …",
    words: "documents kept saved autosave list delete",
    run: () => showDocuments("documents"),
  },
  {
    id: "documents.versions",
    section: "Scenario",
    title: "Versions of this scenario …",
    words: "history restore go back snapshot",
    ...ofPresent(() => showDocuments("versions")),
  },
  {
    id: "documents.duplicate",
    section: "Scenario",
    title: "Duplicate this scenario",
    words: "copy document",
    ...ofPresent((id) => void duplicate(id)),
  },
  {
    id: "documents.take-over",
    section: "Scenario",
    title: "Take this scenario over from the other tab",
    words: "edit read-only lock",
    ...ofReadOnly(() => void import("./documents.ts").then(({ takeOver }) => takeOver())),
  },
  {
    id: "documents.open-copy",
    section: "Scenario",
    title: "Go on with a copy of this read-only scenario",
    words: "edit fork",
    ...ofReadOnly(() => void import("./documents.ts").then(({ openCopy }) => openCopy())),
  },
];

async function duplicate(id: string): Promise<void> {
  const { duplicateDocument, openDocument } = await import("./documents.ts");
  const copy = await duplicateDocument(id);
  if (copy !== null && (await openDocument(copy))) tell("This is the copy now.");
}
