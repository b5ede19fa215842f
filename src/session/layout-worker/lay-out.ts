/**
 * Lays a drawing out from left to right along its wires: each connected part by dagre, the parts packed below and
 * beside each other. The same request always gets the same answer, wherever things stood before.
 */
import { Graph, layout } from "@dagrejs/dagre";
import { toGrid } from "#scenario/arrange.ts";
import type { Position, Size } from "#scenario/document.ts";
import { boxAround, frameBoxAround, type Box } from "#scenario/frames.ts";
import type { LayoutAnswer, LayoutRequest } from "./protocol.ts";

/** Between a card and the next one along the wires: room for the wire and its figures. */
const RANK_GAP = 96;
/** Between cards one above the other. */
const CARD_GAP = 48;
/** Between parts that are not wired to each other. */
const PART_GAP = 64;
/** Larger parts are ranked more simply: the exact way takes seconds there. */
const EXACT_MAX = 500;
/** Parts are packed into about this shape, width by height. */
const SHAPE = 1.8;

/** What is laid out together: a card, or a frame as a whole. */
interface Item extends Size {
  readonly id: string;
}

/** Corners of items, and the size of the whole. */
interface Laid {
  readonly places: ReadonlyMap<string, Position>;
  readonly size: Size;
}

/**
 * The new places. A frame is laid out by itself first and then stands among the others as one thing, so that nothing
 * ever comes to lie in a frame that was not in it before.
 */
export function layOut({ cards, wires, frames }: LayoutRequest): LayoutAnswer {
  const sizes = new Map<string, Item>(cards.map((card) => [card.id, card]));
  const outer = new Map<string, string>();
  for (const { id, holds } of frames) for (const inner of holds) outer.set(inner, id);
  const inside = new Map<string, Laid>();
  for (const { id, holds } of frames) {
    const items = holds.flatMap((each) => sizes.get(each) ?? []);
    const laid = layOutItems(items, wiresBetween(items, wires, outer));
    inside.set(id, laid);
    const { width, height } = frameBoxAround({ x: 0, y: 0, ...laid.size });
    sizes.set(id, { id, width, height });
  }
  const top = [...cards, ...frames].flatMap(({ id }) => (outer.has(id) ? [] : (sizes.get(id) ?? [])));
  const laid = layOutItems(top, wiresBetween(top, wires, outer));
  return placed(laid, inside, sizes);
}

/** Wires between items, where a wire to a card in a frame leads to that frame. */
function wiresBetween(
  items: readonly Item[],
  wires: LayoutRequest["wires"],
  outer: ReadonlyMap<string, string>,
): LayoutRequest["wires"] {
  const known = new Set(items.map(({ id }) => id));
  const itemOf = (card: string): string | undefined => {
    let at: string | undefined = card;
    while (at !== undefined && !known.has(at)) at = outer.get(at);
    return at;
  };
  return wires.flatMap(([from, to]) => {
    const [a, b] = [itemOf(from), itemOf(to)];
    return a === undefined || b === undefined || a === b ? [] : [[a, b] as const];
  });
}

/** Corners from those of the outermost items inwards. */
function placed(
  top: Laid,
  inside: ReadonlyMap<string, Laid>,
  sizes: ReadonlyMap<string, Item>,
): LayoutAnswer {
  const cards: [string, Position][] = [];
  const frames: [string, Box][] = [];
  const put = (laid: Laid, corner: Position): void => {
    for (const [id, place] of laid.places) {
      const at = { x: place.x + corner.x, y: place.y + corner.y };
      const content = inside.get(id);
      if (content === undefined) {
        cards.push([id, at]);
        continue;
      }
      const { width = 0, height = 0 } = sizes.get(id) ?? {};
      frames.push([id, { ...at, width, height }]);
      const around = frameBoxAround({ x: 0, y: 0, width: 0, height: 0 });
      put(content, { x: at.x - around.x, y: at.y - around.y });
    }
  };
  put(top, { x: 0, y: 0 });
  return { cards, frames };
}

function layOutItems(items: readonly Item[], wires: LayoutRequest["wires"]): Laid {
  const parts = partsOf(items, wires).map((part) => layOutPart(part, wires));
  const corners = packed(parts.map(({ size }) => size));
  const boxes = new Map<string, Box>();
  parts.forEach((part, i) => {
    const corner = corners[i] ?? { x: 0, y: 0 };
    for (const [id, { x, y }] of part.places) {
      boxes.set(id, { x: x + corner.x, y: y + corner.y, width: 0, height: 0 });
    }
  });
  for (const { id, width, height } of items) {
    const box = boxes.get(id);
    if (box !== undefined) boxes.set(id, { ...box, width, height });
  }
  return fromCorner(boxes);
}

/** Items that hang together by wires, in the order of the first of each. */
function partsOf(items: readonly Item[], wires: LayoutRequest["wires"]): readonly (readonly Item[])[] {
  const leader = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up;
    leader.set(id, at);
    return at;
  };
  for (const [from, to] of wires) leader.set(find(to), find(from));
  const parts = new Map<string, Item[]>();
  for (const item of items) {
    const part = parts.get(find(item.id));
    if (part === undefined) parts.set(find(item.id), [item]);
    else part.push(item);
  }
  return [...parts.values()];
}

function layOutPart(items: readonly Item[], wires: LayoutRequest["wires"]): Laid {
  const graph = new Graph();
  graph.setGraph({
    rankdir: "LR",
    ranksep: RANK_GAP,
    nodesep: CARD_GAP,
    edgesep: CARD_GAP / 2,
    ranker: items.length > EXACT_MAX ? "longest-path" : "network-simplex",
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of items) graph.setNode(id, { width, height });
  for (const [from, to] of wires) if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to);
  layout(graph);
  const boxes = new Map<string, Box>();
  for (const { id, width, height } of items) {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    boxes.set(id, { x: toGrid(x - width / 2), y: toGrid(y - height / 2), width, height });
  }
  return fromCorner(boxes);
}

function fromCorner(boxes: ReadonlyMap<string, Box>): Laid {
  const { x, y, width, height } = boxAround(boxes.values()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const places = new Map([...boxes].map(([id, box]) => [id, { x: box.x - x, y: box.y - y }]));
  return { places, size: { width, height } };
}

/** Corners of boxes in rows, the largest parts first seen staying first: about as wide as the shape wants. */
function packed(sizes: readonly Size[]): readonly Position[] {
  const area = sizes.reduce((sum, { width, height }) => sum + (width + PART_GAP) * (height + PART_GAP), 0);
  const widest = Math.max(0, ...sizes.map(({ width }) => width));
  const rowWidth = Math.max(widest, Math.sqrt(area * SHAPE));
  const corners: Position[] = [];
  let [x, y, rowHeight] = [0, 0, 0];
  for (const { width, height } of sizes) {
    if (x > 0 && x + width > rowWidth) {
      x = 0;
      y += rowHeight + PART_GAP;
      rowHeight = 0;
    }
    corners.push({ x, y });
    x += toGrid(width) + PART_GAP;
    rowHeight = Math.max(rowHeight, toGrid(height));
  }
  return corners;
}
