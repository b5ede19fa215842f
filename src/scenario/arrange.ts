/** Puts boxes in line: new places for what is aligned, spread evenly or set on the grid. Pure geometry of `Box`es by id. */
import type { Position } from "./document.ts";
import { boxAround, type Box } from "./frames.ts";

/** Places on the canvas are multiples of this, in canvas units. */
export const GRID = 8;

/** What is brought in line: an edge of the boxes, or their middle (`centre`: side by side, `middle`: one above the other). */
export type Alignment = "left" | "centre" | "right" | "top" | "middle" | "bottom";

export type Boxes = ReadonlyMap<string, Box>;
export type Places = ReadonlyMap<string, Position>;

/** Aligns the boxes with the edge or middle of the box around them all. Lines between are rounded to whole units. */
export function aligned(boxes: Boxes, alignment: Alignment): Places {
  const around = boxAround(boxes.values());
  const places = new Map<string, Position>();
  if (around === null) return places;
  for (const [id, box] of boxes) places.set(id, alignedTo(around, box, alignment));
  return places;
}

function alignedTo(around: Box, { x, y, width, height }: Box, alignment: Alignment): Position {
  switch (alignment) {
    case "left":
      return { x: around.x, y };
    case "centre":
      return { x: Math.round(around.x + (around.width - width) / 2), y };
    case "right":
      return { x: around.x + around.width - width, y };
    case "top":
      return { x, y: around.y };
    case "middle":
      return { x, y: Math.round(around.y + (around.height - height) / 2) };
    case "bottom":
      return { x, y: around.y + around.height - height };
  }
}

/**
 * Makes the gaps between neighbours equal; the first and the last stay. Gaps are rounded to whole units, and become
 * overlaps where there is no room.
 */
export function distributed(boxes: Boxes, axis: "horizontally" | "vertically"): Places {
  const [start, length] = axis === "horizontally" ? (["x", "width"] as const) : (["y", "height"] as const);
  const row = [...boxes].sort(
    ([idA, a], [idB, b]) => a[start] - b[start] || a[length] - b[length] || (idA < idB ? -1 : 1),
  );
  const [first, last] = [row[0]?.[1], row.at(-1)?.[1]];
  const places = new Map<string, Position>();
  if (first === undefined || last === undefined || row.length < 3) return places;
  const taken = row.reduce((sum, [, box]) => sum + box[length], 0);
  const gap = (last[start] + last[length] - first[start] - taken) / (row.length - 1);
  let at = first[start];
  row.forEach(([id, box], i) => {
    const isEnd = i === 0 || i === row.length - 1;
    const to = isEnd ? box[start] : Math.round(at);
    places.set(id, axis === "horizontally" ? { x: to, y: box.y } : { x: box.x, y: to });
    at += box[length] + gap;
  });
  return places;
}

/** Moves every box to the nearest point of the grid. */
export function onGrid(boxes: Boxes): Places {
  return new Map([...boxes].map(([id, { x, y }]) => [id, { x: toGrid(x), y: toGrid(y) }]));
}

/** The nearest multiple of the grid. */
export function toGrid(length: number): number {
  return Math.round(length / GRID) * GRID + 0;
}
