/** The measures of a run at a moment, from what views have of it: the frame there, the samples and the story up to there. */
import { lastUntil } from "#base/search.ts";
import { US_PER_MS, US_PER_SECOND } from "#base/units.ts";
import { GROUP_STRIDE, GroupAt, lagOf, type Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { groupInSample } from "#sim/samples.ts";
import { InstanceClock } from "./instance-time.ts";
import type { GroupMeasures, Measures } from "./measures.ts";
import { measuresOfParts } from "./of-services.ts";
import type { CountedRow, SampledColumns } from "./series.ts";

/** Throughput is that of the last second. */
const RATE_US = US_PER_SECOND;

/** Figures at the frame's moment; latency is that of the last two full seconds, as in the charts. */
export function measuresOfFrame(
  frame: Frame,
  layout: Layout,
  samples: SampledColumns,
  story: readonly CountedRow[],
): Measures {
  const clock = new InstanceClock();
  for (const row of story) {
    if (row.timeUs > frame.atUs) break;
    clock.take(row);
  }
  return {
    atMs: frame.atUs / US_PER_MS,
    groups: layout.groups.map((_, group) => groupOf(frame, layout, samples, group)),
    parts: measuresOfParts(frame, layout),
    produced: layout.topics.reduce(
      (sum, { isDeadLetterQueue }, topic) =>
        sum + (isDeadLetterQueue ? 0 : (frame.topicTotals[topic * 2] ?? 0)),
      0,
    ),
    running: clock.running,
    instanceSeconds: clock.secondsUntil(frame.atUs),
  };
}

function groupOf(frame: Frame, layout: Layout, samples: SampledColumns, group: number): GroupMeasures {
  const { nodeId, name, firstPair, pairs } = layout.groups[group]!;
  const count = (at: number): number => frame.groups[group * GROUP_STRIDE + at] ?? 0;
  const lags = pairs.flatMap((_, at) => lagOf(frame, firstPair + at) ?? []);
  const column = groupInSample(layout, group);
  const { times } = samples;
  const at = lastUntil(times, frame.atUs);
  const before = lastUntil(times, (times[at] ?? 0) - RATE_US);
  const passedUs = (times[at] ?? 0) - (times[before] ?? 0);
  const processed = samples.column(column);
  const ms = (percentile: number): number | null => {
    const us = samples.column(column + percentile)[at] ?? -1;
    return us < 0 ? null : us / US_PER_MS;
  };
  return {
    nodeId,
    name,
    lag: lags.length === 0 ? null : lags.reduce((sum, lag) => sum + lag, 0),
    processed: count(GroupAt.processed),
    perSecond:
      passedUs <= 0 ? null : (((processed[at] ?? 0) - (processed[before] ?? 0)) * US_PER_SECOND) / passedUs,
    p50Ms: ms(1),
    p95Ms: ms(2),
    p99Ms: ms(3),
    duplicates: count(GroupAt.duplicates),
    lost: count(GroupAt.lost),
    retried: count(GroupAt.retried),
    deadLettered: count(GroupAt.deadLettered),
  };
}
