/**
 * How many messages a second flow at a moment: on the canvas, in a saved picture and for whoever opens a link the same
 * number, however the moment was reached.
 */
import { lastUntil } from "#base/search.ts";
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
 * Growth of a counter a simulated second at a moment: the mean of the last two seconds, as of the last half second that
 * is full. Null while the run is too young to tell. `times` and `counter` are columns of the run's samples (see
 * `sim/samples.ts`); what was sampled later than `atUs` does not matter.
 */
export function rateAt(times: ArrayLike<number>, counter: ArrayLike<number>, atUs: Micros): number | null {
  const end = lastUntil(times, Math.floor(atUs / STEP_US) * STEP_US);
  if (end < 0) return null;
  // Before the window is full it begins at the start of the run, where every counter is 0.
  const start = lastUntil(times, times[end]! - WINDOW_US);
  const [sinceUs, before] = start < 0 ? [0, 0] : [times[start]!, counter[start] ?? 0];
  const passedUs = times[end]! - sinceUs;
  return passedUs < LEAST_US ? null : ((counter[end] ?? 0) - before) / (passedUs / 1e6);
}

/** Messages a simulated second that each topic gets at a moment, by topic index; 0 while that is unknown. */
export function topicRates(
  layout: Layout,
  atUs: Micros,
  times: ArrayLike<number>,
  column: (index: number) => ArrayLike<number>,
): readonly number[] {
  return layout.topics.map((_, topic) => rateAt(times, column(topicInSample(layout, topic)), atUs) ?? 0);
}

/** The same from rows as the sampler gives them. */
export function topicRatesOfRows(layout: Layout, atUs: Micros, rows: Float64Array): readonly number[] {
  const stride = sampleStride(layout);
  const count = Math.floor(rows.length / stride);
  const column = (index: number): number[] =>
    Array.from({ length: count }, (_, row) => rows[row * stride + index] ?? 0);
  return topicRates(layout, atUs, column(0), column);
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
