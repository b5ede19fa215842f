/** Frames on the canvas: labelled rectangles behind the nodes, and their edits (see `edits.ts` for the rules of edits). */
import type { CanvasFrame, Position, Scenario, Size } from "./document.ts";
import { NAME_LENGTH_MAX } from "./edits.ts";
import { withinCanvas } from "./limits.ts";
import { withinLimits } from "./notes.ts";
import { cleanName } from "./texts.ts";

/** How far a frame made around things stands off from them, in canvas units. */
export const FRAME_MARGIN = 24;
/** Room for the label, above the margin. */
export const FRAME_LABEL_HEIGHT = 24;

/** A rectangle on the canvas, in canvas units. */
export interface Box extends Position, Size {}

/** Adds a frame in front of the other frames, behind everything else. */
export function addFrame(scenario: Scenario, frame: CanvasFrame): Scenario {
  const kept = { ...frame, position: withinCanvas(frame.position), size: withinLimits(frame.size) };
  return { ...scenario, frames: [...scenario.frames, kept] };
}

/** Names a frame; an empty name changes nothing. */
export function renameFrame(scenario: Scenario, id: string, name: string): Scenario {
  const cut = cleanName(name, NAME_LENGTH_MAX);
  return changeFrames(scenario, id, (frame) =>
    cut === "" || frame.name === cut ? frame : { ...frame, name: cut },
  );
}

/** Pulls a frame to a box, since its top left corner may be pulled, too. What lies in it stays where it is. */
export function resizeFrame(scenario: Scenario, id: string, box: Box): Scenario {
  const { x, y } = withinCanvas(box);
  const { width, height } = withinLimits(box);
  return changeFrames(scenario, id, (frame) =>
    frame.position.x === x &&
    frame.position.y === y &&
    frame.size.width === width &&
    frame.size.height === height
      ? frame
      : { ...frame, position: { x, y }, size: { width, height } },
  );
}

/** Removes a frame; what lies in it stays. */
export function removeFrame(scenario: Scenario, id: string): Scenario {
  const frames = scenario.frames.filter((frame) => frame.id !== id);
  return frames.length === scenario.frames.length ? scenario : { ...scenario, frames };
}

/** Where a frame is. */
export function boxOfFrame(frame: CanvasFrame): Box {
  return { ...frame.position, ...frame.size };
}

/** Whether `inner` lies wholly in `outer`; edges may touch. */
export function liesIn(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** The smallest box around all of them; null for none. */
export function boxAround(boxes: Iterable<Box>): Box | null {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

/** The box of a frame that holds `inner` with its margin and label. */
export function frameBoxAround(inner: Box): Box {
  return {
    x: inner.x - FRAME_MARGIN,
    y: inner.y - FRAME_MARGIN - FRAME_LABEL_HEIGHT,
    width: inner.width + 2 * FRAME_MARGIN,
    height: inner.height + 2 * FRAME_MARGIN + FRAME_LABEL_HEIGHT,
  };
}

/**
 * These ids and those of everything that lies wholly inside a frame among them: what a move of them takes along.
 * `boxes`: where everything on the canvas is, by id. Of two frames of the same box each takes the other along.
 */
export function withContents(
  scenario: Scenario,
  ids: Iterable<string>,
  boxes: ReadonlyMap<string, Box>,
): Set<string> {
  const taken = new Set(ids);
  // A frame that is taken along lies wholly in the one that takes it, and so does all that lies in it.
  const outer = scenario.frames.filter(({ id }) => taken.has(id)).map(boxOfFrame);
  if (outer.length === 0) return taken;
  for (const [id, box] of boxes) {
    if (!taken.has(id) && outer.some((frame) => liesIn(box, frame))) taken.add(id);
  }
  return taken;
}

function changeFrames(scenario: Scenario, id: string, change: (frame: CanvasFrame) => CanvasFrame): Scenario {
  const at = scenario.frames.findIndex((frame) => frame.id === id);
  const frame = scenario.frames[at];
  if (frame === undefined) return scenario;
  const next = change(frame);
  return next === frame ? scenario : { ...scenario, frames: scenario.frames.with(at, next) };
}
