/** Where things stand on the timeline: pure arithmetic from simulated time and width in pixels. */
import { US_PER_SECOND, type Micros } from "#base/units.ts";
import { markerOf, type MarkerKind } from "#sim/markers.ts";
import type { FactName } from "#sim/facts.ts";

/** Kinds of marks, the most serious first: a cluster is drawn as its most serious kind. */
export const MARK_KINDS = [
  "crash",
  "loss",
  "wrong",
  "dead-letter",
  "fault",
  "stall",
  "rebalance",
  "duplicate",
  "reorder",
  "refusal",
] as const satisfies readonly MarkerKind[];

/** The run is cut into so many bins, so that the marks of 200,000 rows cost no more to draw than those of 200. */
const BINS = 2_048;
/** Hit areas of marks are this wide and never overlap (WCAG 2.5.8). */
export const MARK_WIDTH_PX = 32;

/** One thing that happened, as the timeline needs it. */
export interface Happening {
  readonly timeUs: Micros;
  readonly fact: FactName;
}

/** Counts of happenings by bin and kind; filled as the story grows. */
export interface MarkBins {
  readonly durationUs: Micros;
  readonly counts: Uint32Array;
  /** Index of the first happening of each bin and kind among all that were given. */
  readonly firsts: Int32Array;
  readonly timesUs: Float64Array;
}

export function emptyBins(durationUs: Micros): MarkBins {
  const size = BINS * MARK_KINDS.length;
  return {
    durationUs,
    counts: new Uint32Array(size),
    firsts: new Int32Array(size).fill(-1),
    timesUs: new Float64Array(size),
  };
}

/** A crash that a person ordered is one mark, not two. */
function isToldByNext(happenings: readonly Happening[], index: number): boolean {
  const [happening, next] = [happenings[index], happenings[index + 1]];
  return happening?.fact === "intervened" && next?.fact === "crashed" && next.timeUs === happening.timeUs;
}

/** Adds the happenings from index `from` on. */
export function addToBins(bins: MarkBins, happenings: readonly Happening[], from: number): void {
  for (let index = from; index < happenings.length; index++) {
    const happening = happenings[index];
    const kind = happening === undefined ? null : markerOf(happening.fact);
    if (happening !== undefined && kind !== null && !isToldByNext(happenings, index))
      addMark(bins, kind, happening.timeUs, index);
  }
}

/** Adds one mark; `index` is given back with it. */
export function addMark(bins: MarkBins, kind: MarkerKind, timeUs: Micros, index: number): void {
  const share = bins.durationUs > 0 ? timeUs / bins.durationUs : 0;
  const bin = Math.max(0, Math.min(BINS - 1, Math.floor(share * BINS)));
  const at = bin * MARK_KINDS.length + MARK_KINDS.indexOf(kind);
  if (bins.counts[at] === 0) {
    bins.firsts[at] = index;
    bins.timesUs[at] = timeUs;
  }
  bins.counts[at] = (bins.counts[at] ?? 0) + 1;
}

/** One mark as it is drawn. */
export interface Cluster {
  readonly kind: MarkerKind;
  /** Where its middle is drawn, in pixels. */
  readonly x: number;
  /** When the most serious thing in it happened first. */
  readonly timeUs: Micros;
  readonly count: number;
  /** What is in it, the most serious kind first. */
  readonly parts: readonly { readonly kind: MarkerKind; readonly count: number; readonly first: number }[];
}

/** The marks on a timeline `width` pixels wide; what would overlap is drawn as one. */
export function clusters(bins: MarkBins, width: number): readonly Cluster[] {
  const found: Cluster[] = [];
  if (width <= 0) return found;
  let bin = 0;
  while (bin < BINS) {
    if (isEmpty(bins, bin)) {
      bin += 1;
      continue;
    }
    const end = Math.min(
      BINS,
      Math.max(bin + 1, Math.ceil(((bin / BINS) * width + MARK_WIDTH_PX) * (BINS / width))),
    );
    found.push(clusterOf(bins, bin, end, width));
    bin = end;
  }
  return found;
}

