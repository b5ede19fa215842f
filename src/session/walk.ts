/**
 * Walking over a drawing without a pointer: what lies along the wires of a card, and what may be connected to it.
 * Canvas and outline share these, so that a key leads to the same place in both. Pure: everything follows from the
 * document.
 */
import type { Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { wireRefusal } from "#sim/wiring.ts";
import { byPlace, cardMap, cardOf, type CardMap } from "./card-map.ts";

/** Where a key leads: against the messages, with them, or to a neighbour of the same rank above or below. */
export type Direction = "left" | "right" | "up" | "down";

/** The card before (-1) or after (1) this one in reading order; the first or last stays. Null: nothing is drawn. */
export function nextInOrder(scenario: Scenario, nodeId: string | null, by: 1 | -1): string | null {
  const { order } = cardMap(scenario);
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
  const map = cardMap(scenario);
  const wired =
    direction === "left" || direction === "right"
      ? nearestInHeight(map, card, neighbours(map, card, direction))
      : besides(map, card, direction);
  return wired ?? nearestBeyond(map, card, direction);
}

function neighbours(map: CardMap, card: string, side: "left" | "right"): readonly string[] {
  const found =
    side === "left"
      ? (map.into.get(card) ?? []).map((wire) => wire.from)
      : (map.outOf.get(card) ?? []).map((wire) => wire.to);
  return [...new Set(found)].filter((id) => id !== card);
}

function nearestInHeight(map: CardMap, card: string, ids: readonly string[]): string | null {
  const y = map.places.get(card)?.y ?? 0;
  const away = (id: string): number => Math.abs((map.places.get(id)?.y ?? 0) - y);
  const [first] = ids.toSorted((a, b) => away(a) - away(b) || byPlace(map.places)(a, b));
  return first ?? null;
}

/** The next card above or below among those that are wired to the same card on the same side. */
function besides(map: CardMap, card: string, direction: "up" | "down"): string | null {
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
function nearestBeyond(map: CardMap, card: string, direction: Direction): string | null {
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
  const map = cardMap(scenario);
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
  return cardMap(scenario).wires.find(({ wire }) => wire.id === wireId) ?? null;
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
    case "stores":
      return `${from} keeps its state in ${to}`;
    case "calls":
      return `${from} calls ${to}`;
    case "retries":
      return `${from} puts failed messages into ${to} for later`;
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
  const map = cardMap(scenario);
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
  const map = cardMap(scenario);
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
