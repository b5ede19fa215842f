/** What a producer remembers. Plain data. */
import type { Micros } from "#base/units.ts";
import type { MessageId } from "#sim/kernel/message-store.ts";
import type { BatchId } from "./batch-store.ts";
import type { ClusterView } from "./cluster-view.ts";

/** What a connection to a broker is. */
export const CONNECTION = { stands: 0, broken: 1, opening: 2 } as const;

/** What became of a message that the application waits for. */
export const AWAITED = { pending: 0, acknowledged: 1, failed: 2 } as const;

/** How likely each partition of a topic is to be drawn; `length` 0: all alike. */
export interface PartitionLoad {
  length: number;
  /** Numbers of partitions, and the running sums of their weights. */
  readonly numbers: number[];
  readonly sums: number[];
}

/**
 * The transaction of a producer. `initialising`: initTransactions() waits for an id; `ready`: none is open; `offsets`,
 * `flushing`, `ending`: the application waits in sendOffsetsToTransaction(), for what is under way, for the coordinator;
 * `over`: fenced, no more of it.
 */
export interface TransactionState {
  phase: "initialising" | "ready" | "open" | "offsets" | "flushing" | "ending" | "over";
  /** Counts the transactions; calls for an older one do nothing. */
  number: number;
  sinceUs: Micros;
  messages: number;
  /** Whether the broker has heard of it: something was sent, or offsets were. */
  isKnown: boolean;
  /** Whether something failed, so that it can only be aborted. */
  hasFailed: boolean;
  isCommit: boolean;
  /** Whether it has ended and the application does not know yet. */
  hasEnded: boolean;
  /** Where the polled batch began, flat: pair, offset. */
  batchStarts: number[];
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
  /** First batches of the requests under way, in the order in which they were sent; and by broker how many there are. */
  readonly inFlight: BatchId[];
  readonly underWay: number[];
  /** By broker: one of CONNECTION; when it may be opened (or given up, while it is being opened); failures in a row. */
  readonly connection: number[];
  readonly connectUs: Micros[];
  readonly connectFailures: number[];
  /** When the timer call is due, -1 for none: some request, batch or wait may have run out then. */
  timerUs: Micros;
  /** Whether the metadata is being asked for, when it was last asked for and last given, and in how many attempts. */
  wantsMetadata: boolean;
  metadataAskedUs: Micros;
  metadataGivenUs: Micros;
  /** Producer id (-1 for none) and epoch, and whether an id is being asked for. */
  producerId: number;
  epoch: number;
  isAskingId: boolean;
  /** By local partition: the epoch in which its sequences count, the next one, the last that was acknowledged (-1: none); the next one when some batch got lost whose fate is not known (-1: none is). */
  readonly sequenceEpochs: number[];
  readonly nextSequences: number[];
  readonly lastAcked: number[];
  readonly unresolved: number[];
  unresolvedCount: number;
  /** Local partitions whose sequences begin anew with the next epoch. */
  readonly toRewrite: number[];
  /** Messages that wait for memory, flat (see producer-client.ts); and since when the first of them waits. */
  readonly outbox: number[];
  blockedSinceUs: Micros;
  /** Whether the thread that works on records waits in send(), too. */
  holdsUpWork: boolean;
  /** First batches of requests that nobody waits for though their answers are on their way. */
  readonly late: BatchId[];
  /** The message that the application waits for, -1 for none, and what became of it: one of AWAITED. */
  awaited: MessageId;
  awaitedIs: number;
  /** By target: the partition that keyless records stick to (-1: not drawn yet) and the bytes it got since. */
  readonly stickyPartition: number[];
  readonly stickyBytes: number[];
  /** By target: what the sender last saw of its queues, and when they first changed after that (-1: not since). */
  readonly loads: PartitionLoad[];
  unseenSinceUs: Micros;
  /** By target: records that RoundRobinPartitioner has placed. */
  readonly turns: number[];
  produced: number;
  /** Whether it is in close(), which waits until everything is settled. */
  isClosing: boolean;
  /** null for a producer without transactions. */
  transaction: TransactionState | null;
}

/** Whether send() lets a message in: not before initTransactions() is through, and not while a transaction ends. */
export function admitsMessages({ transaction }: ProducerState): boolean {
  return transaction === null || transaction.phase === "ready" || transaction.phase === "open";
}

/** Whether the application has to give up the batch in hand. */
export function hasFailedTransaction({ transaction }: ProducerState): boolean {
  return transaction?.hasFailed === true;
}

/** A producer that has done nothing yet. `partitions`: of all its targets together. */
export function createProducer(
  targets: number,
  partitions: number,
  nodes: number,
  isTransactional = false,
): ProducerState {
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
    connection: each(nodes, CONNECTION.stands),
    connectUs: each(nodes, 0),
    connectFailures: each(nodes, 0),
    timerUs: -1,
    wantsMetadata: false,
    metadataAskedUs: -1,
    metadataGivenUs: -1,
    producerId: -1,
    epoch: -1,
    isAskingId: false,
    sequenceEpochs: each(partitions, -1),
    nextSequences: each(partitions, 0),
    lastAcked: each(partitions, -1),
    unresolved: each(partitions, -1),
    unresolvedCount: 0,
    toRewrite: [],
    outbox: [],
    blockedSinceUs: -1,
    holdsUpWork: false,
    late: [],
    awaited: -1,
    awaitedIs: AWAITED.pending,
    stickyPartition: each(targets, -1),
    stickyBytes: each(targets, 0),
    loads: Array.from({ length: targets }, () => ({ length: 0, numbers: [], sums: [] })),
    unseenSinceUs: -1,
    turns: each(targets, 0),
    produced: 0,
    isClosing: false,
    transaction: isTransactional ? createTransaction() : null,
  };
}

function createTransaction(): TransactionState {
  return {
    phase: "initialising",
    number: 0,
    sinceUs: -1,
    messages: 0,
    isKnown: false,
    hasFailed: false,
    isCommit: false,
    hasEnded: false,
    batchStarts: [],
  };
}
