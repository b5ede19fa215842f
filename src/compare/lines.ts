/** Two lines in a small picture: pure arithmetic from values to path data. */
import type { Micros } from "#base/units.ts";

/** Where values lie in a picture. */
export interface Box {
  readonly width: number;
  readonly height: number;
  /** What lies at the right edge, and at the upper one; more than 0. */
  readonly untilUs: Micros;
  readonly most: number;
}

/** No line needs more points than a small picture has pixels. */
const POINTS_MAX = 240;

/** Path data of a line; where a value is unknown it is broken. */
export function linePath(times: ArrayLike<number>, values: readonly (number | null)[], box: Box): string {
  const step = Math.max(1, Math.ceil(times.length / POINTS_MAX));
  let path = "";
  let isDown = false;
  for (let at = 0; at < times.length; at += step) {
    const value = highestOf(values, at, at + step);
    if (value === null) {
      isDown = false;
      continue;
    }
    const x = ((times[at] ?? 0) / box.untilUs) * box.width;
    const y = box.height - (value / box.most) * box.height;
    path += `${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    isDown = true;
  }
  return path;
}

/** The highest known of a stretch, so that no peak is left out. */
function highestOf(values: readonly (number | null)[], from: number, to: number): number | null {
  let most: number | null = null;
  for (let at = from; at < to && at < values.length; at++) {
    const value = values[at] ?? null;
    if (value !== null && (most === null || value > most)) most = value;
  }
  return most;
}

/** The highest known value of several lines, at least `least`. */
export function mostOf(lists: readonly (readonly (number | null)[])[], least: number): number {
  return Math.max(least, ...lists.map((list) => highestOf(list, 0, list.length) ?? 0));
}
