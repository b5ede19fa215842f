/**
 * How large a card is and where its parts stand, from the document alone: the size never depends on live figures, so
 * that nothing on the canvas jumps while a run plays. DOM cards and the overlay's painters share these numbers.
 * All lengths are canvas units (pixels at zoom 1), on the 8 px grid where they bound a card.
 */
import type { Position, Scenario, ScenarioNode } from "#scenario/document.ts";
import { groupOfService } from "#sim/service-group.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const SERVICE_WIDTH = 208;
export const TOPIC_WIDTH = 232;
export const DEAD_LETTER_WIDTH = 168;
export const CLUSTER_WIDTH = 224;
/** Name and symbol; the same on every card. */
export const HEADER_HEIGHT = 40;
/** The consumer group's part of a service card. */
export const GROUP_HEIGHT = 64;
export const INSTANCE_ROW_HEIGHT = 24;
/** More instances than this are drawn as a grid of dots instead of rows. */
export const INSTANCE_ROWS_MAX = 8;
export const INSTANCE_GRID_COLUMNS = 8;
export const DEAD_LETTER_BODY_HEIGHT = 48;

/** Where the log of a partition stands in a topic card, from its left edge. */
export const LOG_LEFT = 34;
export const LOG_WIDTH = 144;
/** Cells that a log shows at most, one for each record. */
export const LOG_CELLS = 24;
/** A log of more rows than this is drawn with several partitions in one row. */
export const LOG_ROWS_MAX = 64;
/** Line over the log that says how much of it is shown. */
export const CAPTION_HEIGHT = 16;
const LOG_HEIGHT_MAX = 320;
export const FOOTER_LINE_HEIGHT = 20;

const ceil8 = (length: number): number => Math.ceil(length / 8) * 8;

/** How the partitions of a topic are drawn. */
export interface TopicRows {
  /** `full`: cells, and a lane with a number for each group; `compact`: thin lanes, no numbers; `strip`: a coloured line a row. */
  readonly detail: "full" | "compact" | "strip";
  readonly rows: number;
  /** Partitions in one row; 1 unless there are more than LOG_ROWS_MAX. */
  readonly partitionsPerRow: number;
  readonly rowHeight: number;
  readonly barHeight: number;
  /** Height of one group's lane under the bar. */
  readonly laneHeight: number;
  /** First row's top, from the card's. */
  readonly top: number;
  /** Top of the line of the first group at the card's foot. */
  readonly footerTop: number;
  readonly footerLine: number;
  readonly height: number;
}

/** Rows of a topic with this many partitions that this many groups read. */
export function topicRows(partitions: number, groups: number): TopicRows {
  const partitionsPerRow = Math.ceil(partitions / LOG_ROWS_MAX);
  const rows = Math.ceil(partitions / partitionsPerRow);
  const full = Math.max(24, ceil8(18 + 12 * groups));
  const compact = 8 + 4 * groups;
  const shape =
    rows * full <= LOG_HEIGHT_MAX
      ? ({ detail: "full", rowHeight: full, barHeight: 14, laneHeight: 12 } as const)
      : rows * compact <= LOG_HEIGHT_MAX
        ? ({ detail: "compact", rowHeight: compact, barHeight: 6, laneHeight: 4 } as const)
        : ({ detail: "strip", rowHeight: 4, barHeight: 3, laneHeight: 0 } as const);
  const top = HEADER_HEIGHT + CAPTION_HEIGHT;
  const footerTop = top + rows * shape.rowHeight + 4;
  const height = ceil8(footerTop + groups * FOOTER_LINE_HEIGHT + 4);
  return { ...shape, rows, partitionsPerRow, top, footerTop, footerLine: FOOTER_LINE_HEIGHT, height };
}

/** How many instances a service can have at any time of the run: what is drawn, and what an intervention scales it to. */
export function instanceSlots(scenario: Scenario, service: ScenarioNode): number {
  let most = numberOf(service.config["instances"], 1);
  for (const each of scenario.interventions) {
    if (each.target !== service.id || each.kind !== "scale") continue;
    most = Math.max(most, numberOf(each.config["instances"], 1));
  }
  return Math.min(64, Math.max(1, Math.trunc(most)));
}

