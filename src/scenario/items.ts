/**
 * What can stand on the canvas and be selected together: nodes, notes and frames. Their ids are unique over the whole
 * document, so one set of ids names any mixture of them.
 */
import type { CanvasFrame, Note, Position, Scenario, ScenarioNode } from "./document.ts";
import { moveNodes, removeNodes } from "./edits.ts";
import { withinCanvas } from "./limits.ts";

export type Item =
  | { readonly is: "node"; readonly node: ScenarioNode }
  | { readonly is: "note"; readonly note: Note }
  | { readonly is: "frame"; readonly frame: CanvasFrame };

/** What bears this id, or undefined; wires and interventions are no items. */
export function itemOf(scenario: Scenario, id: string): Item | undefined {
  const node = scenario.nodes.find((each) => each.id === id);
  if (node !== undefined) return { is: "node", node };
  const note = scenario.notes.find((each) => each.id === id);
  if (note !== undefined) return { is: "note", note };
  const frame = scenario.frames.find((each) => each.id === id);
  return frame === undefined ? undefined : { is: "frame", frame };
}

/**
 * Puts nodes, notes and frames at new places; ids that do not exist are passed over, and places that no document may
 * hold become the nearest that one may.
 */
export function moveItems(scenario: Scenario, wanted: ReadonlyMap<string, Position>): Scenario {
  const to = new Map([...wanted].map(([id, place]) => [id, withinCanvas(place)]));
  const moved = moveNodes(scenario, to);
  const notes = placed(moved.notes, to);
  const frames = placed(moved.frames, to);
  if (notes === moved.notes && frames === moved.frames) return moved;
  return { ...moved, notes, frames };
}

/** Removes nodes, notes and frames, with all that cannot be without the nodes (`removeNodes`). */
export function removeItems(scenario: Scenario, ids: Iterable<string>): Scenario {
  const gone = new Set(ids);
  const rest = removeNodes(scenario, gone);
  const notes = without(rest.notes, gone);
  const frames = without(rest.frames, gone);
  if (notes === rest.notes && frames === rest.frames) return rest;
  return { ...rest, notes, frames };
}

interface Placed {
  readonly id: string;
  readonly position?: Position | undefined;
}

/** The same list if nothing moves. */
function placed<T extends Placed>(list: readonly T[], to: ReadonlyMap<string, Position>): readonly T[] {
  let changed = false;
  const moved = list.map((item) => {
    const position = to.get(item.id);
    if (position === undefined || (item.position?.x === position.x && item.position.y === position.y)) {
      return item;
    }
    changed = true;
    return { ...item, position };
  });
  return changed ? moved : list;
}

function without<T extends { readonly id: string }>(
  list: readonly T[],
  gone: ReadonlySet<string>,
): readonly T[] {
  const rest = list.filter(({ id }) => !gone.has(id));
  return rest.length === list.length ? list : rest;
}
