/**
 * The broker's side of the log mechanism, one process for all partitions: appends batches, answers fetches (at once, when
 * data comes, or empty after fetch.max.wait.ms), and retires old segments. One replica, so the high watermark is the log end.
 */
import { ListDraft, removeFrom } from "#base/lists.ts";
import type { Micros } from "#base/units.ts";
import { Fact } from "#sim/facts.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { handlerTable, Link, Process, type Kernel } from "#sim/kernel/kernel.ts";
import { appendBatchToLog } from "./append.ts";
import { BatchIs, type BatchId } from "./batch-store.ts";
import { cleaningHandlers, startCleaning } from "./cleaning.ts";
import type { ClusterState } from "./cluster-types.ts";
import { Broker, Instance } from "./handlers.ts";
import { offsetAtTime } from "./offset-at-time.ts";
import { startTransactions, transactionHandlers } from "./transaction-coordinator.ts";
import { createTransactions, type Transactions } from "./transaction-types.ts";

/** What a client asks one broker for; it has one such request under way at each broker. */
export interface FetchRequest {
  readonly broker: number;
  /** Flat list of [partition, offset]. */
  readonly asks: readonly number[];
  /** fetch.min.bytes and fetch.max.bytes. */
  readonly minBytes: number;
  readonly maxBytes: number;
  /** isolation.level=read_committed: up to the last stable offset only. */
  readonly readsCommitted: boolean;
  /** fetch.max.wait.ms in µs. */
  readonly maxWaitUs: Micros;
  /** max.partition.fetch.bytes. */
  readonly maxPartitionBytes: number;
  /** Which life of the client asks, and its number of the fetch. */
  readonly incarnation: number;
  readonly number: number;
}

/** Where logs begin, end, or stand at a moment (ListOffsets). Answered with Instance.offsetsListed. */
export interface ListOffsetsRequest {
  readonly broker: number;
  readonly partitions: readonly number[];
  /** "time": the first offset with a timestamp at or after `timeMs`. */
  readonly at: "earliest" | "latest" | "time";
  readonly timeMs: number;
  readonly readsCommitted: boolean;
}

/** The last answer to a process, for drawing what is on its way. */
interface FetchAnswer {
  departsUs: Micros;
  /** -1: none yet. */
  arrivesUs: Micros;
  /** Flat list of [partition, from, to]. */
  ranges: readonly number[];
}

export interface BrokerState {
  /** By process: its fetch that waits here. */
  readonly waiting: (FetchRequest | null)[];
  /** By process: until when it waits. */
  readonly waitsUntilUs: Micros[];
  /** By partition: processes whose fetch waits for it. */
  readonly waiters: number[][];
  /** By process: whether its wait call is pending; one is at most. */
  readonly waitCallIsPending: boolean[];
  /** By process: the last answer. */
  readonly answers: FetchAnswer[];
  /** By topic: how many of the next messages are to be poisoned. */
  readonly poisonNext: number[];
  /** By topic: how many partitions it has now. */
  readonly partitionCounts: number[];
  readonly transactions: Transactions;
  /** The brokers; null where there is one that never fails. */
  readonly cluster: ClusterState | null;
}

type Self = Process<BrokerState>;

/** The process with index 0; `start` schedules its first retention check. */
export function createBroker(kernel: Kernel): Self {
  const { groups, layout, services, topics } = kernel.program;
  const processes = 1 + groups.length + services.length * INSTANCES_MAX;
  return new Process<BrokerState>(kernel, 0, -1, handlers, kernel.random.open("bus", "network"), {
    waiting: Array.from({ length: processes }, () => null),
    waitsUntilUs: Array.from({ length: processes }, () => 0),
    waiters: Array.from({ length: layout.partitionCount }, () => []),
    waitCallIsPending: Array.from({ length: processes }, () => false),
    answers: Array.from({ length: processes }, () => ({ departsUs: -1, arrivesUs: -1, ranges: [] })),
    poisonNext: topics.map(() => 0),
    partitionCounts: topics.map(({ initialPartitions }) => initialPartitions),
    transactions: createTransactions(),
    cluster: null,
  });
}

/** Sets the clocks of the bus. */
export function startBroker(self: Self): void {
  startCleaning(self);
  startTransactions(self);
}

const draft = new ListDraft();

