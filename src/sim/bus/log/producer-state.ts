/** What a producer remembers. Plain data. */
import type { Micros } from "#base/units.ts";
import type { BatchId } from "./batch-store.ts";
import type { ClusterView } from "./cluster-view.ts";

/** How likely each partition of a topic is to be drawn; `length` 0: all alike. */
export interface PartitionLoad {
  length: number;
  /** Numbers of partitions, and the running sums of their weights. */
  readonly numbers: number[];
  readonly sums: number[];
}

export interface ProducerState {
  /** By local partition (see cluster-view.ts): the batch that waits first, the one that waits last, -1 for none, and how many wait. */
  readonly heads: number[];
  readonly tails: number[];
  readonly lengths: number[];
  /** By local partition: 1 once it had a queue; by target: how many of its partitions had. */
  readonly isKnown: number[];
  readonly knownCount: number[];
  /** Those local partitions that have a waiting batch, in the order in which they got one. */
  readonly waiting: number[];
  /** By local partition: 1 while it must not be drained (max.in.flight.requests.per.connection = 1). */
  readonly isMuted: number[];
  /** By broker: where in its list of partitions the next drain begins. */
  readonly drainIndex: number[];
  /** By broker: when the sender last had something for it (-1: never), and when it last took something (for partitioner.availability.timeout.ms). */
  readonly nodeReadyUs: Micros[];
  readonly nodeDrainedUs: Micros[];
  /** buffer.memory in use, and the part of it that the record in hand has got and not used yet. */
  usedBytes: number;
  inHandBytes: number;
  /** Whether everything goes as soon as it can: flush(), close(), or somebody waits for memory. */
  isHurried: boolean;
  /** The metadata as of the last refresh; null for the first. */
  view: ClusterView | null;
  /** When the linger call is due, -1 for none. */
  lingerCallUs: Micros;
  /** Whether the sender is about to look at what is ready. */
  isWoken: boolean;
  /** First batches of the requests under way; and by broker how many there are. */
  readonly inFlight: BatchId[];
  readonly underWay: number[];
  /** By target: the partition that keyless records stick to (-1: not drawn yet) and the bytes it got since. */
  readonly stickyPartition: number[];
  readonly stickyBytes: number[];
  /** By target: what the sender last saw of its queues, and when they first changed after that (-1: not since). */
  readonly loads: PartitionLoad[];
  unseenSinceUs: Micros;
  /** By target: records that RoundRobinPartitioner has placed. */
  readonly turns: number[];
  produced: number;
}

/** A producer that has done nothing yet. `partitions`: of all its targets together. */
export function createProducer(targets: number, partitions: number, nodes: number): ProducerState {
  const each = (length: number, value: number): number[] => Array.from({ length }, () => value);
  return {
    heads: each(partitions, -1),
    tails: each(partitions, -1),
    lengths: each(partitions, 0),
    isKnown: each(partitions, 0),
    knownCount: each(targets, 0),
    waiting: [],
    isMuted: each(partitions, 0),
    drainIndex: each(nodes, 0),
    nodeReadyUs: each(nodes, -1),
    nodeDrainedUs: each(nodes, -1),
    usedBytes: 0,
    inHandBytes: 0,
    isHurried: false,
    view: null,
    lingerCallUs: -1,
    isWoken: false,
    inFlight: [],
    underWay: each(nodes, 0),
    stickyPartition: each(targets, -1),
    stickyBytes: each(targets, 0),
    loads: Array.from({ length: targets }, () => ({ length: 0, numbers: [], sums: [] })),
    unseenSinceUs: -1,
    turns: each(targets, 0),
    produced: 0,
  };
}
