/** Notes and frames on the canvas, as buttons, keys and the palette add and change them. Each is one step to undo. */
import type { Position, Scenario, Size } from "#scenario/document.ts";
import { nextId } from "#scenario/edits.ts";
import * as frames from "#scenario/frames.ts";
import { Limits } from "#scenario/limits.ts";
import * as notes from "#scenario/notes.ts";
import { announce } from "./announce.ts";
import { boxesOf, cardIdOf, roomFor } from "./boxes.ts";
import { middlePlace } from "./canvas-place.ts";
import { thingText } from "./labels.ts";
import { currentScenario, edit } from "./scenario-store.ts";
import { select, useSelection } from "./selection-store.ts";
import { tell } from "./toasts.ts";

/** Size of a frame around nothing, in canvas units. */
const EMPTY_FRAME: Size = { width: 480, height: 320 };
const GRID = 8;
const GAP = 40;

/** Adds an empty note: at `at`, else under the selection, else in view. Answers its id; "" where there is no room. */
export function addNote(at?: Position, text = ""): string {
  const scenario = currentScenario();
  if (scenario.notes.length >= Limits.notes) {
    tell(`A scenario holds ${Limits.notes} notes at most.`, "error");
    return "";
  }
  const note = {
    id: nextId(scenario, "note"),
    text,
    position: snapped(at ?? placeForNote(scenario)),
  };
  return added(note.id, "Add a note", (before) => notes.addNote(before, note));
}

/**
 * Adds a frame: around the selection, or, with nothing selected, an empty one at `at` or in view. Answers its id; ""
 * where there is no room.
 */
export function addFrame(at?: Position): string {
  const scenario = currentScenario();
  if (scenario.frames.length >= Limits.frames) {
    tell(`A scenario holds ${Limits.frames} frames at most.`, "error");
    return "";
  }
  const inner = at === undefined ? selectedBox(scenario) : null;
  const box = inner === null ? emptyFrame(scenario, at) : frames.frameBoxAround(inner);
  const id = nextId(scenario, "frame");
  const frame = {
    id,
    name: `Frame ${id.slice("frame-".length)}`,
    position: snapped(box),
    size: { width: box.width, height: box.height },
  };
  const label = inner === null ? "Add a frame" : "Add a frame around the selection";
  return added(id, label, (before) => frames.addFrame(before, frame));
}

/** The id, or "" where the document may not be changed. */
function added(id: string, label: string, change: (scenario: Scenario) => Scenario): string {
  const before = currentScenario();
  edit(label, change);
  if (currentScenario() === before) return "";
  select([id]);
  announce(`${thingText(currentScenario(), id)} added.`);
  return id;
}

/** Sets a note's text. Typing on is the same step. */
export function setNoteText(id: string, text: string): void {
  edit("Write a note", (before) => notes.changeNote(before, id, text), { gesture: `note ${id}` });
}

/** Pulls a note to a size (undefined: as large as its text needs); one drag is one gesture. */
export function resizeNote(id: string, size: Size | undefined, gesture?: string): void {
  edit("Resize a note", (before) => notes.resizeNote(before, id, size), { gesture });
}

/** Names a frame. */
export function renameFrame(id: string, name: string): void {
  edit(
    (before, after) => `Rename ${thingText(before, id)} → ${thingText(after, id).replace(/^frame /, "")}`,
    (before) => frames.renameFrame(before, id, name),
    { gesture: `name ${id}` },
  );
}

/** Pulls a frame to a box; one drag is one gesture. What lies in it stays where it is. */
export function resizeFrame(id: string, box: frames.Box, gesture?: string): void {
  edit(`Resize ${thingText(currentScenario(), id)}`, (before) => frames.resizeFrame(before, id, box), {
    gesture,
  });
}

/** Pulls a frame to what it holds now and its margin; with nothing in it, it stays as it is. */
export function fitFrame(id: string): void {
  const scenario = currentScenario();
  const boxes = boxesOf(scenario);
  const inner = frames.boxAround(
    [...frames.withContents(scenario, [id], boxes)].flatMap((each) => {
      const box = boxes.get(each);
      return each === id || box === undefined ? [] : [box];
    }),
  );
  if (inner === null) return tell("There is nothing in this frame to fit it to.");
  edit(`Fit ${thingText(scenario, id)} to its content`, (before) =>
    frames.resizeFrame(before, id, frames.frameBoxAround(inner)),
  );
}

/** The box around what is selected; null for nothing. */
function selectedBox(scenario: Scenario): frames.Box | null {
  const boxes = boxesOf(scenario);
  return frames.boxAround(
    [...useSelection.getState().nodes].flatMap((id) => {
      const box = boxes.get(cardIdOf(scenario, id));
      return box === undefined ? [] : [box];
    }),
  );
}

function placeForNote(scenario: Scenario): Position {
  const beside = selectedBox(scenario);
  const wanted =
    beside === null ? (middlePlace() ?? { x: 0, y: 0 }) : { x: beside.x, y: beside.y + beside.height + GAP };
  return roomFor(scenario, notes.noteSize({ id: "", text: "" }), wanted);
}

function emptyFrame(scenario: Scenario, at: Position | undefined): frames.Box {
  const middle = middlePlace();
  const corner =
    at ??
    (middle === null
      ? { x: 0, y: 0 }
      : { x: middle.x - EMPTY_FRAME.width / 2, y: middle.y - EMPTY_FRAME.height / 2 });
  return { ...freeCorner(scenario, corner), ...EMPTY_FRAME };
}

/** The place itself, or the first one beside it where nothing else has its corner. */
function freeCorner(scenario: Scenario, place: Position): Position {
  const boxes = [...boxesOf(scenario).values()];
  let { x, y } = place;
  while (boxes.some((box) => Math.abs(box.x - x) < GAP / 2 && Math.abs(box.y - y) < GAP / 2)) {
    x += GAP;
    y += GAP;
  }
  return { x, y };
}

function snapped({ x, y }: Position): Position {
  return { x: Math.round(x / GRID) * GRID + 0, y: Math.round(y / GRID) * GRID + 0 };
}
