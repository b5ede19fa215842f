/** Notes on the canvas: how large they are, and their edits (see `edits.ts` for the rules of edits). */
import type { Note, Position, Scenario, Size } from "./document.ts";
import { Limits, withinCanvas } from "./limits.ts";
import { cleanText } from "./texts.ts";

/** Width of a note that nobody pulled, in canvas units. */
export const NOTE_WIDTH = 208;
/** Letters that a line of such a note is counted as, and its height. */
const LINE_LETTERS = 28;
const LINE_HEIGHT = 20;
const PADDING_HEIGHT = 24;
/** A longer text is cut with an ellipsis until somebody makes its note larger. */
const LINES_MAX = 16;

/**
 * How large a note is drawn: as it was pulled, or as its text needs by a count of letters. An estimate on purpose:
 * fonts differ between machines, the drawing of a document does not.
 */
export function noteSize(note: Note): Size {
  if (note.size !== undefined) return note.size;
  let lines = 0;
  for (const line of note.text.split("\n")) lines += Math.max(1, Math.ceil(line.length / LINE_LETTERS));
  const height = PADDING_HEIGHT + LINE_HEIGHT * Math.min(LINES_MAX, lines);
  return { width: NOTE_WIDTH, height: Math.ceil(height / 8) * 8 };
}

/** Adds a note in front of the others. */
export function addNote(scenario: Scenario, note: Note): Scenario {
  const text = cleanText(note.text, Limits.textLength);
  const position = note.position === undefined ? {} : { position: withinCanvas(note.position) };
  return { ...scenario, notes: [...scenario.notes, { ...note, text, ...position }] };
}

/** Sets a note's text; what is longer than a text may be is cut. */
export function changeNote(scenario: Scenario, id: string, text: string): Scenario {
  const cut = cleanText(text, Limits.textLength);
  return changeNotes(scenario, id, (note) => (note.text === cut ? note : { ...note, text: cut }));
}

/** Puts a note at another place. */
export function moveNote(scenario: Scenario, id: string, place: Position): Scenario {
  const to = withinCanvas(place);
  return changeNotes(scenario, id, (note) =>
    note.position?.x === to.x && note.position.y === to.y ? note : { ...note, position: to },
  );
}

/** Pulls a note to a size, which is kept within the limits; `undefined`: as large as its text needs. */
export function resizeNote(scenario: Scenario, id: string, size: Size | undefined): Scenario {
  return changeNotes(scenario, id, (note) => {
    if (size === undefined) {
      if (note.size === undefined) return note;
      const { size: _, ...rest } = note;
      return rest;
    }
    const kept = withinLimits(size);
    return note.size?.width === kept.width && note.size.height === kept.height
      ? note
      : { ...note, size: kept };
  });
}

/** Removes a note. */
export function removeNote(scenario: Scenario, id: string): Scenario {
  const notes = scenario.notes.filter((note) => note.id !== id);
  return notes.length === scenario.notes.length ? scenario : { ...scenario, notes };
}

/** A size that a document may hold. */
export function withinLimits({ width, height }: Size): Size {
  const bounded = (length: number): number =>
    Math.min(Limits.sizeMax, Math.max(Limits.sizeMin, Number.isFinite(length) ? length : Limits.sizeMin));
  return { width: bounded(width), height: bounded(height) };
}

function changeNotes(scenario: Scenario, id: string, change: (note: Note) => Note): Scenario {
  const at = scenario.notes.findIndex((note) => note.id === id);
  const note = scenario.notes[at];
  if (note === undefined) return scenario;
  const next = change(note);
  return next === note ? scenario : { ...scenario, notes: scenario.notes.with(at, next) };
}
