/**
 * Undo and redo as a list of immutable documents. Entries of one gesture (a drag, typing in one field) merge into one,
 * and the list is bounded: the oldest steps are forgotten.
 */
import type { Scenario } from "./document.ts";

/** So many steps can be undone. Documents share what did not change, so a step costs little. */
export const HISTORY_STEPS_MAX = 500;

/** So many documents that were opened one after the other: they share nothing, so each costs its whole size. */
export const OPENINGS_MAX = 20;

/**
 * What a step is called, e.g. "Move payment-service"; or made from the documents before the step and after it, since a
 * gesture goes on: "Seed 1 → 17".
 */
export type StepLabel = string | ((before: Scenario, after: Scenario) => string);

interface HistoryEntry {
  readonly document: Scenario;
  /** What was done to get here, e.g. "Move payment-service"; "" for the first. */
  readonly label: string;
  /** Entries of the same gesture that follow each other are one step; null for a step of its own. */
  readonly gesture: string | null;
  /** The step put another document in the place of the one before. */
  readonly opens?: true;
}

export interface History {
  readonly entries: readonly HistoryEntry[];
  /** Index of the entry that is shown; later ones can be redone. */
  readonly at: number;
}

/** A history that holds one document and nothing to undo. */
export function startHistory(document: Scenario): History {
  return { entries: [{ document, label: "", gesture: null }], at: 0 };
}

/** The document that is shown. */
export function currentDocument(history: History): Scenario {
  return entryAt(history, history.at).document;
}

/**
 * Adds a step, and forgets what could be redone. The very same document adds nothing. While `gesture` is that of the
 * step before, the step is replaced: it keeps a label that is a text, and undo goes back to before the gesture.
 */
export function record(
  history: History,
  document: Scenario,
  label: StepLabel,
  gesture: string | null = null,
): History {
  const current = entryAt(history, history.at);
  if (document === current.document) return history;
  const isLast = history.at === history.entries.length - 1;
  if (gesture !== null && isLast && history.at > 0 && current.gesture === gesture) {
    const before = entryAt(history, history.at - 1).document;
    const merged = {
      ...current,
      document,
      ...(typeof label === "string" ? {} : { label: label(before, document) }),
    };
    const entries = [...history.entries.slice(0, history.at), merged];
    return { entries, at: history.at };
  }
  const text = typeof label === "string" ? label : label(current.document, document);
  const entries = [...history.entries.slice(0, history.at + 1), { document, label: text, gesture }];
  const kept = entries.slice(-(HISTORY_STEPS_MAX + 1));
  return { entries: kept, at: kept.length - 1 };
}

/** Adds a step that puts another document in the place of this one; the oldest documents are forgotten. */
export function recordOpening(history: History, document: Scenario, label: string): History {
  const { entries, at } = record(history, document, label);
  const marked = entries.with(at, { ...entryAt({ entries, at }, at), opens: true });
  const openings = marked.flatMap(({ opens }, index) => (opens === true ? [index] : []));
  const kept = marked.slice(openings.at(-OPENINGS_MAX - 1) ?? 0);
  return { entries: kept, at: kept.length - 1 };
}

/** Ends the gesture under way: what follows is a step of its own even under the same gesture's name. */
export function endGesture(history: History): History {
  const current = entryAt(history, history.at);
  if (current.gesture === null) return history;
  const entries = history.entries.with(history.at, { ...current, gesture: null });
  return { ...history, entries };
}

/** One step back; the same history if there is none. */
export function undo(history: History): History {
  return history.at === 0 ? history : endGesture({ ...history, at: history.at - 1 });
}

/** One step forward again; the same history if there is none. */
export function redo(history: History): History {
  return history.at === history.entries.length - 1 ? history : endGesture({ ...history, at: history.at + 1 });
}

/** What undo would take back, e.g. "Move payment-service"; null if nothing. */
export function undoLabel(history: History): string | null {
  return history.at === 0 ? null : entryAt(history, history.at).label;
}

/** What redo would do again; null if nothing. */
export function redoLabel(history: History): string | null {
  return history.entries[history.at + 1]?.label ?? null;
}

function entryAt(history: History, at: number): HistoryEntry {
  const entry = history.entries[at];
  if (entry === undefined) throw new RangeError(`no step ${at} in the history`);
  return entry;
}
