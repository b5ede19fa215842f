/** What can be done to the document by name: undo, copy, delete, add a note or a frame. */
import { announce } from "./announce.ts";
import { boxesOf, cardIdOf } from "./boxes.ts";
import { duplicateSelection, hasSomethingToCopy } from "./clipboard.ts";
import { copySelection, cutToClipboard, pasteFromClipboard } from "./clipboard-events.ts";
import type { Command } from "./command-registry.ts";
import { deleteSelection } from "./commands.ts";
import { addFrame, addNote } from "./notes.ts";
import { currentScenario, redo, undo, useScenario } from "./scenario-store.ts";
import { select, useSelection } from "./selection-store.ts";

const SELECT_FIRST = "Select something first.";

const nothingToCopy = (): string | null => (hasSomethingToCopy() ? null : SELECT_FIRST);

/** Everything that stands on the canvas. */
function selectAll(): void {
  const ids = [...boxesOf(currentScenario()).keys()];
  select(ids);
  announce(ids.length === 1 ? "1 thing selected." : `${ids.length} things selected.`);
}

/** The list; the app registers it. */
export const editCommands: readonly Command[] = [
  {
    id: "edit.undo",
    section: "Edit",
    keys: ["Ctrl+Z"],
    title: () => withLabel("Undo", useScenario.getState().undoLabel),
    words: "back revert",
    unavailable: () => (useScenario.getState().canUndo ? null : "There is nothing to undo."),
    run: undo,
  },
  {
    id: "edit.redo",
    section: "Edit",
    keys: ["Ctrl+Y", "Ctrl+Shift+Z"],
    title: () => withLabel("Redo", useScenario.getState().redoLabel),
    words: "forward again",
    unavailable: () => (useScenario.getState().canRedo ? null : "There is nothing to do again."),
    run: redo,
  },
  {
    id: "edit.copy",
    section: "Edit",
    keys: ["Ctrl+C"],
    keysAreNative: true,
    title: "Copy",
    unavailable: nothingToCopy,
    run: () => void copySelection(),
  },
  {
    id: "edit.cut",
    section: "Edit",
    keys: ["Ctrl+X"],
    keysAreNative: true,
    title: "Cut",
    unavailable: nothingToCopy,
    run: () => void cutToClipboard(),
  },
  {
    id: "edit.paste",
    section: "Edit",
    keys: ["Ctrl+V"],
    keysAreNative: true,
    title: "Paste",
    run: () => void pasteFromClipboard(),
  },
  {
    id: "edit.duplicate",
    section: "Edit",
    keys: ["Ctrl+D"],
    title: "Duplicate",
    words: "copy clone",
    unavailable: nothingToCopy,
    run: duplicateSelection,
  },
  {
    id: "edit.select-all",
    section: "Edit",
    keys: ["Ctrl+A"],
    title: "Select everything",
    unavailable: () =>
      boxesOf(currentScenario()).size > 0 ? null : "The canvas is empty: there is nothing to select.",
    run: selectAll,
  },
  {
    id: "edit.delete",
    section: "Edit",
    keys: ["Delete", "Backspace"],
    title: "Delete the selection",
    words: "remove",
    unavailable: () => {
      const { nodes, wire } = useSelection.getState();
      return nodes.size > 0 || wire !== null ? null : SELECT_FIRST;
    },
    run: () => deleteSelection(),
  },
  {
    id: "add.note",
    section: "Add",
    title: "Add a note",
    words: "text comment annotation",
    run: () => void addNote(),
  },
  {
    id: "add.frame",
    section: "Add",
    title: () => (hasCards() ? "Add a frame around the selection" : "Add a frame"),
    words: "group rectangle box section",
    run: () => void addFrame(),
  },
];

function hasCards(): boolean {
  const scenario = currentScenario();
  const boxes = boxesOf(scenario);
  return [...useSelection.getState().nodes].some((id) => boxes.has(cardIdOf(scenario, id)));
}

function withLabel(verb: string, label: string | null): string {
  return label === null || label === "" ? verb : `${verb}: ${label}`;
}
