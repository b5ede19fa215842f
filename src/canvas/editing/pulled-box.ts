/** How a box changes when one of its edges or corners is pulled. */
import type { Box } from "#scenario/frames.ts";

/** `corner` is the lower right one. */
export type Grip = "right" | "bottom" | "corner" | "top-left" | "top-right" | "bottom-left";

const GRID = 8;
const LEAST = 48;

/** The box after a pull by (dx, dy) canvas units: its edges on the 8 px grid, and never smaller than can be taken hold of. */
export function pulledBox(box: Box, grip: Grip, dx: number, dy: number): Box {
  const snapped = (value: number): number => Math.round(value / GRID) * GRID;
  const isLeft = grip === "top-left" || grip === "bottom-left";
  const isTop = grip === "top-left" || grip === "top-right";
  const isAcross = grip !== "bottom";
  const isUpright = grip !== "right";
  let { x, y, width, height } = box;
  if (isAcross && isLeft) {
    const right = x + width;
    x = Math.min(snapped(x + dx), right - LEAST);
    width = right - x;
  } else if (isAcross) width = Math.max(LEAST, snapped(x + width + dx) - x);
  if (isUpright && isTop) {
    const bottom = y + height;
    y = Math.min(snapped(y + dy), bottom - LEAST);
    height = bottom - y;
  } else if (isUpright) height = Math.max(LEAST, snapped(y + height + dy) - y);
  return { x, y, width, height };
}
