/**
 * The document that is open, and the way back: every edit is one undo entry, opening another document as well, so
 * that nothing a person made is lost by a slip.
 */
import { create } from "zustand";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import {
  currentDocument,
  endGesture as endGestureStep,
  record,
  recordOpening,
  redo as redoStep,
  redoLabel,
  startHistory,
  undo as undoStep,
  undoLabel,
  type History,
  type StepLabel,
} from "#scenario/history.ts";
import { tell } from "./toasts.ts";

export interface ScenarioState {
  readonly scenario: Scenario;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What undo would take back, e.g. "Delete payment-service"; null where there is nothing. */
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
  /** Counts every change of the document, undo and redo too. */
  readonly revision: number;
  /** Counts the documents that were put in the place of another. */
  readonly openings: number;
}

let history: History = startHistory(emptyScenario());

function stateOf(revision: number, openings: number): ScenarioState {
  const undone = undoLabel(history);
  const redone = redoLabel(history);
  return {
    scenario: currentDocument(history),
    canUndo: undone !== null,
    canRedo: redone !== null,
    undoLabel: undone,
    redoLabel: redone,
    revision,
    openings,
  };
}

/** Hook and store of the open document. */
export const useScenario = create<ScenarioState>()(() => stateOf(0, 0));

function publish(next: History, opens = false): void {
  if (next === history) return;
  history = next;
  const { revision, openings } = useScenario.getState();
  useScenario.setState(stateOf(revision + 1, openings + (opens ? 1 : 0)));
}

/**
 * Which kept document (`keeping`) a state of the history belongs to. Opening another document is a step like any other,
 * so undo can lead back into the one before; a state that is not listed belongs to nothing kept yet.
 */
const documentIds = new WeakMap<Scenario, string>();

/** The kept document that the shown state belongs to, or null where nothing is kept of it yet. */
export function currentDocumentId(): string | null {
  return documentIds.get(currentScenario()) ?? null;
}

/** Says under which id the shown state is kept from now on; edits of it inherit the id. */
export function adoptDocumentId(id: string): void {
  documentIds.set(currentScenario(), id);
}

/** An id that no other document in the world has. */
export function newDocumentId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `document-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

let refusal: string | null = null;

/** Session only: why the document may not be changed now (another tab writes it …), or null where it may. */
export function refuseEdits(reason: string | null): void {
  refusal = reason;
}

/** The document as it is now, outside React. */
export function currentScenario(): Scenario {
  return currentDocument(history);
}

/**
 * Changes the document; a change that returns the same object is none. Edits in a row with the same `gesture` (one
 * drag, one stretch of typing in a field) become one undo entry. Where the document may not be changed, nothing
 * happens but a toast that says why.
 */
export function edit(
  label: StepLabel,
  change: (scenario: Scenario) => Scenario,
  options: { readonly gesture?: string | undefined } = {},
): void {
  if (refusal !== null) return tell(refusal, "error");
  const before = currentScenario();
  const after = change(before);
  if (after !== before) {
    // The first edit makes it a document to keep, and undoing that edit is an edit of it.
    const id = documentIds.get(before) ?? newDocumentId();
    documentIds.set(before, id).set(after, id);
  }
  publish(record(history, after, label, options.gesture ?? null));
}

/** Ends the gesture under way (a field was left, the pointer let go): what comes next is a step of its own. */
export function endGesture(): void {
  history = endGestureStep(history);
}

/** Takes back the last edit, if there is one. */
export function undo(): void {
  if (refusal !== null) return tell(refusal, "error");
  publish(undoStep(history));
}

/** Does again what was taken back last, if nothing was edited since. */
export function redo(): void {
  if (refusal !== null) return tell(refusal, "error");
  publish(redoStep(history));
}

/**
 * Puts another document in the place of this one, as a step that can be undone; `documentId` where it is kept already.
 * The document before stays as it is kept, so this is no edit of it and never refused.
 */
export function replaceScenario(scenario: Scenario, label: string, documentId: string | null = null): void {
  if (documentId !== null) documentIds.set(scenario, documentId);
  publish(recordOpening(history, scenario, label), true);
}

/** Begins with a document and no way back: at boot, and in tests. */
export function startWithScenario(scenario: Scenario, documentId: string | null = null): void {
  if (documentId !== null) documentIds.set(scenario, documentId);
  publish(startHistory(scenario));
}
