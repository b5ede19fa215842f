/** What a producer remembers. Plain data. */
import type { Micros } from "#base/units.ts";
import type { BatchId } from "./batch-store.ts";

export interface ProducerState {
  /** By partition of its targets (see `localOf`): the batch that waits first, and the one still open; -1 for none. */
  readonly heads: number[];
  readonly tails: number[];
  /** Those partitions that have a waiting batch, in the order in which they got one. */
  readonly waiting: number[];
  /** When the linger call is due, -1 for none. */
  lingerCallUs: Micros;
  /** Whether the sender is about to look at what is ready. */
  isWoken: boolean;
  /** First batches of the requests under way. */
  readonly inFlight: BatchId[];
  /** By target: the partition that keyless records stick to (-1: not drawn yet) and the bytes it got since. */
  readonly stickyPartition: number[];
  readonly stickyBytes: number[];
  produced: number;
}

/** A producer that has done nothing yet. `partitions`: of all its targets together. */
export function createProducer(targets: number, partitions: number): ProducerState {
  return {
    heads: Array.from({ length: partitions }, () => -1),
    tails: Array.from({ length: partitions }, () => -1),
    waiting: [],
    lingerCallUs: -1,
    isWoken: false,
    inFlight: [],
    stickyPartition: Array.from({ length: targets }, () => -1),
    stickyBytes: Array.from({ length: targets }, () => 0),
    produced: 0,
  };
}
