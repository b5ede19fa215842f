/** Which cards a document's drawing has, and where they stand. */
import type { Position, Scenario, ScenarioNode } from "#scenario/document.ts";

/** A node that has a card of its own. */
export interface PlacedCard {
  readonly node: ScenarioNode;
  readonly position: Position;
}

/** Cards for all nodes but consumer groups that have a service: those are drawn inside it. */
export function placedCards(scenario: Scenario): PlacedCard[] {
  const ids = new Set(scenario.nodes.map((node) => node.id));
  const cards: PlacedCard[] = [];
  for (const node of scenario.nodes) {
    if (isInside(node, ids)) continue;
    cards.push({ node, position: { ...placeOf(node, cards.length) } });
  }
  return cards;
}

/** The node whose card shows this one: a consumer group's is its service's. */
export function cardOf(node: ScenarioNode, byId: ReadonlyMap<string, ScenarioNode>): ScenarioNode {
  if (node.kind !== "consumer-group") return node;
  const service = node.config["service"];
  return (typeof service === "string" ? byId.get(service) : undefined) ?? node;
}

function isInside(node: ScenarioNode, ids: ReadonlySet<string>): boolean {
  const service = node.config["service"];
  return node.kind === "consumer-group" && typeof service === "string" && ids.has(service);
}

/** Documents written by hand may leave positions out: then cards stand in a grid. */
function placeOf(node: ScenarioNode, index: number): Position {
  return node.position ?? { x: (index % 4) * 288, y: Math.floor(index / 4) * 240 };
}

/** Whether a wire carries what failed, so that it leaves a service at its second port: dead letters and retries. */
export function carriesFailed(kind: string): boolean {
  return kind === "dead-letters" || kind === "retries";
}
