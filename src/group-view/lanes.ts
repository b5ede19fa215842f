/** The lanes of a group's members in a stretch of time: plain shapes in pixels, however much has happened. */
import { countUntil } from "#base/search.ts";
import type { Micros } from "#base/units.ts";
import type { GroupHistory, Holding, HoldingState, Moment, MomentKind } from "#sim/group-history.ts";
import { partitionOf } from "#sim/layout.ts";
import { xOf, type Stretch } from "./span.ts";

/** A lane has a row for each partition up to so many; with more it says how many there were. */
export const ROWS_MAX = 6;
/** With more members than this there are fewer rows, with very many there is one. */
const FEW_MEMBERS = 5;
const MANY_MEMBERS = 12;
export const ROW_PX = 15;
/** Above the rows of a lane, where its marks stand, and below them. */
export const MARKS_PX = 13;
export const LANE_FOOT_PX = 6;
export const LANE_PX_MIN = MARKS_PX + ROW_PX + LANE_FOOT_PX;
/** What is narrower is not drawn by itself. */
const PX_MIN = 1;
/** Marks of one lane are at least so far apart; what lies closer is drawn as its most serious one. */
const MARK_PX = 9;

export interface Bar {
  readonly x: number;
  readonly width: number;
  /** Row of the lane from above; -1: over the whole lane. */
  readonly row: number;
  readonly state: HoldingState;
  readonly label: string;
  /** Number of the partition in its topic, which has a colour; -1 where the bar stands for several. */
  readonly partition: number;
}

export interface Mark {
  readonly x: number;
  readonly moment: Moment;
  /** How many others lie under it. */
  readonly more: number;
}

export interface Lane {
  readonly subject: number;
  /** From the top of all lanes. */
  readonly top: number;
  readonly height: number;
  readonly rows: number;
  readonly bars: readonly Bar[];
  readonly spells: readonly { readonly x: number; readonly width: number; readonly is: "down" | "paused" }[];
  readonly marks: readonly Mark[];
}

/** Kinds that get a mark in a member's lane, the most serious first. What the bars show needs none. */
export const MARKED: readonly MomentKind[] = [
  "crash",
  "refused",
  "expired",
  "removed",
  "pause",
  "stop",
  "slow",
  "resume",
  "start",
  "joined",
];

/**
 * One lane for each member that was ever there, below each other. What goes on is drawn up to `headUs`, beyond which
 * nothing is known. What is in a lane is worked out when it is asked for: of very many lanes few are in sight.
 */
