/** Where everything on the canvas is and how much room it takes: what arranging, frames and pasting go by. */
import type { Scenario } from "#scenario/document.ts";
import { boxOfFrame, type Box } from "#scenario/frames.ts";
import { noteSize } from "#scenario/notes.ts";
import { cardSize } from "#picture/card-size.ts";
import { placedCards } from "#picture/cards.ts";

/** Documents never change, so their boxes are worked out once. */
const known = new WeakMap<Scenario, ReadonlyMap<string, Box>>();

/** The boxes of cards, notes on the canvas and frames, by id; a consumer group stands in its service's card and has none. */
export function boxesOf(scenario: Scenario): ReadonlyMap<string, Box> {
  const before = known.get(scenario);
  if (before !== undefined) return before;
  const boxes = new Map<string, Box>();
  for (const frame of scenario.frames) boxes.set(frame.id, boxOfFrame(frame));
  for (const note of scenario.notes) {
    if (note.position !== undefined) boxes.set(note.id, { ...note.position, ...noteSize(note) });
  }
  for (const { node, position } of placedCards(scenario)) {
    boxes.set(node.id, { ...position, ...cardSize(scenario, node) });
  }
  known.set(scenario, boxes);
  return boxes;
}

/** The id of the card that shows this node: a group's is its service's; the same id for everything else. */
export function cardIdOf(scenario: Scenario, id: string): string {
  const node = scenario.nodes.find((each) => each.id === id);
  if (node?.kind !== "consumer-group") return id;
  const service = node.config["service"];
  return typeof service === "string" && boxesOf(scenario).has(service) ? service : id;
}
