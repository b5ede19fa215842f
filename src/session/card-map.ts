/**
 * A drawing as cards and the wires between them, and the order in which its cards are read.
 *
 * A card is what stands on the canvas by itself; a consumer group stands in its service's card, and its wires are
 * that card's wires. Pure: everything follows from the document.
 */
import type { Position, Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { cardOf as cardOfNode, placedCards } from "#picture/cards.ts";

/** A wire between two cards; the ends are ids of cards, where the document may name a group. */
export interface CardWire {
  readonly wire: ScenarioWire;
  readonly from: string;
  readonly to: string;
}

/** What is worked out once for a document; documents never change. Keys are ids of cards. */
export interface CardMap {
  readonly cards: ReadonlyMap<string, ScenarioNode>;
  readonly places: ReadonlyMap<string, Position>;
  readonly wires: readonly CardWire[];
  readonly into: ReadonlyMap<string, readonly CardWire[]>;
  readonly outOf: ReadonlyMap<string, readonly CardWire[]>;
  readonly order: readonly string[];
  /** Which connected part of the drawing a card belongs to. */
  readonly part: ReadonlyMap<string, number>;
}

const maps = new WeakMap<Scenario, CardMap>();

/** The map of a document. */
export function cardMap(scenario: Scenario): CardMap {
  const known = maps.get(scenario);
  if (known !== undefined) return known;
  const made = makeMap(scenario);
  maps.set(scenario, made);
  return made;
}

function makeMap(scenario: Scenario): CardMap {
  const nodes = new Map(scenario.nodes.map((node) => [node.id, node]));
  const placed = placedCards(scenario);
  const cards = new Map(placed.map(({ node }) => [node.id, node]));
  const places = new Map(placed.map(({ node, position }) => [node.id, position]));
  const wires = scenario.wires.flatMap((wire): readonly CardWire[] => {
    const [from, to] = [nodes.get(wire.from), nodes.get(wire.to)];
    if (from === undefined || to === undefined) return [];
    return [{ wire, from: cardOfNode(from, nodes).id, to: cardOfNode(to, nodes).id }];
  });
  const into = grouped(wires, (each) => each.to);
  const outOf = grouped(wires, (each) => each.from);
  const part = partsOf([...cards.keys()], wires);
  const order = orderOf([...cards.keys()], { places, into, outOf, part });
  return { cards, places, wires, into, outOf, order, part };
}

function grouped(
  wires: readonly CardWire[],
  key: (wire: CardWire) => string,
): ReadonlyMap<string, readonly CardWire[]> {
  const found = new Map<string, CardWire[]>();
  for (const wire of wires) {
    const list = found.get(key(wire));
    if (list === undefined) found.set(key(wire), [wire]);
    else list.push(wire);
  }
  return found;
}

/** Numbers the parts of the drawing that no wire joins. */
function partsOf(ids: readonly string[], wires: readonly CardWire[]): ReadonlyMap<string, number> {
  const parent = new Map(ids.map((id) => [id, id]));
  const root = (id: string): string => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(id, at);
    return at;
  };
  for (const { from, to } of wires) parent.set(root(to), root(from));
  const numbers = new Map<string, number>();
  return new Map(
    ids.map((id) => {
      const top = root(id);
      const number = numbers.get(top) ?? numbers.size;
      numbers.set(top, number);
      return [id, number];
    }),
  );
}

type Drawn = Pick<CardMap, "places" | "into" | "outOf" | "part">;

/** From top to bottom, then from left to right. */
export function byPlace(places: ReadonlyMap<string, Position>): (a: string, b: string) => number {
  return (a, b) => {
    const [one, other] = [places.get(a), places.get(b)];
    return (one?.y ?? 0) - (other?.y ?? 0) || (one?.x ?? 0) - (other?.x ?? 0);
  };
}

/** Part by part, each from its sources on; what has the same rank goes by place. */
function orderOf(ids: readonly string[], drawn: Drawn): readonly string[] {
  const { places, part } = drawn;
  const placed = ids.toSorted(byPlace(places));
  const firstOfPart = new Map<number, number>();
  placed.forEach((id, index) => {
    const number = part.get(id) ?? 0;
    if (!firstOfPart.has(number)) firstOfPart.set(number, index);
  });
  const partRank = (id: string): number => firstOfPart.get(part.get(id) ?? 0) ?? 0;
  const rank = ranksOf(placed, drawn);
  return placed.toSorted((a, b) => partRank(a) - partRank(b) || (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

/**
 * How many wires lie before a card at the most. Kahn's order; where only circles are left, the leftmost card breaks
 * its circle, since people draw from left to right.
 */
function ranksOf(ids: readonly string[], { places, into, outOf }: Drawn): ReadonlyMap<string, number> {
  const open = new Map(ids.map((id) => [id, into.get(id)?.length ?? 0]));
  const ranks = new Map<string, number>();
  const left = ids.toSorted((a, b) => (places.get(a)?.x ?? 0) - (places.get(b)?.x ?? 0));
  const ready = ids.filter((id) => open.get(id) === 0);
  let breaker = 0;
  while (open.size > 0) {
    let id = ready.pop();
    while (id === undefined && breaker < left.length) {
      const next = left[breaker++];
      if (next !== undefined && open.has(next)) id = next;
    }
    if (id === undefined) break;
    if (!open.delete(id)) continue;
    const rank = ranks.get(id) ?? 0;
    ranks.set(id, rank);
    for (const { to } of outOf.get(id) ?? []) {
      const before = open.get(to);
      if (before === undefined) continue;
      ranks.set(to, Math.max(ranks.get(to) ?? 0, rank + 1));
      open.set(to, before - 1);
      if (before === 1) ready.push(to);
    }
  }
  return ranks;
}

/** The card that shows a node: a group's is its service's. Null where the document has no such node. */
export function cardOf(scenario: Scenario, nodeId: string): string | null {
  const { cards } = cardMap(scenario);
  if (cards.has(nodeId)) return nodeId;
  const service = scenario.nodes.find((node) => node.id === nodeId)?.config["service"];
  return typeof service === "string" && cards.has(service) ? service : null;
}

/** Ids of all cards as one reads them: upstream before downstream, then from top to bottom and from left to right. */
export function readingOrder(scenario: Scenario): readonly string[] {
  return cardMap(scenario).order;
}
