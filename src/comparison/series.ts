/** What a run did over time, as the two small lines of a comparison need it: from its samples and its story. */
import { present } from "#base/assert.ts";
import { US_PER_MS, US_PER_SECOND, type Micros } from "#base/units.ts";
import { FACT_NAMES, ROW_STRIDE, type FactName } from "#sim/facts.ts";
import type { Layout } from "#sim/layout.ts";
import { groupInSample, sampleStride } from "#sim/samples.ts";
import { InstanceClock } from "./instance-time.ts";

/** A row of the story, as far as it counts here. */
export interface CountedRow {
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly who: number;
  readonly extra: number;
}

/** Samples by column, as in `sim/samples.ts`. */
export interface SampledColumns {
  readonly times: ArrayLike<number>;
  readonly column: (index: number) => ArrayLike<number>;
}

/** One value for each sample; null: unknown. */
export interface Series {
  readonly timesUs: ArrayLike<number>;
  readonly lag: readonly (number | null)[];
  /** The slowest group's. */
  readonly p95Ms: readonly (number | null)[];
  readonly perSecond: readonly (number | null)[];
  readonly duplicates: readonly number[];
  readonly lost: readonly number[];
  readonly running: readonly number[];
}

/** Throughput is taken over this many samples. */
const RATE_SAMPLES = 10;

/** The series of all groups together. */
export function seriesOf(layout: Layout, samples: SampledColumns, story: readonly CountedRow[]): Series {
  const count = samples.times.length;
  const each = <T>(value: (sample: number) => T): T[] => Array.from({ length: count }, (_, at) => value(at));
  const lags = Array.from({ length: layout.pairCount }, (_, pair) => samples.column(1 + pair));
  const processed = layout.groups.map((_, group) => samples.column(groupInSample(layout, group)));
  const p95s = layout.groups.map((_, group) => samples.column(groupInSample(layout, group) + 2));
  const done = each((at) => processed.reduce((sum, column) => sum + (column[at] ?? 0), 0));
  return {
    timesUs: samples.times,
    lag: each((at) => knownSum(lags, at)),
    p95Ms: each((at) => {
      const most = Math.max(-1, ...p95s.map((column) => column[at] ?? -1));
      return most < 0 ? null : most / US_PER_MS;
    }),
    perSecond: each((at) => {
      const from = Math.max(0, at - RATE_SAMPLES);
      const passedUs = (samples.times[at] ?? 0) - (samples.times[from] ?? 0);
      return passedUs <= 0 ? null : ((done[at]! - done[from]!) * US_PER_SECOND) / passedUs;
    }),
    ...counted(samples.times, story),
  };
}

/** Sum of what is known; null where nothing is. */
function knownSum(columns: readonly ArrayLike<number>[], at: number): number | null {
  let sum: number | null = null;
  for (const column of columns) {
    const value = column[at] ?? -1;
    if (value >= 0) sum = (sum ?? 0) + value;
  }
  return sum;
}

function counted(
  times: ArrayLike<number>,
  story: readonly CountedRow[],
): Pick<Series, "duplicates" | "lost" | "running"> {
  const clock = new InstanceClock();
  const series = { duplicates: [] as number[], lost: [] as number[], running: [] as number[] };
  let [next, duplicates, lost] = [0, 0, 0];
  for (let at = 0; at < times.length; at++) {
    for (let row = story[next]; row !== undefined && row.timeUs <= (times[at] ?? 0); row = story[++next]) {
      clock.take(row);
      if (row.fact === "duplicated") duplicates += 1;
      lost += lostBy(row);
    }
    series.duplicates.push(duplicates);
    series.lost.push(lost);
    series.running.push(clock.running);
  }
  return series;
}

/** Messages that a row tells the loss of. */
function lostBy({ fact, extra }: CountedRow): number {
  if (fact === "skipped") return 1;
  return fact === "lost" || fact === "dropped" || fact === "recordsLost" ? Math.max(0, extra) : 0;
}

/** Keeps what the simulator sends of one run: samples by column, story rows; only ever added to. */
export class RunRecord {
  readonly #stride: number;
  #columns: Float64Array[];
  #count = 0;
  readonly story: CountedRow[] = [];

  constructor(layout: Layout) {
    this.#stride = sampleStride(layout);
    this.#columns = Array.from({ length: this.#stride }, () => new Float64Array(256));
  }

  /** Adds rows as they come: of samples as in `sim/samples.ts`, of the story ROW_STRIDE numbers each. */
  add(samples: Float64Array, story: Float64Array): void {
    const added = Math.floor(samples.length / this.#stride);
    const room = this.#columns[0]?.length ?? 0;
    if (this.#count + added > room) {
      this.#columns = this.#columns.map((old) => {
        const grown = new Float64Array(Math.max(this.#count + added, room * 2));
        grown.set(old);
        return grown;
      });
    }
    this.#columns.forEach((values, column) => {
      for (let row = 0; row < added; row++)
        values[this.#count + row] = samples[row * this.#stride + column] ?? 0;
    });
    this.#count += added;
    for (let at = 0; at + ROW_STRIDE <= story.length; at += ROW_STRIDE) {
      this.story.push({
        timeUs: story[at]!,
        fact: present(FACT_NAMES[story[at + 1]!], "a known fact"),
        who: story[at + 2]!,
        extra: story[at + 6]!,
      });
    }
  }

  readonly column = (index: number): Float64Array =>
    this.#columns[index]?.subarray(0, this.#count) ?? new Float64Array(0);

  /** Moments of the samples in µs. */
  get times(): Float64Array {
    return this.column(0);
  }
}
