/** How many messages a second flow at a moment, from what had been appended a little earlier. */
import type { Micros } from "#base/units.ts";
import { sampleStride, topicInSample } from "#sim/samples.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";

/** A rate is the mean over this long, so that a figure on a slide is not the luck of one instant. */
export const RATE_WINDOW_US: Micros = 2_000_000;

/** What had been appended to each topic in all at an earlier moment. */
export interface Earlier {
  readonly atUs: Micros;
  readonly appended: readonly number[];
}

/**
 * The last sample that is at least RATE_WINDOW_US older than `atUs`; null where the run is too young for one.
 * `times` and `column` are a run's samples by column (see `sim/samples.ts`).
 */
export function earlierSample(
  layout: Layout,
  atUs: Micros,
  times: ArrayLike<number>,
  column: (index: number) => ArrayLike<number>,
): Earlier | null {
  let row = -1;
  for (let i = 0; i < times.length && times[i]! <= atUs - RATE_WINDOW_US; i += 1) row = i;
  if (row < 0) return null;
  const appended = layout.topics.map((_, topic) => column(topicInSample(layout, topic))[row] ?? 0);
  return { atUs: times[row]!, appended };
}

/** The same from rows as the sampler gives them. */
export function earlierSampleOfRows(layout: Layout, atUs: Micros, rows: Float64Array): Earlier | null {
  const stride = sampleStride(layout);
  const count = Math.floor(rows.length / stride);
  const column = (index: number): number[] =>
    Array.from({ length: count }, (_, row) => rows[row * stride + index] ?? 0);
  return earlierSample(layout, atUs, column(0), column);
}

/**
 * Messages a simulated second over each wire. A topic's rate is known; where several services publish to it, each has
 * its share of what it has sent so far. Wires that do not publish: 0.
 */
export function wireRates(layout: Layout, frame: Frame, earlier: Earlier | null): number[] {
  const seconds = (frame.atUs - (earlier?.atUs ?? 0)) / 1e6;
  if (seconds < 0.5) return layout.wires.map(() => 0);
  const sentTo = layout.topics.map(() => 0);
  layout.wires.forEach((wire, index) => {
    if (wire.kind === "publishes") sentTo[wire.to] = (sentTo[wire.to] ?? 0) + (frame.wireTotals[index] ?? 0);
  });
  return layout.wires.map((wire, index) => {
    const sent = sentTo[wire.to] ?? 0;
    if (wire.kind !== "publishes" || sent === 0) return 0;
    const appended = (frame.topicTotals[wire.to * 2] ?? 0) - (earlier?.appended[wire.to] ?? 0);
    return ((appended / seconds) * (frame.wireTotals[index] ?? 0)) / sent;
  });
}
