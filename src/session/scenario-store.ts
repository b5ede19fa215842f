/**
 * The document that is open, and the way back: every edit is one undo entry, opening another document as well, so
 * that nothing a person made is lost by a slip.
 */
import { create } from "zustand";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import {
  currentDocument,
  record,
  redo as redoStep,
  redoLabel,
  startHistory,
  undo as undoStep,
  undoLabel,
  type History,
} from "#scenario/history.ts";

export interface ScenarioState {
  readonly scenario: Scenario;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What undo would take back, e.g. "Delete payment-service"; null where there is nothing. */
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
  /** Counts every change of the document, undo and redo too. */
  readonly revision: number;
}

let history: History = startHistory(emptyScenario());

function stateOf(revision: number): ScenarioState {
  const undone = undoLabel(history);
  const redone = redoLabel(history);
  return {
    scenario: currentDocument(history),
    canUndo: undone !== null,
    canRedo: redone !== null,
    undoLabel: undone,
    redoLabel: redone,
    revision,
  };
}

/** Hook and store of the open document. */
export const useScenario = create<ScenarioState>()(() => stateOf(0));

function publish(next: History): void {
  if (next === history) return;
  history = next;
  useScenario.setState(stateOf(useScenario.getState().revision + 1));
}

/** The document as it is now, outside React. */
export function currentScenario(): Scenario {
  return currentDocument(history);
}

/**
 * Changes the document; a change that returns the same object is none. Edits in a row with the same `gesture` (one
 * drag, one stretch of typing in a field) become one undo entry.
 */
export function edit(
  label: string,
  change: (scenario: Scenario) => Scenario,
  options: { readonly gesture?: string | undefined } = {},
): void {
  publish(record(history, change(currentScenario()), label, options.gesture ?? null));
}

/** Takes back the last edit, if there is one. */
export function undo(): void {
  publish(undoStep(history));
}

/** Does again what was taken back last, if nothing was edited since. */
export function redo(): void {
  publish(redoStep(history));
}

/** Puts another document in the place of this one, as a step that can be undone. */
export function replaceScenario(scenario: Scenario, label: string): void {
  edit(label, () => scenario);
}

/** Begins with a document and no way back: at boot, and in tests. */
export function startWithScenario(scenario: Scenario): void {
  publish(startHistory(scenario));
}
