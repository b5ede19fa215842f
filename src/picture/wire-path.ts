/**
 * The line of a wire, as the edge draws it and as messages travel it: one cubic Bézier curve, and a table of points
 * that are equally far from each other along it.
 */
import type { Position } from "#scenario/document.ts";

/** Two ends and two control points: x0, y0, cx0, cy0, cx1, cy1, x1, y1. */
export type Cubic = readonly [number, number, number, number, number, number, number, number];

/** Segments of a path's table. */
export const PATH_STEPS = 48;

/** A wire's path for moving things along it. */
export interface PathTable {
  /** (x, y) of PATH_STEPS + 1 points, equally spaced by length. */
  readonly points: Float64Array;
  /** Length in canvas units. */
  readonly length: number;
}

/** The curve from a right edge to a left edge; it leaves and arrives level, with a loop where the target stands behind. */
export function wireCurve(from: Position, to: Position): Cubic {
  const dx = to.x - from.x;
  const reach = dx >= 0 ? Math.max(Math.min(40, 12 + dx), dx * 0.5) : Math.min(200, 48 + Math.sqrt(-dx) * 6);
  return [from.x, from.y, from.x + reach, from.y, to.x - reach, to.y, to.x, to.y];
}

/** The curve as SVG path data. */
export function curveData(curve: Cubic): string {
  const [x0, y0, cx0, cy0, cx1, cy1, x1, y1] = curve;
  return `M${x0},${y0} C${cx0},${cy0} ${cx1},${cy1} ${x1},${y1}`;
}

/** The point at parameter `t` from 0 to 1 (not by length). */
export function curvePoint(curve: Cubic, t: number): Position {
  const [x0, y0, cx0, cy0, cx1, cy1, x1, y1] = curve;
  const u = 1 - t;
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return { x: a * x0 + b * cx0 + c * cx1 + d * x1, y: a * y0 + b * cy0 + c * cy1 + d * y1 };
}

const FINE_STEPS = 128;

/** Samples the curve once, so that a moving dot costs a look-up. */
export function pathTable(curve: Cubic): PathTable {
  const fine = Array.from({ length: FINE_STEPS + 1 }, (_, i) => curvePoint(curve, i / FINE_STEPS));
  const lengths = new Float64Array(FINE_STEPS + 1);
  for (let i = 1; i <= FINE_STEPS; i += 1) {
    const [a, b] = [fine[i - 1]!, fine[i]!];
    lengths[i] = lengths[i - 1]! + Math.sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
  }
  const length = lengths[FINE_STEPS]!;
  const points = new Float64Array((PATH_STEPS + 1) * 2);
  let at = 0;
  for (let step = 0; step <= PATH_STEPS; step += 1) {
    const wanted = (length * step) / PATH_STEPS;
    while (at < FINE_STEPS - 1 && lengths[at + 1]! < wanted) at += 1;
    const span = lengths[at + 1]! - lengths[at]!;
    const part = span > 0 ? (wanted - lengths[at]!) / span : 0;
    const [a, b] = [fine[at]!, fine[at + 1]!];
    points[step * 2] = a.x + (b.x - a.x) * part;
    points[step * 2 + 1] = a.y + (b.y - a.y) * part;
  }
  return { points, length };
}

/** The point that lies this part (0 to 1) of the length along the path. */
export function pointAlong(path: PathTable, part: number): Position {
  const at = Math.min(1, Math.max(0, part)) * PATH_STEPS;
  const step = Math.min(PATH_STEPS - 1, Math.floor(at));
  const rest = at - step;
  const { points } = path;
  const [x0, y0, x1, y1] = [
    points[step * 2]!,
    points[step * 2 + 1]!,
    points[step * 2 + 2]!,
    points[step * 2 + 3]!,
  ];
  return { x: x0 + (x1 - x0) * rest, y: y0 + (y1 - y0) * rest };
}