const handlers = handlerTable<BrokerState>({
  [Broker.produce](self, from, incarnation, first) {
    const { batches, nowUs, processes, calendar } = self.kernel;
    appendRequest(self, first);
    for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
      const waiters = self.state.waiters[batches.partition(batch)]!;
      while (waiters.length > 0) answerWaiting(self, waiters[0]!);
    }
    if (batches.status(first) === BatchIs.orphan) return freeRequest(self.kernel, first);
    const arrivesUs = processes[from]!.arrival(Link.fromBus);
    for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
      batches.setStatus(batch, BatchIs.answered);
      batches.setTravel(batch, nowUs, arrivesUs);
    }
    calendar.push(arrivesUs, from, incarnation, Instance.produced, first, 0, 0);
  },

  [Broker.fetch](self, from, _incarnation, _number, parcel) {
    const request = parcel as FetchRequest;
    const { kernel, state } = self;
    const { asks } = request;
    forget(state, from);
    for (let i = 0; i < asks.length; i += 2) {
      if (asks[i + 1] !== kernel.logs.endOffset(asks[i]!)) return answerFetch(self, from, request);
    }
    const untilUs = kernel.nowUs + request.maxWaitUs;
    state.waiting[from] = request;
    state.waitsUntilUs[from] = untilUs;
    for (let i = 0; i < asks.length; i += 2) state.waiters[asks[i]!]!.push(from);
    if (state.waitCallIsPending[from] !== true) waitFor(self, from, untilUs);
  },

  [Broker.fetchWaited](self, from) {
    self.state.waitCallIsPending[from] = false;
    if (!self.state.waiting[from]) return;
    const untilUs = self.state.waitsUntilUs[from]!;
    if (untilUs <= self.kernel.nowUs) answerWaiting(self, from);
    else waitFor(self, from, untilUs);
  },

  [Broker.listOffsets](self, from, incarnation, _, parcel) {
    const request = parcel as ListOffsetsRequest;
    const { processes, calendar } = self.kernel;
    for (const partition of request.partitions) {
      draft.add(partition);
      draft.add(listedOffset(self.kernel, partition, request));
    }
    calendar.push(
      processes[from]!.arrival(Link.fromBus),
      from,
      incarnation,
      Instance.offsetsListed,
      0,
      0,
      0,
      draft.take(),
    );
  },

  ...cleaningHandlers,
  ...transactionHandlers,
});

/** What ListOffsets says of one partition; for a moment after the last message -1. */
export function listedOffset(kernel: Kernel, partition: number, { at, timeMs }: ListOffsetsRequest): number {
  const { logs } = kernel;
  switch (at) {
    case "earliest":
      return logs.startOffset(partition);
    case "latest":
      return logs.endOffset(partition);
    case "time":
      return offsetAtTime(kernel, partition, timeMs);
  }
}

/** Appends the batches of one produce request, in its order. */
function appendRequest({ kernel }: Self, first: BatchId): void {
  const { batches } = kernel;
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch))
    batches.setError(batch, appendBatchToLog(kernel, batch));
}

/** A marker was appended to a partition: whoever waits for it is answered. */
export function markerAppended(self: Self, partition: number): void {
  const waiters = self.state.waiters[partition]!;
  while (waiters.length > 0) answerWaiting(self, waiters[0]!);
}

/** Gives the columns of a request's batches back. */
export function freeRequest(kernel: Kernel, first: BatchId): void {
  for (let batch = first; batch >= 0;) {
    const next = kernel.batches.nextInRequest(batch);
    kernel.batches.free(batch);
    batch = next;
  }
}

function waitFor(self: Self, from: number, untilUs: Micros): void {
  self.state.waitCallIsPending[from] = true;
  self.after(untilUs - self.kernel.nowUs, Broker.fetchWaited, from);
}

/** Takes a waiting fetch off all its partitions. */
function forget(state: BrokerState, from: number): void {
  const fetch = state.waiting[from];
  if (!fetch) return;
  state.waiting[from] = null;
  for (let i = 0; i < fetch.asks.length; i += 2) removeFrom(state.waiters[fetch.asks[i]!]!, from);
}

function answerWaiting(self: Self, from: number): void {
  const fetch = self.state.waiting[from]!;
  forget(self.state, from);
  answerFetch(self, from, fetch);
}

/** Sends what there is for a fetch, nothing included. */
function answerFetch(self: Self, from: number, fetch: FetchRequest): void {
  const { kernel, state } = self;
  const { logs, messages } = kernel;
  const client = kernel.processes[from]!;
  // Its connection went down with the process.
  if (client.life.incarnation !== fetch.incarnation) return;
  const departsUs = kernel.nowUs;
  const arrivesUs = client.arrival(Link.fromBus);
  for (let i = 0; i < fetch.asks.length; i += 2) {
    const partition = fetch.asks[i]!;
    const start = fetch.asks[i + 1]!;
    const end = logs.endOffset(partition);
    if (start < logs.startOffset(partition) || start > end) {
      addRange(partition, start, -1);
      continue;
    }
    let bytes = 0;
    let to = start;
    while (to < end && bytes < fetch.maxPartitionBytes)
      bytes += messages.bytes(logs.messageAt(partition, to++));
    if (to === start) continue;
    addRange(partition, start, to);
    kernel.trace.record(
      departsUs,
      Fact.fetched,
      client.who,
      arrivesUs - departsUs,
      partition,
      start,
      to - start,
    );
  }
  const answer = state.answers[from]!;
  answer.departsUs = departsUs;
  answer.arrivesUs = arrivesUs;
  answer.ranges = draft.take();
  kernel.calendar.push(
    arrivesUs,
    from,
    fetch.incarnation,
    Instance.fetched,
    fetch.number,
    0,
    0,
    answer.ranges,
  );
}

function addRange(partition: number, from: number, to: number): void {
  draft.add(partition);
  draft.add(from);
  draft.add(to);
}
