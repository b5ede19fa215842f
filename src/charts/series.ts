/** The lines of the charts, computed from the samples: pure arithmetic, gaps where nothing is known. */
import { US_PER_SECOND, type Micros } from "#base/units.ts";
import { partitionOf, type Layout } from "#sim/layout.ts";
import { groupInSample, topicInSample } from "#sim/samples.ts";

/** Samples by column, as `session/samples.ts` keeps them. */
export interface Samples {
  /** Moments in µs, ascending. */
  readonly times: ArrayLike<number>;
  readonly column: (index: number) => ArrayLike<number>;
}

/** One line. Its colour and its dashes both go by `style`. */
export interface Line {
  readonly id: string;
  readonly label: string;
  /** Which key colour and which dashes, from 0. */
  readonly style: number;
  /** A value for each sample; null: unknown, a gap. */
  readonly values: readonly (number | null)[];
  /** Said after the newest value where it does not tell everything, e.g. "1 partition unknown". */
  readonly note?: (sample: number) => string;
}

/** Rates are taken over this long, so that single messages do not make them jump. */
const RATE_WINDOW_US = 1 * US_PER_SECOND;

/** Choice of the charts: one group by index, or -1 for all of them. */
export type GroupChoice = number;

/** Lag in messages: of each group, or of each partition of the chosen one. */
export function lagLines(layout: Layout, samples: Samples, chosen: GroupChoice): readonly Line[] {
  const group = layout.groups[chosen];
  if (group === undefined)
    return layout.groups.map((each, index) =>
      groupLag(each.name, index, each.firstPair, each.pairs.length, samples),
    );
  return group.pairs.map((partition, at) => {
    const { topic, number } = partitionOf(layout, partition);
    const values = Array.from(samples.column(1 + group.firstPair + at), known);
    return { id: `${topic.name} ${number}`, label: `${topic.name} ${number}`, style: at, values };
  });
}

function known(value: number): number | null {
  return value < 0 ? null : value;
}

/** Sum over the partitions whose lag is known; a gap where none is. */
function groupLag(name: string, style: number, firstPair: number, pairs: number, samples: Samples): Line {
  const columns = Array.from({ length: pairs }, (_, at) => samples.column(1 + firstPair + at));
  const values = Array.from({ length: samples.times.length }, (_, sample) => {
    let sum: number | null = null;
    for (const column of columns) {
      const lag = column[sample] ?? -1;
      if (lag >= 0) sum = (sum ?? 0) + lag;
    }
    return sum;
  });
  const note = (sample: number): string => {
    const unknown = columns.filter((column) => (column[sample] ?? -1) < 0).length;
    return unknown === 0 || unknown === pairs ? "" : `${unknown} of ${pairs} partitions unknown`;
  };
  return { id: name, label: name, style, values, note };
}

/** Messages a second: appended to each topic, processed by each group (all of them, or the chosen one and its topics). */
export function throughputLines(layout: Layout, samples: Samples, chosen: GroupChoice): readonly Line[] {
  const group = layout.groups[chosen];
  const lines: Line[] = [];
  for (const [index, topic] of layout.topics.entries()) {
    if (
      group !== undefined
        ? !group.topics.includes(index) && group.deadLetterQueue !== index
        : topic.isDeadLetterQueue
    )
      continue;
    lines.push({
      id: `topic ${topic.name}`,
      label: `→ ${topic.name}`,
      style: layout.groups.length + index,
      values: rates(samples.times, samples.column(topicInSample(layout, index))),
    });
  }
  for (const [index, each] of layout.groups.entries()) {
    if (group !== undefined && index !== chosen) continue;
    const values = rates(samples.times, samples.column(groupInSample(layout, index)));
    lines.push({ id: `group ${each.name}`, label: each.name, style: index, values });
  }
  return lines;
}

/** Growth of a counter per second over the last RATE_WINDOW_US; null before there are two samples. */
export function rates(times: ArrayLike<number>, counter: ArrayLike<number>): readonly (number | null)[] {
  let since = 0;
  return Array.from({ length: times.length }, (_, sample) => {
    if (sample === 0) return null;
    const now = times[sample] ?? 0;
    while (since + 1 < sample && now - (times[since + 1] ?? 0) >= RATE_WINDOW_US) since += 1;
    const passedUs = now - (times[since] ?? 0);
    return passedUs <= 0
      ? null
      : (((counter[sample] ?? 0) - (counter[since] ?? 0)) * US_PER_SECOND) / passedUs;
  });
}

const PERCENTILES = ["p50", "p95", "p99"] as const;

/** End-to-end latency in ms: p95 of each group, or p50, p95 and p99 of the chosen one. */
export function latencyLines(layout: Layout, samples: Samples, chosen: GroupChoice): readonly Line[] {
  const ms = (column: number) => Array.from(samples.column(column), (us) => (us < 0 ? null : us / 1000));
  if (layout.groups[chosen] === undefined) {
    return layout.groups.map(({ name }, index) => ({
      id: name,
      label: name,
      style: index,
      values: ms(groupInSample(layout, index) + 2),
    }));
  }
  return PERCENTILES.map((label, at) => ({
    id: label,
    label,
    style: at,
    values: ms(groupInSample(layout, chosen) + 1 + at),
  }));
}

/** The highest known value, or null. */
export function highest(values: readonly (number | null)[]): number | null {
  let found: number | null = null;
  for (const value of values) if (value !== null && (found === null || value > found)) found = value;
  return found;
}

const SPANS_S = [15, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** How far the time axis reaches, in seconds: in few steps, so that the picture does not shrink with every sample. */
export function spanS(headUs: Micros, durationUs: Micros): number {
  const headS = headUs / US_PER_SECOND;
  const step = SPANS_S.find((each) => each >= headS) ?? headS;
  return Math.max(0.001, Math.min(durationUs / US_PER_SECOND, step));
}

/** "950", "1.2k", "34k", "5.6M". */
export function siText(value: number): string {
  const size = Math.abs(value);
  const [unit, suffix] =
    size >= 1e9 ? [1e9, "G"] : size >= 1e6 ? [1e6, "M"] : size >= 1e3 ? [1e3, "k"] : [1, ""];
  const scaled = value / unit;
  const digits = Math.abs(scaled) >= 100 || (unit === 1 && Number.isInteger(scaled)) ? 0 : 1;
  return `${scaled.toFixed(digits).replace(/\.0$/, "")}${suffix}`;
}
