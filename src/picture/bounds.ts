/** How far a drawing reaches. */
import type { Note, Position, Scenario, Size } from "#scenario/document.ts";
import { noteSize } from "#scenario/notes.ts";
import type { Scene } from "./scene.ts";

/** A picture is at least so wide, in canvas units. */
export const WIDTH_MIN = 240;

/** Notes that stand on the canvas, and where; the others are part of the description. */
export function placedNotes(scenario: Scenario): { readonly note: Note; readonly position: Position }[] {
  return scenario.notes.flatMap((note) =>
    note.position === undefined ? [] : [{ note, position: note.position }],
  );
}

/** The box that holds everything, in canvas units; something to look at even where nothing is. */
export function contentBox(scenario: Scenario, scene: Scene): Position & Size {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const hold = (x: number, y: number, width: number, height: number): void => {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + width), Math.max(bottom, y + height)];
  };
  for (const { box } of scene.cards) hold(box.x, box.y, box.width, box.height);
  for (const { position, size } of scenario.frames) hold(position.x, position.y, size.width, size.height);
  for (const { note, position } of placedNotes(scenario)) {
    const { width, height } = noteSize(note);
    hold(position.x, position.y, width, height);
  }
  for (const { path } of scene.wires)
    for (let i = 0; i < path.points.length; i += 2) hold(path.points[i]!, path.points[i + 1]!, 0, 0);
  if (left > right) return { x: 0, y: 0, width: WIDTH_MIN, height: 80 };
  return { x: left, y: top, width: right - left, height: bottom - top };
}
