/** What the palette offers: a service in a role that people look for first, then every kind of the registry. */
import type { Position, Scenario } from "#scenario/document.ts";
import { kinds } from "#sim/kinds/index.ts";

export interface Tile {
  /** What `addNode` of the session's commands takes: a kind, or a ready-made role. */
  readonly adds: string;
  readonly title: string;
  readonly summary: string;
  readonly glyph: string;
}

const ROLES: readonly Tile[] = [
  {
    adds: "producer",
    title: "Producer",
    summary: "Publishes messages at a constant rate.",
    glyph: "M3 7.5 8.5 4.5 14 7.5v7l-5.5 3-5.5-3z M3 7.5l5.5 3 5.5-3 M17 11.5h5 M19.5 9l2.5 2.5-2.5 2.5",
  },
  {
    adds: "consumer",
    title: "Consumer",
    summary: "Reads a topic as a consumer group of its own.",
    glyph: "M10 7.5l5.5-3 5.5 3v7l-5.5 3-5.5-3z M10 7.5l5.5 3 5.5-3 M2 11.5h5 M4.5 9 7 11.5 4.5 14",
  },
];

/** The tiles in order. A kind that belongs to another node (a group to its service) comes with that and has no tile. */
export function tiles(): readonly Tile[] {
  const free = Object.values(kinds).filter((kind) =>
    Object.values(kind.fields).every((field) => field.type !== "node"),
  );
  return [
    ...ROLES,
    ...free.map((kind) => ({ adds: kind.kind, title: kind.title, summary: kind.summary, glyph: kind.glyph })),
  ];
}

/** Room that one card takes, with the gap to the next, in canvas units. */
const CARD = { width: 320, height: 240 } as const;
/** Tries this many places below before it gives up and takes the last. */
const ROWS_TRIED = 50;

/** A place to the right of a node where no other card stands; below its neighbours where it is crowded. */
export function placeBeside(scenario: Scenario, nodeId: string): Position | undefined {
  const from = scenario.nodes.find((node) => node.id === nodeId)?.position;
  if (from === undefined) return undefined;
  const x = from.x + CARD.width;
  const isTaken = (y: number) =>
    scenario.nodes.some(
      ({ position }) =>
        position !== undefined &&
        Math.abs(position.x - x) < CARD.width - 60 &&
        Math.abs(position.y - y) < CARD.height - 20,
    );
  let y = from.y;
  for (let row = 0; row < ROWS_TRIED && isTaken(y); row += 1) y += CARD.height;
  return { x, y };
}
