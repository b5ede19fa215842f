/** What stands on the canvas, by id. */
import type { Scenario } from "./document.ts";

/** Ids of everything that stands on the canvas, frames first, as they lie over each other. */
export function itemIds(scenario: Scenario): readonly string[] {
  return [
    ...scenario.frames.map(({ id }) => id),
    ...scenario.notes.filter(({ position }) => position !== undefined).map(({ id }) => id),
    ...scenario.nodes.map(({ id }) => id),
  ];
}
