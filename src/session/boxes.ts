/** Where everything on the canvas is and how much room it takes: what arranging, frames and pasting go by. */
import type { Position, Scenario, Size } from "#scenario/document.ts";
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

/** Looked at in rings of this step around the wished place, so many rings far. */
const STEP = 40;
const RINGS = 40;
const GAP = 16;

/** The place nearest to the wished one where a box of this size lies over no card and no note; the wished one where all is full. */
export function roomFor(scenario: Scenario, size: Size, wished: Position): Position {
  const frames = new Set(scenario.frames.map(({ id }) => id));
  const taken = [...boxesOf(scenario)].flatMap(([id, box]) => (frames.has(id) ? [] : [box]));
  const isFree = ({ x, y }: Position): boolean =>
    taken.every(
      (box) =>
        x + size.width + GAP <= box.x ||
        box.x + box.width + GAP <= x ||
        y + size.height + GAP <= box.y ||
        box.y + box.height + GAP <= y,
    );
  for (let ring = 0; ring <= RINGS; ring++) {
    const found = ringAround(wished, ring).find(isFree);
    if (found !== undefined) return found;
  }
  return wished;
}

/** The places of one ring, the nearest first: below, above, beside, then the corners. */
function ringAround({ x, y }: Position, ring: number): readonly Position[] {
  if (ring === 0) return [{ x, y }];
  const places: { readonly place: Position; readonly away: number }[] = [];
  for (let right = -ring; right <= ring; right++) {
    for (let down = -ring; down <= ring; down++) {
      if (Math.max(Math.abs(right), Math.abs(down)) !== ring) continue;
      places.push({ place: { x: x + right * STEP, y: y + down * STEP }, away: right * right + down * down });
    }
  }
  return places.toSorted((a, b) => a.away - b.away || b.place.y - a.place.y).map(({ place }) => place);
}
