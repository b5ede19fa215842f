/**
 * The document as xyflow wants to see it. Pure; what xyflow adds (measured sizes, drags under way) never comes back
 * into the document, only commands do. Live figures are not here: they would render every card anew at each frame.
 */
import type { Edge, Node } from "@xyflow/react";
import type { Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { cardOf, placedCards } from "#picture/cards.ts";
import { cardSize, instanceSlots, portsOf, type Ports } from "#picture/card-size.ts";

/** Which of a card's ports have wires. */
export interface Wired {
  readonly in: boolean;
  readonly out: boolean;
  readonly failed: boolean;
}

/** What a card's component gets; it reads the rest from the document by id. */
export type CardData = {
  readonly name: string;
  readonly kind: string;
  readonly ports: Ports;
  readonly wired: Wired;
  /** Instances that a service has room for; 0 for other kinds. */
  readonly slots: number;
};
export type CardNode = Node<CardData, "service" | "topic" | "dead-letter-queue" | "unknown">;
export type WireData = { readonly kind: string; readonly label: string };
export type WireEdge = Edge<WireData, "wire">;

/** Cards for all nodes but consumer groups that have a service: those are drawn inside it. */
export function toNodes(scenario: Scenario): CardNode[] {
  const wired = portsInUse(scenario);
  return placedCards(scenario).map(({ node, position }) => {
    const { width, height } = cardSize(scenario, node);
    return {
      id: node.id,
      type: cardType(node.kind),
      position,
      width,
      height,
      data: {
        name: node.name,
        kind: node.kind,
        ports: portsOf(scenario, node),
        wired: wired.get(node.id) ?? NO_WIRES,
        slots: node.kind === "service" ? instanceSlots(scenario, node) : 0,
      },
      ariaLabel: cardLabel(node),
    };
  });
}

/**
 * Cards as they stand on screen now with what the document says: what did not change keeps its object, so that only
 * changed cards render, and a card that is being dragged stays under the pointer.
 */
export function mergeNodes(
  shown: readonly CardNode[],
  wanted: readonly CardNode[],
  selected: ReadonlySet<string>,
): CardNode[] {
  const before = new Map(shown.map((node) => [node.id, node]));
  return wanted.map((node) => {
    const old = before.get(node.id);
    const isSelected = selected.has(node.id);
    if (old === undefined) return isSelected ? { ...node, selected: true } : node;
    const position = old.dragging === true ? old.position : node.position;
    const same =
      old.position.x === position.x &&
      old.position.y === position.y &&
      old.width === node.width &&
      old.height === node.height &&
      old.type === node.type &&
      old.ariaLabel === node.ariaLabel &&
      (old.selected ?? false) === isSelected &&
      sameData(old.data, node.data);
    if (same) return old;
    const data = sameData(old.data, node.data) ? old.data : node.data;
    // What xyflow measured holds only while the size is the same.
    const measured =
      old.width === node.width && old.height === node.height ? { measured: old.measured ?? {} } : {};
    return { ...node, position, data, selected: isSelected, dragging: old.dragging ?? false, ...measured };
  });
}

function sameData(a: CardData, b: CardData): boolean {
  const ports = ["in", "out", "failed"] as const;
  const samePorts = ports.every(
    (port) => a.ports[port]?.x === b.ports[port]?.x && a.ports[port]?.y === b.ports[port]?.y,
  );
  const sameWires = ports.every((port) => a.wired[port] === b.wired[port]);
  return a.name === b.name && a.kind === b.kind && a.slots === b.slots && samePorts && sameWires;
}

const NO_WIRES: Wired = { in: false, out: false, failed: false };

function portsInUse(scenario: Scenario): ReadonlyMap<string, Wired> {
  const byId = new Map(scenario.nodes.map((node) => [node.id, node]));
  const wired = new Map<string, Wired>();
  const mark = (id: string, port: keyof Wired): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    const card = cardOf(node, byId).id;
    wired.set(card, { ...(wired.get(card) ?? NO_WIRES), [port]: true });
  };
  for (const wire of scenario.wires) {
    mark(wire.from, wire.kind === "dead-letters" ? "failed" : "out");
    mark(wire.to, "in");
  }
  return wired;
}

/** Wires between cards; one whose ends are not both drawn is left out. */
export function toEdges(scenario: Scenario): WireEdge[] {
  const byId = new Map(scenario.nodes.map((node) => [node.id, node]));
  const edges: WireEdge[] = [];
  for (const wire of scenario.wires) {
    const [from, to] = [byId.get(wire.from), byId.get(wire.to)];
    if (from === undefined || to === undefined) continue;
    edges.push({
      id: wire.id,
      type: "wire",
      source: cardOf(from, byId).id,
      sourceHandle: wire.kind === "dead-letters" ? "failed" : "out",
      target: cardOf(to, byId).id,
      targetHandle: "in",
      data: { kind: wire.kind, label: wireLabel(wire, from, to) },
      ariaLabel: wireLabel(wire, from, to),
    });
  }
  return edges;
}

/** Accessible name of a card, e.g. "payment-service, service, 2 instances". */
export function cardLabel(node: ScenarioNode): string {
  const count = (value: unknown, otherwise: number, one: string): string => {
    const number = typeof value === "number" ? value : otherwise;
    return `${number} ${one}${number === 1 ? "" : "s"}`;
  };
  switch (node.kind) {
    case "service":
      return `${node.name}, service, ${count(node.config["instances"], 1, "instance")}`;
    case "topic":
      return `${node.name}, topic, ${count(node.config["partitions"], 3, "partition")}`;
    case "dead-letter-queue":
      return `${node.name}, dead letter queue`;
    default:
      return `${node.name}, ${node.kind}`;
  }
}

function wireLabel(wire: ScenarioWire, from: ScenarioNode, to: ScenarioNode): string {
  switch (wire.kind) {
    case "publishes":
      return `${from.name} publishes to ${to.name}`;
    case "consumes":
      return `${to.name} consumes ${from.name}`;
    case "dead-letters":
      return `${from.name} sends dead letters to ${to.name}`;
    default:
      return `${from.name} to ${to.name}`;
  }
}

function cardType(kind: string): NonNullable<CardNode["type"]> {
  switch (kind) {
    case "service":
    case "topic":
    case "dead-letter-queue":
      return kind;
    default:
      return "unknown";
  }
}
