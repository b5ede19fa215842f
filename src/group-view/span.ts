/** Which stretch of the run the lanes show: a span of time that turns like a page when the playhead leaves it. */
import { US_PER_SECOND, type Micros } from "#base/units.ts";

export interface Stretch {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** Spans to choose from, the longest first; Infinity: the whole run. */
export const SPANS_US = [Infinity, 3600, 600, 60, 10, 1].map((seconds) => seconds * US_PER_SECOND);

/** What a minute of playing shows at first. */
export const FIRST_SPAN_US = 60 * US_PER_SECOND;

/** The spans that mean something for a run of this length. */
export function spansFor(durationUs: Micros): readonly Micros[] {
  return SPANS_US.filter((spanUs) => spanUs === Infinity || spanUs < durationUs);
}

/** The next span, closer (1) or wider (-1); the same at the end. */
export function nextSpan(spanUs: Micros, by: 1 | -1, durationUs: Micros): Micros {
  const spans = spansFor(durationUs);
  const at = spans.findIndex((each) => each <= spanUs);
  return spans[Math.max(0, Math.min(spans.length - 1, (at < 0 ? 0 : at) + by))] ?? Infinity;
}

/**
 * The stretch to show. While the playhead is in the one before, that stays where it is; else a page begins that has the
 * playhead near its beginning.
 */
export function stretchFor(
  spanUs: Micros,
  before: Stretch | null,
  playheadUs: Micros,
  durationUs: Micros,
): Stretch {
  if (spanUs >= durationUs) {
    const toUs = Math.max(1, durationUs);
    return before?.fromUs === 0 && before.toUs === toUs ? before : { fromUs: 0, toUs };
  }
  const isSame = before !== null && before.toUs - before.fromUs === spanUs;
  if (isSame && playheadUs >= before.fromUs && playheadUs <= before.toUs) return before;
  return stretchFrom(playheadUs - spanUs / 10, spanUs, durationUs);
}

/** A stretch of this length from a moment, moved so that it lies within the run. */
export function stretchFrom(fromUs: Micros, spanUs: Micros, durationUs: Micros): Stretch {
  const from = Math.round(Math.max(0, Math.min(fromUs, durationUs - spanUs)));
  return { fromUs: from, toUs: from + Math.min(spanUs, durationUs) };
}

/** Where a moment lies, in pixels; outside of the stretch it lies outside of the width. */
export function xOf(us: Micros, { fromUs, toUs }: Stretch, width: number): number {
  return ((us - fromUs) / (toUs - fromUs)) * width;
}

/** The moment at a place, within the stretch. */
export function timeAt(x: number, { fromUs, toUs }: Stretch, width: number): Micros {
  if (width <= 0) return fromUs;
  return Math.round(fromUs + Math.max(0, Math.min(1, x / width)) * (toUs - fromUs));
}

/** Steps of the axis in seconds. */
const STEPS_S = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400,
];

/** Moments to label on the axis, at least `apartPx` apart. */
export function ticksOf(stretch: Stretch, width: number, apartPx = 84): readonly Micros[] {
  if (width <= 0) return [];
  const leastUs = ((stretch.toUs - stretch.fromUs) / width) * apartPx;
  const stepUs = (STEPS_S.find((seconds) => seconds * US_PER_SECOND >= leastUs) ?? 86_400) * US_PER_SECOND;
  const found: Micros[] = [];
  for (let at = Math.ceil(stretch.fromUs / stepUs) * stepUs; at <= stretch.toUs; at += stepUs) found.push(at);
  return found;
}
