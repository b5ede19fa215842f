/**
 * The document as xyflow wants to see it. Pure; what xyflow adds (measured sizes, drags under way) never comes back
 * into the document, only commands do. Live figures are not here: they would render every card anew at each frame.
 */
import type { Edge, Node, NodeHandle, Position as Side } from "@xyflow/react";
import type { Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { noteSize } from "#scenario/notes.ts";
import { cardOf, carriesFailed, placedCards } from "#picture/cards.ts";
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
export type CardNode = Node<
  CardData,
  | "service"
  | "topic"
  | "dead-letter-queue"
  | "cluster"
  | "schema-registry"
  | "event-store"
  | "database"
  | "unknown"
>;
/** A note's text, or a frame's label. */
export type ThingData = { readonly text: string };
export type ThingNode = Node<ThingData, "note" | "frame">;
/** Everything that stands on the canvas. */
export type FlowNode = CardNode | ThingNode;
export type WireData = { readonly kind: string; readonly label: string };
export type WireEdge = Edge<WireData, "wire">;

/** Cards for all nodes but consumer groups that have a service: those are drawn inside it. */
export function toNodes(scenario: Scenario): CardNode[] {
  const wired = portsInUse(scenario);
  return placedCards(scenario).map(({ node, position }) => {
    const { width, height } = cardSize(scenario, node);
    const ports = portsOf(scenario, node);
    return {
      id: node.id,
      type: cardType(node.kind),
      position,
      width,
      height,
      measured: { width, height },
      handles: handlesOf(ports),
      ...FOCUS,
      data: {
        name: node.name,
        kind: node.kind,
        ports,
        wired: wired.get(node.id) ?? NO_WIRES,
        slots: node.kind === "service" ? instanceSlots(scenario, node) : 0,
      },
      ariaLabel: cardLabel(node),
    };
  });
}

/** The canvas is one tab stop and leads the focus itself (`editing/keys.ts`). */
const FOCUS = { ariaRole: "group", domAttributes: { tabIndex: -1 } } as const;

/** A frame lies below wires and cards even where it is selected, which lifts a node by a thousand. */
const FRAME_LAYER = { plain: -10, selected: -1010 } as const;

/** Frames and the notes that stand on the canvas. */
export function toThings(scenario: Scenario): ThingNode[] {
  const notes = scenario.notes.flatMap((note): ThingNode[] => {
    if (note.position === undefined) return [];
    const size = noteSize(note);
    const text = note.text.replaceAll(/\s+/g, " ").trim();
    return [
      {
        ...thing(note.id, "note", note.position, size, note.text),
        zIndex: 1,
        ariaLabel: `Note: ${text === "" ? "empty" : text.slice(0, 80)}`,
      },
    ];
  });
  const frames = scenario.frames.map((frame): ThingNode => ({
    ...thing(frame.id, "frame", frame.position, frame.size, frame.name),
    zIndex: FRAME_LAYER.plain,
    // One sees and presses through it: only its edge and its label can be taken hold of.
    style: { pointerEvents: "none" },
    ariaLabel: `Frame ${frame.name}`,
  }));
  return [...notes, ...frames];
}

function thing(
  id: string,
  type: "note" | "frame",
  position: { readonly x: number; readonly y: number },
  { width, height }: { readonly width: number; readonly height: number },
  text: string,
): ThingNode {
  return {
    id,
    type,
    position: { ...position },
    width,
    height,
    measured: { width, height },
    handles: [],
    ...FOCUS,
    data: { text },
  };
}

/** Hit area of a port, in canvas units; wires hang on its middle. */
const PORT = 24;

/** Where ports are, so that xyflow need not measure them: they are not always on the page. */
function handlesOf(ports: Ports): NodeHandle[] {
  return (["in", "out", "failed"] as const).flatMap((port): NodeHandle[] => {
    const at = ports[port];
    if (at === null) return [];
    const isIn = port === "in";
    return [
      {
        id: port,
        type: isIn ? "target" : "source",
        position: (isIn ? "left" : "right") as Side,
        x: at.x - PORT / 2,
        y: at.y - PORT / 2,
        width: PORT,
        height: PORT,
      },
    ];
  });
}

/**
 * Its place as left and top instead of xyflow's transform: each transform is a layer of its own to the browser, and
 * with hundreds of them putting layers together takes most of a frame.
 */
export function placed(node: FlowNode): FlowNode {
  const { x, y } = node.position;
  if (node.style?.left === x && node.style.top === y) return node;
  return { ...node, style: { ...node.style, transform: "none", left: x, top: y } } as FlowNode;
}

export interface Showing {
  readonly selected: ReadonlySet<string>;
  /** Only what is selected can be dragged: a finger pans over all else. */
  readonly selectedFirst: boolean;
  /** Things are that small that the overlay alone draws them; another value makes all of them anew. */
  readonly far: boolean;
}

/**
 * Cards as they stand on screen now with what the document says: what did not change keeps its object, so that only
 * changed cards render, and a card that is being dragged stays under the pointer. `fresh`: objects are made anew.
 */
export function mergeNodes(
  shown: readonly FlowNode[],
  wanted: readonly FlowNode[],
  showing: Pick<Showing, "selected" | "selectedFirst">,
  fresh = false,
): FlowNode[] {
  const before = new Map(shown.map((node) => [node.id, node]));
  return wanted.map((node) => mergeNode(before.get(node.id), node, showing, fresh));
}

function mergeNode(
  old: FlowNode | undefined,
  node: FlowNode,
  { selected, selectedFirst }: Pick<Showing, "selected" | "selectedFirst">,
  fresh: boolean,
): FlowNode {
  const isSelected = selected.has(node.id);
  const layer = node.type === "frame" && isSelected ? { zIndex: FRAME_LAYER.selected } : {};
  const draggable = !selectedFirst || isSelected;
  if (old === undefined) return placed({ ...node, ...layer, selected: isSelected, draggable } as FlowNode);
  const position = old.dragging === true ? old.position : node.position;
  const isSame =
    !fresh &&
    old.position.x === position.x &&
    old.position.y === position.y &&
    old.width === node.width &&
    old.height === node.height &&
    old.type === node.type &&
    old.ariaLabel === node.ariaLabel &&
    old.draggable === draggable &&
    old.selected === isSelected &&
    sameData(old, node);
  if (isSame) return old;
  const data = sameData(old, node) ? old.data : node.data;
  const dragging = old.dragging ?? false;
  const merged = { ...node, ...layer, position, data, selected: isSelected, draggable, dragging } as FlowNode;
  return placed(merged);
}

function sameData(a: FlowNode, b: FlowNode): boolean {
  if ("text" in a.data || "text" in b.data)
    return "text" in a.data && "text" in b.data && a.data.text === b.data.text;
  return sameCard(a.data, b.data);
}

function sameCard(a: CardData, b: CardData): boolean {
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
    mark(wire.from, carriesFailed(wire.kind) ? "failed" : "out");
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
      sourceHandle: carriesFailed(wire.kind) ? "failed" : "out",
      target: cardOf(to, byId).id,
      targetHandle: "in",
      data: { kind: wire.kind, label: wireLabel(wire, from, to) },
      ariaLabel: wireLabel(wire, from, to),
      ...FOCUS,
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
    case "cluster":
      return `${node.name}, cluster, ${count(node.config["brokers"], 3, "broker")}`;
    case "schema-registry":
      return `${node.name}, schema registry`;
    case "event-store":
      return `${node.name}, event store`;
    case "database":
      return `${node.name}, database`;
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
    case "stores":
      return `${from.name} keeps its state in ${to.name}`;
    case "dead-letters":
      return `${from.name} sends dead letters to ${to.name}`;
    case "appends":
      return `${from.name} decides on ${to.name}`;
    case "projects":
      return `${to.name} reads ${from.name}`;
    case "calls":
      return `${from.name} calls ${to.name}`;
    case "retries":
      return `${from.name} puts failed messages into ${to.name} for later`;
    default:
      return `${from.name} to ${to.name}`;
  }
}

function cardType(kind: string): NonNullable<CardNode["type"]> {
  switch (kind) {
    case "service":
    case "topic":
    case "dead-letter-queue":
    case "cluster":
    case "schema-registry":
    case "event-store":
    case "database":
      return kind;
    default:
      return "unknown";
  }
}
