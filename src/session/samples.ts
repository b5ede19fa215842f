/** The time series behind the charts, column by column, as the worker sampled them (see `sim/samples.ts` for the row). */
import { create } from "zustand";
import type { Micros } from "#base/units.ts";

const ROWS_AT_FIRST = 256;

let stride = 0;
let count = 0;
let columns: Float64Array[] = [];

export interface SamplesState {
  /** How many samples there are. */
  readonly count: number;
  /** Rises with every change. */
  readonly version: number;
}

/** Hook and store: tells when samples came. */
export const useSamples = create<SamplesState>()(() => ({ count: 0, version: 0 }));

/** How many samples there are, up to the furthest moment simulated. */
export function sampleCount(): number {
  return count;
}

/** Values of one column (see `sampleStride` and its fellows in `sim/samples.ts`); a view that is good until the next change. */
export function sampleColumn(column: number): Float64Array {
  return columns[column]?.subarray(0, count) ?? new Float64Array(0);
}

/** The moments of the samples in simulated µs: column 0. */
export function sampleTimes(): Float64Array {
  return sampleColumn(0);
}

function changed(): void {
  useSamples.setState((state) => ({ count, version: state.version + 1 }));
}

/** Session only: empties the series for a run whose rows are `rowStride` numbers long. */
export function startSamples(rowStride: number): void {
  stride = rowStride;
  count = 0;
  columns = Array.from({ length: stride }, () => new Float64Array(ROWS_AT_FIRST));
  changed();
}

/** Session only: adds rows as the worker sends them. */
export function appendSamples(rows: Float64Array): void {
  if (rows.length === 0 || stride === 0) return;
  const added = Math.floor(rows.length / stride);
  const room = columns[0]?.length ?? 0;
  if (count + added > room) {
    const larger = Math.max(count + added, room * 2);
    columns = columns.map((old) => {
      const grown = new Float64Array(larger);
      grown.set(old.subarray(0, count));
      return grown;
    });
  }
  for (const [column, values] of columns.entries()) {
    for (let row = 0; row < added; row++) values[count + row] = rows[row * stride + column] ?? 0;
  }
  count += added;
  changed();
}

/** Session only: forgets the samples after `keptUs` (all of them: -1). */
export function cutSamples(keptUs: Micros): void {
  const times = sampleTimes();
  while (count > 0 && (times[count - 1] ?? 0) > keptUs) count -= 1;
  changed();
}
