/**
 * The time series behind the charts, taken at fixed simulated moments while the run goes on. One sample is a row of
 * `sampleStride(layout)` numbers; taking samples changes nothing in the run.
 */
import type { Layout } from "./layout.ts";

/** Numbers per group in a sample: processed in all, then p50, p95, p99 of the end-to-end latency in µs of what was processed in the last two seconds that are full (-1: nothing). */
export const GROUP_SAMPLE_STRIDE = 4;

/** Row: [atUs, lag of each pair (-1 unknown) …, appended in all of each topic …, each group's four numbers …]. */
export function sampleStride(layout: Layout): number {
  return 1 + layout.pairCount + layout.topics.length + layout.groups.length * GROUP_SAMPLE_STRIDE;
}

/** Where a topic's number stands in a row. */
export function topicInSample(layout: Layout, topic: number): number {
  return 1 + layout.pairCount + topic;
}

/** Where a group's numbers begin in a row. */
export function groupInSample(layout: Layout, group: number): number {
  return 1 + layout.pairCount + layout.topics.length + group * GROUP_SAMPLE_STRIDE;
}
