/**
 * How many messages a second flow at a moment: on the canvas, in a saved picture and for whoever opens a link the same
 * number, however the moment was reached.
 */
import type { Micros } from "#base/units.ts";
import { sampleStride, topicInSample } from "#sim/samples.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";

/** A rate is the mean over this long, so that a figure on a slide is not the luck of one instant. */
const WINDOW_US: Micros = 2_000_000;
/** Looked at so often, so that the last digit can be read while a run plays. */
const STEP_US: Micros = 500_000;
/** A run that is younger has no rate yet. */
const LEAST_US: Micros = 500_000;

/**
 * Messages a simulated second that each topic got lately, by topic index: the mean of the last two seconds, as of the
 * last half second that is full. `times` and `column` are a run's samples by column (see `sim/samples.ts`); what was
 * sampled later than `atUs` does not matter.
 */
export function topicRates(
  layout: Layout,
  atUs: Micros,
  times: ArrayLike<number>,
  column: (index: number) => ArrayLike<number>,
): readonly number[] {
  const end = lastUntil(times, Math.floor(atUs / STEP_US) * STEP_US);
  const start = end < 0 ? -1 : lastUntil(times, times[end]! - WINDOW_US);
  const passedUs = end < 0 ? 0 : times[end]! - (start < 0 ? 0 : times[start]!);
  if (passedUs < LEAST_US) return layout.topics.map(() => 0);
  return layout.topics.map((_, topic) => {
    const appended = column(topicInSample(layout, topic));
    const before = start < 0 ? 0 : (appended[start] ?? 0);
    return ((appended[end] ?? 0) - before) / (passedUs / 1e6);
  });
}

/** The same from rows as the sampler gives them. */
export function topicRatesOfRows(layout: Layout, atUs: Micros, rows: Float64Array): readonly number[] {
  const stride = sampleStride(layout);
  const count = Math.floor(rows.length / stride);
  const column = (index: number): number[] =>
    Array.from({ length: count }, (_, row) => rows[row * stride + index] ?? 0);
  return topicRates(layout, atUs, column(0), column);
}

/** Index of the last sample at or before `atUs`, or -1. */
function lastUntil(times: ArrayLike<number>, atUs: Micros): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= atUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Messages a simulated second over each wire. A topic's rate is known; where several services publish to it, each has
 * its share of what it has sent so far. Wires that do not publish: 0.
 */
export function wireRates(layout: Layout, frame: Frame, ofTopics: readonly number[]): number[] {
  const sentTo = layout.topics.map(() => 0);
  layout.wires.forEach((wire, index) => {
    if (wire.kind === "publishes") sentTo[wire.to] = (sentTo[wire.to] ?? 0) + (frame.wireTotals[index] ?? 0);
  });
  return layout.wires.map((wire, index) => {
    const sent = sentTo[wire.to] ?? 0;
    if (wire.kind !== "publishes" || sent === 0) return 0;
    return ((ofTopics[wire.to] ?? 0) * (frame.wireTotals[index] ?? 0)) / sent;
  });
}
