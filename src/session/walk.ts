/**
 * Walking over a drawing without a pointer: the order in which its cards are read, what lies along the wires of one,
 * and what may be connected to it. Canvas and outline share these, so that a key leads to the same place in both.
 *
 * A card is what stands on the canvas by itself; a consumer group stands in its service's card, and its wires are
 * that card's wires. Pure: everything follows from the document.
 */
import type { Position, Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { cardOf as cardOfNode, placedCards } from "#picture/cards.ts";
import { wireRefusal } from "#sim/wiring.ts";

/** Where a key leads: against the messages, with them, or to a neighbour of the same rank above or below. */
export type Direction = "left" | "right" | "up" | "down";

/** A wire between two cards; the ends are ids of cards, where the document may name a group. */
export interface CardWire {
  readonly wire: ScenarioWire;
  readonly from: string;
  readonly to: string;
}

/** What is worked out once for a document; documents never change. */
interface Map2D {
  readonly cards: ReadonlyMap<string, ScenarioNode>;
  readonly places: ReadonlyMap<string, Position>;
  readonly wires: readonly CardWire[];
  readonly into: ReadonlyMap<string, readonly CardWire[]>;
  readonly outOf: ReadonlyMap<string, readonly CardWire[]>;
  readonly order: readonly string[];
  /** Which connected part of the drawing a card belongs to. */
  readonly part: ReadonlyMap<string, number>;
}

const maps = new WeakMap<Scenario, Map2D>();

function mapOf(scenario: Scenario): Map2D {
  const known = maps.get(scenario);
  if (known !== undefined) return known;
  const made = makeMap(scenario);
  maps.set(scenario, made);
  return made;
}

function makeMap(scenario: Scenario): Map2D {
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

type Drawn = Pick<Map2D, "places" | "into" | "outOf" | "part">;

/** From top to bottom, then from left to right. */
function byPlace(places: ReadonlyMap<string, Position>): (a: string, b: string) => number {
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
  const { cards } = mapOf(scenario);
  if (cards.has(nodeId)) return nodeId;
  const service = scenario.nodes.find((node) => node.id === nodeId)?.config["service"];
  return typeof service === "string" && cards.has(service) ? service : null;
}

/** Ids of all cards as one reads them: upstream before downstream, then from top to bottom and from left to right. */
export function readingOrder(scenario: Scenario): readonly string[] {
  return mapOf(scenario).order;
}

/** The card before (-1) or after (1) this one in reading order; the first or last stays. Null: nothing is drawn. */
export function nextInOrder(scenario: Scenario, nodeId: string | null, by: 1 | -1): string | null {
  const { order } = mapOf(scenario);
  const card = nodeId === null ? null : cardOf(scenario, nodeId);
  const at = card === null ? -1 : order.indexOf(card);
  if (at === -1) return (by === 1 ? order[0] : order.at(-1)) ?? null;
  return order[Math.max(0, Math.min(order.length - 1, at + by))] ?? null;
}

/**
 * The card that an arrow key leads to. Left and right go along the wires, against and with the messages, to the
 * nearest in height; up and down go among the cards that share a neighbour with this one. Where wires lead nowhere,
 * the nearest card in that direction that belongs to another part of the drawing. Null: nothing lies there.
 */
export function alongWires(scenario: Scenario, nodeId: string, direction: Direction): string | null {
  const card = cardOf(scenario, nodeId);
  if (card === null) return null;
  const map = mapOf(scenario);
  const wired =
    direction === "left" || direction === "right"
      ? nearestInHeight(map, card, neighbours(map, card, direction))
      : besides(map, card, direction);
  return wired ?? nearestBeyond(map, card, direction);
}

function neighbours(map: Map2D, card: string, side: "left" | "right"): readonly string[] {
  const found =
    side === "left"
      ? (map.into.get(card) ?? []).map((wire) => wire.from)
      : (map.outOf.get(card) ?? []).map((wire) => wire.to);
  return [...new Set(found)].filter((id) => id !== card);
}

function nearestInHeight(map: Map2D, card: string, ids: readonly string[]): string | null {
  const y = map.places.get(card)?.y ?? 0;
  const away = (id: string): number => Math.abs((map.places.get(id)?.y ?? 0) - y);
  const [first] = ids.toSorted((a, b) => away(a) - away(b) || byPlace(map.places)(a, b));
  return first ?? null;
}

/** The next card above or below among those that are wired to the same card on the same side. */
function besides(map: Map2D, card: string, direction: "up" | "down"): string | null {
  const shared = new Set<string>([card]);
  for (const source of neighbours(map, card, "left")) {
    for (const id of neighbours(map, source, "right")) shared.add(id);
  }
  for (const target of neighbours(map, card, "right")) {
    for (const id of neighbours(map, target, "left")) shared.add(id);
  }
  const list = [...shared].toSorted(byPlace(map.places));
  return list[list.indexOf(card) + (direction === "down" ? 1 : -1)] ?? null;
}

/** The nearest card of another part in a direction; straight ahead counts as nearer than aslant. */
function nearestBeyond(map: Map2D, card: string, direction: Direction): string | null {
  const from = map.places.get(card);
  if (from === undefined) return null;
  const isAcross = direction === "left" || direction === "right";
  const sign = direction === "right" || direction === "down" ? 1 : -1;
  let nearest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const id of map.order) {
    const place = map.places.get(id);
    if (place === undefined || map.part.get(id) === map.part.get(card)) continue;
    const [dx, dy] = [place.x - from.x, place.y - from.y];
    const ahead = sign * (isAcross ? dx : dy);
    const aslant = Math.abs(isAcross ? dy : dx);
    if (ahead <= 0 || ahead + 2 * aslant >= least) continue;
    least = ahead + 2 * aslant;
    nearest = id;
  }
  return nearest;
}

/** The wires of a card in the order in which `E` goes through them: those that come in, then those that leave. */
export function wiresOf(scenario: Scenario, nodeId: string): readonly ScenarioWire[] {
  const card = cardOf(scenario, nodeId);
  if (card === null) return [];
  const map = mapOf(scenario);
  const placed = byPlace(map.places);
  const into = (map.into.get(card) ?? []).toSorted((a, b) => placed(a.from, b.from));
  const outOf = (map.outOf.get(card) ?? []).filter(({ from, to }) => from !== to);
  return [...into, ...outOf.toSorted((a, b) => placed(a.to, b.to))].map(({ wire }) => wire);
}

/** The cards at the two ends of a wire; null where there is no such wire. */
export function endsOfWire(
  scenario: Scenario,
  wireId: string,
): { readonly from: string; readonly to: string } | null {
  return mapOf(scenario).wires.find(({ wire }) => wire.id === wireId) ?? null;
}

/** A wire in words, e.g. "order-service publishes to order-events". */
export function wireText(scenario: Scenario, wire: ScenarioWire): string {
  const nameOf = (id: string): string => scenario.nodes.find((node) => node.id === id)?.name ?? id;
  const [from, to] = [nameOf(wire.from), nameOf(wire.to)];
  switch (wire.kind) {
    case "publishes":
      return `${from} publishes to ${to}`;
    case "consumes":
      return `${to} consumes ${from}`;
    case "dead-letters":
      return `${from} sends dead letters to ${to}`;
    default:
      return `${from} to ${to}`;
  }
}

/** One connection that a person may think of, and why it cannot be where it cannot. */
export interface ConnectChoice {
  readonly fromId: string;
  readonly toId: string;
  /** The end that is not the card the question was about. */
  readonly other: ScenarioNode;
  /** A sentence that says what to do instead; null where the connection is legal. */
  readonly refusal: string | null;
}

/**
 * What a card can be connected with, in reading order: first what it may send to, then what may send to it, then all
 * that is neither, each with the reason.
 */
export function connectChoices(scenario: Scenario, nodeId: string): readonly ConnectChoice[] {
  const card = cardOf(scenario, nodeId);
  if (card === null) return [];
  const map = mapOf(scenario);
  const [to, from, refused]: ConnectChoice[][] = [[], [], []];
  for (const id of map.order) {
    const other = map.cards.get(id);
    if (id === card || other === undefined) continue;
    const refusal = wireRefusal(scenario, card, id);
    const back = wireRefusal(scenario, id, card);
    if (refusal === null) to?.push({ fromId: card, toId: id, other, refusal });
    if (back === null) from?.push({ fromId: id, toId: card, other, refusal: back });
    if (refusal !== null && back !== null) refused?.push({ fromId: card, toId: id, other, refusal });
  }
  return [...(to ?? []), ...(from ?? []), ...(refused ?? [])];
}

/** Where to go when these cards are deleted: along a wire, else the next in reading order; null where none is left. */
export function neighbourOf(scenario: Scenario, going: ReadonlySet<string>): string | null {
  const map = mapOf(scenario);
  const gone = new Set([...going].map((id) => cardOf(scenario, id) ?? id));
  const [first] = map.order.filter((id) => gone.has(id));
  if (first === undefined) return null;
  const near = [...neighbours(map, first, "left"), ...neighbours(map, first, "right")];
  const wired = near.find((id) => !gone.has(id));
  if (wired !== undefined) return wired;
  const at = map.order.indexOf(first);
  const after = map.order.slice(at).find((id) => !gone.has(id));
  return after ?? map.order.slice(0, at).findLast((id) => !gone.has(id)) ?? null;
}