export function lanesOf(
  history: GroupHistory,
  stretch: Stretch,
  width: number,
  headUs: Micros,
): readonly Lane[] {
  let top = 0;
  const rowsMax = rowsFor(history.members.length);
  const momentsOf = once(() => momentsByMember(history, stretch));
  const place: Place = (fromUs, toUs) => {
    const x = Math.max(0, xOf(fromUs, stretch, width));
    return { x, width: Math.min(width, xOf(Math.min(toUs, headUs), stretch, width)) - x };
  };
  return history.members.map((subject) => {
    const held = once(() => heldIn(history, subject, stretch));
    const pairs = rowsMax === 0 ? [] : pairsOf(held());
    const rows = pairs.length > rowsMax ? 0 : pairs.length;
    const height = Math.max(LANE_PX_MIN, MARKS_PX + rows * ROW_PX + LANE_FOOT_PX);
    const bars = once(() =>
      rows > 0 ? barsByPartition(history, held(), pairs, place) : barsOfAll(history, held(), stretch, place),
    );
    const spells = once(() => spellsOf(history, subject, stretch, place));
    const marks = once(() => marksOf(momentsOf().get(subject) ?? [], stretch, width));
    top += height;
    return {
      subject,
      top: top - height,
      height,
      rows,
      get bars() {
        return bars();
      },
      get spells() {
        return spells();
      },
      get marks() {
        return marks();
      },
    };
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function heldIn(history: GroupHistory, subject: number, stretch: Stretch): readonly Holding[] {
  const held = history.holdings.get(subject) ?? [];
  return held.filter(({ fromUs, toUs }) => toUs > stretch.fromUs && fromUs < stretch.toUs);
}

function pairsOf(held: readonly Holding[]): readonly number[] {
  return [...new Set(held.map(({ pair }) => pair))].sort((a, b) => a - b);
}

function rowsFor(members: number): number {
  if (members > MANY_MEMBERS) return 0;
  return members > FEW_MEMBERS ? ROWS_MAX / 2 : ROWS_MAX;
}

/** What a partition is called in the lanes of a group: its number, with the topic where it reads several. */
export function partitionLabel({ layout, group }: GroupHistory, pair: number): string {
  const { topic, number } = partitionOf(layout, group.pairs[pair] ?? 0);
  return group.topics.length > 1 ? `${topic.name} ${number}` : String(number);
}

function numberOf({ layout, group }: GroupHistory, pair: number): number {
  return partitionOf(layout, group.pairs[pair] ?? 0).number;
}

/** Where a span of time lies, in pixels. */
type Place = (fromUs: Micros, toUs: Micros) => { readonly x: number; readonly width: number };

function barsByPartition(
  history: GroupHistory,
  held: readonly Holding[],
  pairs: readonly number[],
  placeOf: Place,
): readonly Bar[] {
  const bars: Bar[] = [];
  const ends = new Map<number, number>();
  for (const { pair, state, fromUs, toUs } of held) {
    const place = placeOf(fromUs, toUs);
    const row = pairs.indexOf(pair);
    const end = place.x + place.width;
    // Of many that share a pixel one is enough.
    if (end < (ends.get(row) ?? -Infinity) + PX_MIN) continue;
    ends.set(row, end);
    bars.push({
      ...place,
      width: Math.max(PX_MIN, place.width),
      row,
      state,
      label: partitionLabel(history, pair),
      partition: numberOf(history, pair),
    });
  }
  return bars;
}

/** One bar while the set of partitions stays the same. */
function barsOfAll(
  history: GroupHistory,
  held: readonly Holding[],
  stretch: Stretch,
  placeOf: Place,
): readonly Bar[] {
  const times = [...new Set(held.flatMap(({ fromUs, toUs }) => [fromUs, toUs]))]
    .filter((us) => us > stretch.fromUs && us < stretch.toUs)
    .sort((a, b) => a - b);
  const bars: Bar[] = [];
  const open: Holding[] = [];
  let next = 0;
  let fromUs = stretch.fromUs;
  for (const toUs of [...times, stretch.toUs]) {
    for (let last = open.length - 1; last >= 0; last--)
      if ((open[last]?.toUs ?? 0) <= fromUs) open.splice(last, 1);
    for (let one = held[next]; one !== undefined && one.fromUs <= fromUs; one = held[++next])
      if (one.toUs > fromUs) open.push(one);
    const place = placeOf(fromUs, toUs);
    fromUs = toUs;
    if (open.length === 0 || place.width < PX_MIN) continue;
    const partition = open.length === 1 ? numberOf(history, open[0]!.pair) : -1;
    bars.push({ ...place, row: -1, state: worstOf(open), label: setLabel(history, open), partition });
  }
  return bars;
}

function worstOf(open: readonly Holding[]): HoldingState {
  if (open.some(({ state }) => state === "zombie")) return "zombie";
  return open.some(({ state }) => state === "orphaned") ? "orphaned" : "owned";
}

/** So many partitions are named; of more the number is said. */
const NAMED_MAX = 8;

function setLabel(history: GroupHistory, open: readonly Holding[]): string {
  const pairs = pairsOf(open);
  if (pairs.length > NAMED_MAX) return `${pairs.length} partitions`;
  return pairs.map((pair) => partitionLabel(history, pair)).join(", ");
}

function spellsOf(
  { spells }: GroupHistory,
  subject: number,
  stretch: Stretch,
  placeOf: Place,
): Lane["spells"] {
  return spells
    .filter(
      (spell) => spell.subject === subject && spell.toUs > stretch.fromUs && spell.fromUs < stretch.toUs,
    )
    .map(({ is, fromUs, toUs }) => ({ is, ...placeOf(fromUs, toUs) }));
}

function momentsByMember({ moments }: GroupHistory, stretch: Stretch): ReadonlyMap<number, Moment[]> {
  const found = new Map<number, Moment[]>();
  const last = momentsUntil(moments, stretch.toUs);
  for (let at = momentsUntil(moments, stretch.fromUs - 1); at < last; at++) {
    const moment = moments[at]!;
    if (moment.subject < 0) continue;
    const list = found.get(moment.subject);
    if (list === undefined) found.set(moment.subject, [moment]);
    else list.push(moment);
  }
  return found;
}

function marksOf(moments: readonly Moment[], stretch: Stretch, width: number): readonly Mark[] {
  const marks: Mark[] = [];
  for (const moment of moments) {
    const rank = MARKED.indexOf(moment.kind);
    if (rank < 0) continue;
    const x = xOf(moment.timeUs, stretch, width);
    const last = marks.at(-1);
    if (last === undefined || x - last.x >= MARK_PX) {
      marks.push({ x, moment, more: 0 });
      continue;
    }
    const isWorse = rank < MARKED.indexOf(last.moment.kind);
    marks[marks.length - 1] = { ...last, ...(isWorse ? { moment } : {}), more: last.more + 1 };
  }
  return marks;
}

/** Height of all lanes together. */
export function heightOf(lanes: readonly Lane[]): number {
  const last = lanes.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}

/** The mark at a place of the lanes (y from the top of all), or null. */
export function markAt(lanes: readonly Lane[], x: number, y: number): Mark | null {
  const lane = lanes.find(({ top, height }) => y >= top && y < top + height);
  let found: Mark | null = null;
  for (const mark of lane?.marks ?? [])
    if (Math.abs(mark.x - x) <= MARK_PX && (found === null || Math.abs(mark.x - x) < Math.abs(found.x - x)))
      found = mark;
  return found;
}

/** How many moments lie at or before `us`. */
function momentsUntil(moments: readonly Moment[], us: Micros): number {
  return countUntil(moments.length, (at) => moments[at]!.timeUs, us);
}

/** What happened to the group and its members at exactly this moment. */
export function momentsAt({ moments }: GroupHistory, us: Micros): readonly Moment[] {
  return moments.slice(momentsUntil(moments, us - 1), momentsUntil(moments, us));
}

/** The moment of something that happened to the group or its members, before (-1) or after (1) `us`; null: none. */
export function momentBeside({ moments }: GroupHistory, us: Micros, by: 1 | -1): Micros | null {
  const at = by > 0 ? momentsUntil(moments, us) : momentsUntil(moments, us - 1) - 1;
  return moments[at]?.timeUs ?? null;
}