/** Height of the part of a service card that shows this many instances. */
export function instancesHeight(slots: number): number {
  const rows = slots <= INSTANCE_ROWS_MAX ? slots : Math.ceil(slots / INSTANCE_GRID_COLUMNS);
  return 8 + rows * INSTANCE_ROW_HEIGHT + 8;
}

/** Groups that read this topic or dead letter queue, by node id, in the order of the document's nodes. */
export function groupsReading(scenario: Scenario, topicId: string): readonly string[] {
  const reading = new Set<string>();
  for (const wire of scenario.wires)
    if (wire.kind === "consumes" && wire.from === topicId) reading.add(wire.to);
  return scenario.nodes.filter((node) => reading.has(node.id)).map((node) => node.id);
}

/** Size of a node's card. A consumer group has none of its own: it is part of its service's. */
export function cardSize(scenario: Scenario, node: ScenarioNode): Size {
  switch (node.kind) {
    case "service": {
      const group = groupOfService(scenario, node.id) === undefined ? 0 : GROUP_HEIGHT;
      const height = HEADER_HEIGHT + group + instancesHeight(instanceSlots(scenario, node));
      return { width: SERVICE_WIDTH, height };
    }
    case "topic": {
      const partitions = partitionsOf(node);
      return {
        width: TOPIC_WIDTH,
        height: topicRows(partitions, groupsReading(scenario, node.id).length).height,
      };
    }
    case "dead-letter-queue": {
      const lines = groupsReading(scenario, node.id).length;
      const height = ceil8(HEADER_HEIGHT + DEAD_LETTER_BODY_HEIGHT + lines * FOOTER_LINE_HEIGHT);
      return { width: DEAD_LETTER_WIDTH, height };
    }
    case "event-store": {
      const readers = scenario.wires.filter(
        ({ kind, from }) => kind === "projects" && from === node.id,
      ).length;
      return { width: SERVICE_WIDTH, height: ceil8(HEADER_HEIGHT + 12 + (2 + readers) * FOOTER_LINE_HEIGHT) };
    }
    case "database":
      return {
        width: SERVICE_WIDTH,
        height: ceil8(HEADER_HEIGHT + 12 + (1 + storersOf(scenario, node.id)) * FOOTER_LINE_HEIGHT),
      };
    case "cluster":
      return { width: CLUSTER_WIDTH, height: HEADER_HEIGHT + 16 + brokersOf(node) * INSTANCE_ROW_HEIGHT };
    default:
      return { width: SERVICE_WIDTH, height: 72 };
  }
}

/** How many services keep their state in a database. */
function storersOf({ wires }: Scenario, id: string): number {
  return wires.filter(({ kind, to }) => kind === "stores" && to === id).length;
}

/** Number of brokers that a cluster is drawn with, also where the setting is wrong. */
export function brokersOf(node: ScenarioNode): number {
  return Math.min(9, Math.max(1, Math.trunc(numberOf(node.config["brokers"], 3))));
}

/** Number of partitions that a topic is drawn with, also where the setting is wrong. */
export function partitionsOf(node: ScenarioNode): number {
  return Math.min(1000, Math.max(1, Math.trunc(numberOf(node.config["partitions"], 3))));
}

/** Where wires touch a card, from its top left corner. */
export interface Ports {
  /** Messages come in here. */
  readonly in: Position | null;
  /** Messages go out here. */
  readonly out: Position | null;
  /** What failed goes out here: beside the consumer group. */
  readonly failed: Position | null;
}

/** The ports of a card: published messages leave beside the name, a group reads and fails beside its own part. */
export function portsOf(scenario: Scenario, node: ScenarioNode): Ports {
  const { width } = cardSize(scenario, node);
  const middle = HEADER_HEIGHT / 2;
  switch (node.kind) {
    case "service": {
      const grouped = groupOfService(scenario, node.id) !== undefined;
      const groupMiddle = HEADER_HEIGHT + 24;
      return {
        in: { x: 0, y: grouped ? groupMiddle : middle },
        out: { x: width, y: middle },
        failed: grouped ? { x: width, y: groupMiddle } : null,
      };
    }
    case "topic":
    case "event-store":
    case "dead-letter-queue":
      return { in: { x: 0, y: middle }, out: { x: width, y: middle }, failed: null };
    case "database":
      return { in: { x: 0, y: middle }, out: null, failed: null };
    default:
      return { in: null, out: null, failed: null };
  }
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