function isEmpty(bins: MarkBins, bin: number): boolean {
  for (let kind = 0; kind < MARK_KINDS.length; kind++)
    if (bins.counts[bin * MARK_KINDS.length + kind] !== 0) return false;
  return true;
}

function clusterOf(bins: MarkBins, from: number, to: number, width: number): Cluster {
  const parts: Cluster["parts"][number][] = [];
  let timeUs = -1;
  let count = 0;
  for (const [number, kind] of MARK_KINDS.entries()) {
    let ofKind = 0;
    let first = -1;
    for (let bin = from; bin < to; bin++) {
      const at = bin * MARK_KINDS.length + number;
      if (bins.counts[at] === 0) continue;
      ofKind += bins.counts[at] ?? 0;
      if (first >= 0) continue;
      first = bins.firsts[at] ?? -1;
      if (timeUs < 0) timeUs = bins.timesUs[at] ?? 0;
    }
    if (ofKind > 0) parts.push({ kind, count: ofKind, first });
    count += ofKind;
  }
  // Where its first bin begins, so that marks stand still while a cluster grows and the next one is MARK_WIDTH_PX away.
  return { kind: parts[0]?.kind ?? "rebalance", x: (from / BINS) * width, timeUs, count, parts };
}

/** Where one more mark can be drawn, as near to `x` as it goes without lying over another; at `x` where there is no room at all. */
export function freePlace(marks: readonly Cluster[], x: number, width: number): number {
  const isFree = (place: number): boolean =>
    place >= 0 && place <= width && marks.every((mark) => Math.abs(mark.x - place) >= MARK_WIDTH_PX);
  const beside = marks.flatMap((mark) => [mark.x - MARK_WIDTH_PX, mark.x + MARK_WIDTH_PX]);
  const places = [x, ...beside].filter(isFree);
  return places.reduce(
    (best, place) => (Math.abs(place - x) < Math.abs(best - x) ? place : best),
    places[0] ?? x,
  );
}

/** Steps of the time axis in seconds. */
const STEPS_S = [
  0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400,
  28_800,
];

/** Moments of the axis labels, at least `apartPx` apart, from 0 on. */
export function ticks(durationUs: Micros, width: number, apartPx = 72): readonly Micros[] {
  if (width <= 0 || durationUs <= 0) return [];
  const least = (durationUs / width) * apartPx;
  const step = (STEPS_S.find((seconds) => seconds * US_PER_SECOND >= least) ?? 86_400) * US_PER_SECOND;
  const found: Micros[] = [];
  for (let at = 0; at <= durationUs; at += step) found.push(Math.round(at));
  return found;
}

/** Simulated moment under a point of the timeline. */
export function timeAt(x: number, width: number, durationUs: Micros): Micros {
  if (width <= 0) return 0;
  return Math.round(Math.max(0, Math.min(1, x / width)) * durationUs);
}

/** Where a key takes the playhead, or null where the key means nothing: arrows 1 s, with Shift 10 s, pages a tenth of the run. */
export function keyTarget(key: string, shift: boolean, atUs: Micros, durationUs: Micros): Micros | null {
  const step = (shift ? 10 : 1) * US_PER_SECOND;
  const page = Math.max(US_PER_SECOND, Math.round(durationUs / 10));
  const moves: Record<string, Micros> = {
    ArrowRight: atUs + step,
    ArrowUp: atUs + step,
    ArrowLeft: atUs - step,
    ArrowDown: atUs - step,
    PageUp: atUs + page,
    PageDown: atUs - page,
    Home: 0,
    End: durationUs,
  };
  const target = moves[key];
  return target === undefined ? null : Math.max(0, Math.min(durationUs, target));
}
