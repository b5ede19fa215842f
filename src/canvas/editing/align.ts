/**
 * Where a dragged box comes to lie in line with others: equal edges, equal middles, equal distances. Pure; all lengths
 * are canvas units.
 */
import type { Box } from "#scenario/frames.ts";

/** A hairline along which boxes lie in line, or a distance that is equal to another one. */
export interface Guide {
  readonly is: "line" | "gap";
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface Alignment {
  /** How far the box has to move to lie in line; null where nothing is near on that axis. */
  readonly dx: number | null;
  readonly dy: number | null;
}

type Axis = "x" | "y";
const ACROSS = { x: "y", y: "x" } as const;
const LENGTH = { x: "width", y: "height" } as const;

const startOf = (box: Box, axis: Axis): number => box[axis];
const endOf = (box: Box, axis: Axis): number => box[axis] + box[LENGTH[axis]];
const middleOf = (box: Box, axis: Axis): number => box[axis] + box[LENGTH[axis]] / 2;
const FEATURES = [startOf, middleOf, endOf] as const;

/** Boxes further away than this are no neighbours: lines over the whole drawing would only confuse. */
const REACH = 1_600;
const NEIGHBOURS_MAX = 80;

/** The boxes near enough to be aligned with, the nearest first. */
export function neighbours(box: Box, others: Iterable<Box>): readonly Box[] {
  const away = (other: Box): number =>
    Math.hypot(middleOf(other, "x") - middleOf(box, "x"), middleOf(other, "y") - middleOf(box, "y"));
  return [...others]
    .filter((other) => away(other) < REACH)
    .toSorted((a, b) => away(a) - away(b))
    .slice(0, NEIGHBOURS_MAX);
}

/** The least move that brings the box in line with a neighbour on each axis, where one is within `within`. */
export function alignment(box: Box, near: readonly Box[], within: number): Alignment {
  return { dx: nearest(box, near, "x", within), dy: nearest(box, near, "y", within) };
}

function nearest(box: Box, near: readonly Box[], axis: Axis, within: number): number | null {
  let least: number | null = null;
  const consider = (by: number): void => {
    if (Math.abs(by) <= within && (least === null || Math.abs(by) < Math.abs(least))) least = by;
  };
  for (const other of near) {
    for (const feature of FEATURES) consider(feature(other, axis) - feature(box, axis));
  }
  for (const place of evenPlaces(box, near, axis)) consider(place - box[axis]);
  return least;
}

/** Boxes that overlap this one's band across the axis, in order along it. */
function rowOf(box: Box, near: readonly Box[], axis: Axis): readonly Box[] {
  const across = ACROSS[axis];
  return near
    .filter(
      (other) => startOf(other, across) < endOf(box, across) && endOf(other, across) > startOf(box, across),
    )
    .toSorted((a, b) => a[axis] - b[axis]);
}

/** Starts of the box that repeat a distance of its row, or halve one. */
function evenPlaces(box: Box, near: readonly Box[], axis: Axis): readonly number[] {
  const row = rowOf(box, near, axis);
  const length = box[LENGTH[axis]];
  const places: number[] = [];
  for (let i = 1; i < row.length; i += 1) {
    const [before, after] = [row[i - 1]!, row[i]!];
    const gap = startOf(after, axis) - endOf(before, axis);
    if (gap <= 0) continue;
    places.push(endOf(after, axis) + gap, startOf(before, axis) - gap - length);
    if (gap > length) places.push(endOf(before, axis) + (gap - length) / 2);
  }
  return places;
}

const EQUAL = 0.5;
const isEqual = (a: number, b: number): boolean => Math.abs(a - b) < EQUAL;

/** The lines and distances that hold for a box where it is now. */
export function guidesFor(box: Box, near: readonly Box[]): readonly Guide[] {
  return [
    ...linesAlong(box, near, "x"),
    ...linesAlong(box, near, "y"),
    ...gapsAlong(box, near, "x"),
    ...gapsAlong(box, near, "y"),
  ];
}

/** One line for each edge or middle of the box that a neighbour shares, long enough to touch all of them. */
function linesAlong(box: Box, near: readonly Box[], axis: Axis): readonly Guide[] {
  const across = ACROSS[axis];
  return FEATURES.flatMap((feature): Guide[] => {
    const at = feature(box, axis);
    const inLine = near.filter((other) => isEqual(feature(other, axis), at));
    if (inLine.length === 0) return [];
    const all = [box, ...inLine];
    const from = Math.min(...all.map((each) => startOf(each, across)));
    const to = Math.max(...all.map((each) => endOf(each, across)));
    return [guide("line", axis, at, from, at, to)];
  });
}

/** The distances on both sides of the box, or beside it and beyond its neighbour, where they are equal. */
function gapsAlong(box: Box, near: readonly Box[], axis: Axis): readonly Guide[] {
  const across = ACROSS[axis];
  const row = rowOf(box, near, axis);
  const before = row.filter((other) => endOf(other, axis) <= startOf(box, axis));
  const after = row.filter((other) => startOf(other, axis) >= endOf(box, axis));
  const [left, left2] = [before.at(-1), before.at(-2)];
  const [right, right2] = after;
  const gaps: (readonly [number, number])[] = [];
  const gapOf = (a: Box | undefined, b: Box | undefined) =>
    a === undefined || b === undefined ? null : ([endOf(a, axis), startOf(b, axis)] as const);
  const equal = (one: readonly [number, number] | null, other: readonly [number, number] | null): void => {
    if (one === null || other === null || one[1] <= one[0]) return;
    if (isEqual(one[1] - one[0], other[1] - other[0])) gaps.push(one, other);
  };
  equal(gapOf(left, box), gapOf(box, right));
  equal(gapOf(left2, left), gapOf(left, box));
  equal(gapOf(box, right), gapOf(right, right2));
  const level = middleOf(box, across);
  return gaps.map(([from, to]) => guide("gap", ACROSS[axis], level, from, level, to));
}

/** A line of which `axis` is fixed at `at`. */
function guide(is: Guide["is"], axis: Axis, at: number, from: number, at2: number, to: number): Guide {
  return axis === "x" ? { is, x1: at, y1: from, x2: at2, y2: to } : { is, x1: from, y1: at, x2: to, y2: at2 };
}
