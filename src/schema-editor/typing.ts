/**
 * What is typed and not yet in the document. It gets there a moment after the last key, so that one burst of keys is one
 * edit; a pause ends the step that undo takes back.
 */
import { endTyping, writeVersion } from "#session/schema-edits.ts";

/** Between the last key and the edit. */
const WRITE_MS = 150;
/** After such a pause, what is typed is another step. */
const PAUSE_MS = 1_000;

let waiting: { readonly subjectId: string; readonly version: number; readonly text: string } | null = null;
let writeTimer: ReturnType<typeof setTimeout> | undefined;
let pauseTimer: ReturnType<typeof setTimeout> | undefined;

/** A person changed a version's text. */
export function typed(subjectId: string, version: number, text: string): void {
  if (waiting !== null && (waiting.subjectId !== subjectId || waiting.version !== version)) flushTyping();
  waiting = { subjectId, version, text };
  clearTimeout(writeTimer);
  clearTimeout(pauseTimer);
  writeTimer = setTimeout(flushTyping, WRITE_MS);
  pauseTimer = setTimeout(endTyping, PAUSE_MS);
}

/** Puts what was typed into the document now. */
export function flushTyping(): void {
  clearTimeout(writeTimer);
  if (waiting === null) return;
  const { subjectId, version, text } = waiting;
  waiting = null;
  writeVersion(subjectId, version, text);
}

/** Whether something typed is not in the document yet. */
export function isTyping(): boolean {
  return waiting !== null;
}
