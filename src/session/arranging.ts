/** Aligning, spreading and moving what is selected, as one step each. Only places change, so no run starts anew. */
import { aligned, distributed, onGrid, type Alignment, type Boxes, type Places } from "#scenario/arrange.ts";
import type { Position, Scenario } from "#scenario/document.ts";
import { withContents, type Box } from "#scenario/frames.ts";
import { moveItems } from "#scenario/items.ts";
import { announce } from "./announce.ts";
import { boxesOf, cardIdOf } from "./boxes.ts";
import { thingsText } from "./labels.ts";
import { currentScenario, edit } from "./scenario-store.ts";
import { useSelection } from "./selection-store.ts";

/** The selection's boxes that are arranged: what lies in a selected frame goes with that and is not counted itself. */
export function selectedBoxes(scenario: Scenario): Boxes {
  const boxes = boxesOf(scenario);
  const ids = new Set([...useSelection.getState().nodes].map((id) => cardIdOf(scenario, id)));
  const carried = new Set<string>();
  for (const id of ids) {
    for (const inner of withContents(scenario, [id], boxes)) {
      if (inner !== id && !carried.has(id)) carried.add(inner);
    }
  }
  return new Map([...boxes].filter(([id]) => ids.has(id) && !carried.has(id)));
}

/** Brings the selected things in line. */
export function alignSelection(alignment: Alignment): void {
  const scenario = currentScenario();
  place(scenario, aligned(selectedBoxes(scenario), alignment), `Align ${alignment}`, `Aligned ${alignment}`);
}

/** Makes the gaps between the selected things equal. */
export function distributeSelection(axis: "horizontally" | "vertically"): void {
  const scenario = currentScenario();
  place(scenario, distributed(selectedBoxes(scenario), axis), `Distribute ${axis}`, `Distributed ${axis}`);
}

/** Sets the selected things on the grid; with nothing selected, everything. */
export function snapSelection(): void {
  const scenario = currentScenario();
  const selected = selectedBoxes(scenario);
  const boxes = selected.size > 0 ? selected : new Map(boxesOf(scenario));
  // Each on its own: a frame that is set right must not shift what was right in it.
  const to = onGrid(boxes);
  edit("Snap to the grid", (before) => moveItems(before, to));
  if (currentScenario() !== scenario) announce("Snapped to the grid.");
}

/** Moves the selected things by so many canvas units; moves of the same things and `gesture` in a row are one step. */
export function nudgeSelection(dx: number, dy: number, gesture = "nudge"): void {
  const scenario = currentScenario();
  const boxes = selectedBoxes(scenario);
  const to = new Map([...boxes].map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]));
  const ids = [...boxes.keys()];
  edit(`Move ${thingsText(scenario, ids)}`, (before) => moveItems(before, withTaken(before, boxes, to)), {
    gesture: `${gesture} ${ids.join(" ")}`,
  });
}

function place(scenario: Scenario, to: Places, label: string, said: string): void {
  const all = withTaken(scenario, boxesOf(scenario), to);
  edit(label, (before) => moveItems(before, all));
  if (currentScenario() !== scenario) announce(`${said}.`);
}

/** These places, and those of what the frames among them take along. */
export function withTaken(scenario: Scenario, boxes: Boxes, to: Places): Places {
  const all = new Map<string, Position>(to);
  const everything = boxesOf(scenario);
  for (const [id, place] of to) {
    const box: Box | undefined = boxes.get(id);
    if (box === undefined) continue;
    const [dx, dy] = [place.x - box.x, place.y - box.y];
    for (const inner of withContents(scenario, [id], everything)) {
      const innerBox = everything.get(inner);
      if (inner === id || to.has(inner) || innerBox === undefined) continue;
      all.set(inner, { x: innerBox.x + dx, y: innerBox.y + dy });
    }
  }
  return all;
}
