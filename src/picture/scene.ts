/**
 * What stands where on the canvas: the document's cards and wires joined with the run's dense indexes, so that a
 * painter looks nothing up. Made once per document and layout; only positions change while a card is dragged.
 */
import type { Position, Scenario, ScenarioNode } from "#scenario/document.ts";
import type { Layout } from "#sim/layout.ts";
import { groupOfService } from "#sim/service-group.ts";
import {
  brokersOf,
  cardSize,
  groupsReading,
  instanceSlots,
  partitionsOf,
  portsOf,
  topicRows,
  type Ports,
  type TopicRows,
} from "./card-size.ts";
import { cardOf, carriesFailed, placedCards } from "./cards.ts";
import { pathTable, wireCurve, type Cubic, type PathTable } from "./wire-path.ts";

/** Where a card stands, in canvas units. */
export interface Box {
  x: number;
  y: number;
  readonly width: number;
  readonly height: number;
}

interface CardBase {
  readonly id: string;
  readonly name: string;
  readonly box: Box;
  readonly ports: Ports;
}

/** A group that reads a topic. */
export interface Reader {
  readonly name: string;
  /** Index into layout.groups, or -1 where the run does not know it. */
  readonly group: number;
  /** For each partition of the topic, the run's pair index of (group, partition), or -1. */
  readonly pairs: readonly number[];
}

export interface ServiceCard extends CardBase {
  readonly kind: "service";
  /** Index into layout.services, or -1. */
  readonly service: number;
  /** Index into layout.groups, or -1. */
  readonly group: number;
  /** Null where the service reads nothing. */
  readonly groupName: string | null;
  readonly slots: number;
  /** Indexes into layout.wires that it publishes over. */
  readonly publishes: readonly number[];
}

export interface TopicCard extends CardBase {
  readonly kind: "topic";
  /** Index into layout.topics, or -1. */
  readonly topic: number;
  readonly partitions: number;
  readonly rows: TopicRows;
  readonly readers: readonly Reader[];
}

export interface DeadLetterCard extends CardBase {
  readonly kind: "dead-letter-queue";
  readonly topic: number;
  readonly alertDepth: number;
  readonly readers: readonly Reader[];
}

export interface ClusterCard extends CardBase {
  readonly kind: "cluster";
  readonly brokers: number;
}

export interface RegistryCard extends CardBase {
  readonly kind: "schema-registry";
}

export interface StoreCard extends CardBase {
  readonly kind: "event-store";
}

export interface DatabaseCard extends CardBase {
  readonly kind: "database";
}

export interface UnknownCard extends CardBase {
  readonly kind: "unknown";
}

export type SceneCard =
  | ServiceCard
  | TopicCard
  | DeadLetterCard
  | ClusterCard
  | RegistryCard
  | StoreCard
  | DatabaseCard
  | UnknownCard;

export interface SceneWire {
  readonly id: string;
  readonly kind: string;
  /** Index into layout.wires, or -1. */
  readonly index: number;
  readonly from: SceneCard;
  readonly fromPort: "out" | "failed";
  readonly to: SceneCard;
  /** Remade when an end moves. */
  curve: Cubic;
  path: PathTable;
}

export interface Scene {
  readonly cards: readonly SceneCard[];
  readonly wires: readonly SceneWire[];
  /** Wires by index into layout.wires; null where it is not drawn. */
  readonly byIndex: readonly (SceneWire | null)[];
}

/** Joins a document with the layout of its run (null: none yet, so nothing has live figures). */
export function buildScene(scenario: Scenario, layout: Layout | null): Scene {
  const byId = new Map(scenario.nodes.map((node) => [node.id, node]));
  const cards = new Map<string, SceneCard>();
  for (const { node, position } of placedCards(scenario)) {
    cards.set(node.id, cardFor(scenario, layout, node, position));
  }
  const wires: SceneWire[] = [];
  for (const wire of scenario.wires) {
    const [fromNode, toNode] = [byId.get(wire.from), byId.get(wire.to)];
    if (fromNode === undefined || toNode === undefined) continue;
    const [from, to] = [cards.get(cardOf(fromNode, byId).id), cards.get(cardOf(toNode, byId).id)];
    if (from === undefined || to === undefined) continue;
    const fromPort = carriesFailed(wire.kind) ? "failed" : "out";
    const index = layout?.wires.findIndex((each) => each.wireId === wire.id) ?? -1;
    const ends = { from, fromPort, to } as const;
    wires.push({ id: wire.id, kind: wire.kind, index, ...ends, ...pathOf(ends) });
  }
  const byIndex: (SceneWire | null)[] = (layout?.wires ?? []).map(() => null);
  for (const wire of wires) if (wire.index >= 0) byIndex[wire.index] = wire;
  return { cards: [...cards.values()], wires, byIndex };
}

