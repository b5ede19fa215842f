/** Takes the samples of `samples.ts` while a run goes on. A sample is taken when everything up to its moment has happened. */
import type { Micros } from "#base/units.ts";
import { lagBehind } from "./bus/log/log-reads.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { LATENCY_WINDOW_US, SAMPLE_US_MIN, SAMPLES_MAX } from "./limits.ts";
import { sampleStride } from "./samples.ts";
import { Count } from "./ledger.ts";

export class Sampler {
  readonly intervalUs: Micros;
  readonly #stride: number;
  /** Samples between two readings of the latencies. */
  readonly #latencyEvery: number;
  #rows: Float64Array;
  /** Samples taken so far. */
  count = 0;

  constructor(kernel: Kernel) {
    const { layout, durationUs } = kernel.program;
    let intervalUs = SAMPLE_US_MIN;
    while (durationUs / intervalUs > SAMPLES_MAX) intervalUs *= 2;
    this.intervalUs = intervalUs;
    this.#stride = sampleStride(layout);
    this.#latencyEvery = Math.max(1, Math.round(LATENCY_WINDOW_US / intervalUs));
    this.#rows = new Float64Array(this.#stride * 64);
  }

  /** When the next sample is due. */
  get nextUs(): Micros {
    return (this.count + 1) * this.intervalUs;
  }

  take(kernel: Kernel): void {
    const { layout } = kernel.program;
    const { ledger } = kernel;
    const at = this.count * this.#stride;
    if (at + this.#stride > this.#rows.length) {
      const larger = new Float64Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    const rows = this.#rows;
    rows[at] = this.nextUs;
    let column = at + 1;
    for (const group of layout.groups) {
      group.pairs.forEach((partition, pair) => {
        const committed = ledger.committed(group.firstPair + pair);
        rows[column++] = committed < 0 ? -1 : lagBehind(kernel, group.firstPair + pair, partition, committed);
      });
    }
    layout.topics.forEach((_, topic) => (rows[column++] = ledger.topics[topic * 2]!));
    // Percentiles of a tenth of a second would be noise: they are taken every two seconds and hold until the next.
    const isNew = this.count % this.#latencyEvery === 0;
    layout.groups.forEach((_, group) => {
      const window = ledger.latencyWindow(group);
      rows[column++] = ledger.count(group, Count.processed);
      for (const percent of [50, 95, 99]) {
        rows[column] = isNew ? window.percentileUs(percent) : rows[column - this.#stride]!;
        column++;
      }
      if (isNew) window.clear();
    });
    this.count++;
    kernel.watcher?.sampled(this);
  }

  /** When the last sample was taken. */
  get lastUs(): Micros {
    return this.count * this.intervalUs;
  }

  /** A number of the last sample (see `samples.ts`). */
  value(column: number): number {
    return this.#rows[(this.count - 1) * this.#stride + column]!;
  }

  /** Whether the last sample has read the latencies anew. */
  get hasNewLatencies(): boolean {
    return (this.count - 1) % this.#latencyEvery === 0;
  }

  /** How many samples lie before a moment. */
  countBefore(us: Micros): number {
    return Math.max(0, Math.ceil(us / this.intervalUs) - 1);
  }

  /** A copy of the rows from sample number `from` on. */
  rowsFrom(from: number): Float64Array {
    return this.#rows.slice(from * this.#stride, this.count * this.#stride);
  }

  get bytes(): number {
    return this.#rows.byteLength;
  }
}