/** Moves cards to where they are now and remakes the paths that hang on them. True if anything moved. */
export function placeScene(scene: Scene, positionOf: (id: string) => Position | undefined): boolean {
  const moved = new Set<SceneCard>();
  for (const card of scene.cards) {
    const position = positionOf(card.id);
    if (position === undefined || (position.x === card.box.x && position.y === card.box.y)) continue;
    card.box.x = position.x;
    card.box.y = position.y;
    moved.add(card);
  }
  if (moved.size === 0) return false;
  for (const wire of scene.wires)
    if (moved.has(wire.from) || moved.has(wire.to)) Object.assign(wire, pathOf(wire));
  return true;
}

function pathOf(wire: Pick<SceneWire, "from" | "fromPort" | "to">): Pick<SceneWire, "curve" | "path"> {
  const start = wire.from.ports[wire.fromPort] ?? wire.from.ports.out ?? { x: wire.from.box.width, y: 20 };
  const end = wire.to.ports.in ?? { x: 0, y: 20 };
  const at = (card: SceneCard, port: Position): Position => ({
    x: card.box.x + port.x,
    y: card.box.y + port.y,
  });
  const curve = wireCurve(at(wire.from, start), at(wire.to, end));
  return { curve, path: pathTable(curve) };
}

function cardFor(
  scenario: Scenario,
  layout: Layout | null,
  node: ScenarioNode,
  position: Position,
): SceneCard {
  const size = cardSize(scenario, node);
  const base = {
    id: node.id,
    name: node.name,
    box: { ...position, ...size },
    ports: portsOf(scenario, node),
  };
  switch (node.kind) {
    case "service": {
      const groupNode = groupOfService(scenario, node.id);
      const service = layout?.services.findIndex((each) => each.nodeId === node.id) ?? -1;
      return {
        ...base,
        kind: "service",
        service,
        group: layout?.groups.findIndex((each) => each.nodeId === groupNode?.id) ?? -1,
        groupName: groupNode?.name ?? null,
        slots: instanceSlots(scenario, node),
        publishes: (layout?.wires ?? []).flatMap((wire, index) =>
          wire.kind === "publishes" && wire.from === service ? [index] : [],
        ),
      };
    }
    case "topic": {
      const readers = readersOf(scenario, layout, node);
      const partitions = partitionsOf(node);
      const topic = topicIndex(layout, node);
      return {
        ...base,
        kind: "topic",
        topic,
        partitions,
        rows: topicRows(partitions, readers.length),
        readers,
      };
    }
    case "dead-letter-queue": {
      const alert = node.config["alertDepth"];
      return {
        ...base,
        kind: "dead-letter-queue",
        topic: topicIndex(layout, node),
        alertDepth: typeof alert === "number" ? alert : 1,
        readers: readersOf(scenario, layout, node),
      };
    }
    case "cluster":
      return { ...base, kind: "cluster", brokers: brokersOf(node) };
    case "schema-registry":
      return { ...base, kind: "schema-registry" };
    case "event-store":
      return { ...base, kind: "event-store" };
    case "database":
      return { ...base, kind: "database" };
    default:
      return { ...base, kind: "unknown" };
  }
}

function topicIndex(layout: Layout | null, node: ScenarioNode): number {
  return layout?.topics.findIndex((each) => each.nodeId === node.id) ?? -1;
}

function readersOf(scenario: Scenario, layout: Layout | null, node: ScenarioNode): Reader[] {
  const topic = layout?.topics.find((each) => each.nodeId === node.id);
  return groupsReading(scenario, node.id).map((groupId) => {
    const name = scenario.nodes.find((each) => each.id === groupId)?.name ?? groupId;
    const index = layout?.groups.findIndex((each) => each.nodeId === groupId) ?? -1;
    const group = layout?.groups[index];
    if (topic === undefined || group === undefined) return { name, group: index, pairs: [] };
    const pairs = Array.from({ length: topic.partitions }, (_, p) => {
      const at = group.pairs.indexOf(topic.firstPartition + p);
      return at < 0 ? -1 : group.firstPair + at;
    });
    return { name, group: index, pairs };
  });
}
