/** Consumers' fetches: answered at once, when there is something to read, or empty after fetch.max.wait.ms. */
import { ListDraft, removeFrom } from "#base/lists.ts";
import type { Micros } from "#base/units.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import type { BrokerState, FetchRequest } from "./broker.ts";
import { instanceTalks } from "./cluster-network.ts";
import { Broker, FetchSays, Instance } from "./handlers.ts";
import { fetchEnd, read } from "./log-reads.ts";
import { readableEnd } from "./readable.ts";
import { wakeShareGroups } from "./share-wake.ts";

type Self = Process<BrokerState>;

const draft = new ListDraft();

/** A place in the lists of waiting fetches: a client has one fetch under way with each broker. */
export function fetchSlot(self: Self, from: number, broker: number): number {
  return from * self.kernel.program.cluster.brokers + broker;
}

/** A fetch arrives. */
export function fetch(self: Self, from: number, request: FetchRequest): void {
  const { kernel, state } = self;
  const { asks, broker } = request;
  const slot = fetchSlot(self, from, broker);
  forget(state, slot);
  const { cluster } = state;
  // What the network swallows is never answered.
  if (cluster !== null && !instanceTalks(cluster, kernel.processes[from]!.who, broker)) return;
  if (cluster !== null && cluster.diverged.size > 0) forgetDiverged(self, cluster.diverged, from, asks);
  if (isReady(self, from, request)) return answerFetch(self, slot, request);
  const untilUs = kernel.nowUs + request.maxWaitUs;
  state.waiting[slot] = request;
  state.waitsUntilUs[slot] = untilUs;
  for (let i = 0; i < asks.length; i += 2) state.waiters[asks[i]!]!.push(slot);
  if (state.waitCallIsPending[slot] !== true) waitFor(self, slot, untilUs);
}

/** Whether a fetch need not wait: a partition has something to say, or there are fetch.min.bytes to read. */
function isReady(self: Self, from: number, request: FetchRequest): boolean {
  const { logs, messages } = self.kernel;
  const { asks, broker, minBytes } = request;
  let bytes = 0;
  for (let i = 0; i < asks.length; i += 2) {
    const partition = asks[i]!;
    const start = asks[i + 1]!;
    const end = readableEnd(self, partition, broker, request.readsCommitted);
    if (divergedAt(self, from, partition, start) >= 0) return true;
    if (end < 0 || start < logs.startOffset(partition) || start > logs.endOffset(partition)) return true;
    if (start < end && minBytes <= 1) return true;
    for (let offset = start; offset < end && bytes < minBytes; offset++) {
      const message = logs.messageAt(partition, offset);
      if (message >= 0) bytes += messages.bytes(message);
    }
  }
  return bytes >= minBytes;
}

/** A group that reads from where its log parted, or before, has heard of it. */
function forgetDiverged(
  { kernel }: Self,
  diverged: Map<number, number>,
  from: number,
  asks: readonly number[],
): void {
  const { groupIndex } = kernel.processes[from] as InstanceProcess;
  for (let i = 0; i < asks.length; i += 2) {
    const key = groupIndex * kernel.program.layout.partitionCount + asks[i]!;
    if (asks[i + 1]! <= (diverged.get(key) ?? -1)) diverged.delete(key);
  }
}

/** Where the log was cut off below a client's position without its knowing (its next fetch tells it), or -1. */
function divergedAt({ kernel, state }: Self, from: number, partition: number, position: number): number {
  const { cluster } = state;
  if (cluster === null || cluster.diverged.size === 0) return -1;
  const { groupIndex } = kernel.processes[from] as InstanceProcess;
  const key = groupIndex * kernel.program.layout.partitionCount + partition;
  return position > (cluster.diverged.get(key) ?? Infinity) ? cluster.diverged.get(key)! : -1;
}

/** A fetch may have waited long enough. */
export function fetchWaited(self: Self, slot: number): void {
  self.state.waitCallIsPending[slot] = false;
  if (!self.state.waiting[slot]) return;
  const untilUs = self.state.waitsUntilUs[slot]!;
  if (untilUs <= self.kernel.nowUs) answerWaiting(self, slot);
  else waitFor(self, slot, untilUs);
}

/** There is something new in a partition, or its broker has something to say: whoever waits for it there is answered. */
export function answerWaitingAt(self: Self, partition: number, broker: number): void {
  wakeShareGroups(self.kernel, partition);
  const waiters = self.state.waiters[partition];
  if (waiters === undefined) return;
  const { brokers } = self.kernel.program.cluster;
  for (let i = 0; i < waiters.length;) {
    const slot = waiters[i]!;
    if (slot % brokers === broker && isReady(self, Math.floor(slot / brokers), self.state.waiting[slot]!))
      answerWaiting(self, slot);
    else i++;
  }
}

/** Forgets all fetches that wait at a broker: it has died. */
export function dropFetches(self: Self, broker: number): void {
  const { brokers } = self.kernel.program.cluster;
  for (let slot = broker; slot < self.state.waiting.length; slot += brokers) forget(self.state, slot);
}

function waitFor(self: Self, slot: number, untilUs: Micros): void {
  self.state.waitCallIsPending[slot] = true;
  self.after(untilUs - self.kernel.nowUs, Broker.fetchWaited, slot);
}

/** Takes a waiting fetch off all its partitions. */
function forget(state: BrokerState, slot: number): void {
  const fetching = state.waiting[slot];
  if (!fetching) return;
  state.waiting[slot] = null;
  for (let i = 0; i < fetching.asks.length; i += 2) removeFrom(state.waiters[fetching.asks[i]!]!, slot);
}

function answerWaiting(self: Self, slot: number): void {
  const fetching = self.state.waiting[slot]!;
  forget(self.state, slot);
  answerFetch(self, slot, fetching);
}

/** Sends what there is for a fetch, nothing included. */
function answerFetch(self: Self, slot: number, request: FetchRequest): void {
  const { kernel, state } = self;
  const from = Math.floor(slot / kernel.program.cluster.brokers);
  const client = kernel.processes[from]!;
  // Its connection went down with the process.
  if (client.life.incarnation !== request.incarnation) return;
  const { cluster } = state;
  if (cluster !== null && !instanceTalks(cluster, client.who, request.broker)) return;
  const departsUs = kernel.nowUs;
  const arrivesUs = client.arrivalFrom(request.broker);
  const answer = state.answers[slot]!;
  const last = answer.leavesOut ? (answer.ranges.at(-3) ?? -1) : -1;
  const order = last < 0 ? null : turnsOf(request.asks, last);
  answer.leavesOut = false;
  let bytesLeft = request.maxBytes;
  for (let i = 0; i < request.asks.length; i += 2) {
    const isFirst = bytesLeft === request.maxBytes;
    const at = order === null ? i : order[i / 2]!;
    bytesLeft -= readInto(self, from, request, at, bytesLeft, isFirst, arrivesUs);
  }
  answer.departsUs = departsUs;
  answer.arrivesUs = arrivesUs;
  answer.ranges = draft.take();
  kernel.calendar.push(
    arrivesUs,
    from,
    request.incarnation,
    Instance.fetched,
    request.number,
    request.broker,
    0,
    answer.ranges,
  );
}

/**
 * In which order a fetch's partitions take their turns where the last answer was too small for all that there was: behind
 * the last one that it had something of, so that none starves (Kafka's fetch sessions move those behind the others).
 */
function turnsOf(asks: readonly number[], last: number): number[] {
  const order = Array.from({ length: asks.length / 2 }, (_, i) => 2 * i);
  const isBehind = (at: number): number => (asks[at]! <= last ? 1 : 0);
  return order.sort((a, b) => isBehind(a) - isBehind(b) || asks[a]! - asks[b]!);
}

/** Adds what a fetch finds in the partition at `asks[at]` to its answer; how many bytes that is. */
function readInto(
  self: Self,
  from: number,
  request: FetchRequest,
  at: number,
  bytesLeft: number,
  isFirst: boolean,
  arrivesUs: Micros,
): number {
  const { kernel } = self;
  const { logs } = kernel;
  const partition = request.asks[at]!;
  const start = request.asks[at + 1]!;
  const end = readableEnd(self, partition, request.broker, request.readsCommitted);
  const diverged = end < 0 ? -1 : divergedAt(self, from, partition, start);
  if (end < 0 || diverged >= 0) {
    addRange(partition, start, diverged >= 0 ? FetchSays.diverged - diverged : end);
    return 0;
  }
  if (end !== start && (start < logs.startOffset(partition) || start > end)) {
    if (start <= logs.endOffset(partition) && start >= logs.startOffset(partition)) return 0;
    addRange(partition, start, FetchSays.outOfRange);
    return 0;
  }
  const bytesMax = Math.min(request.maxPartitionBytes, bytesLeft);
  const to = fetchEnd(kernel, partition, start, end, bytesMax, isFirst);
  if (to === start) {
    if (end > start) self.state.answers[fetchSlot(self, from, request.broker)]!.leavesOut = true;
    return 0;
  }
  addRange(partition, start, to);
  kernel.trace.record(
    kernel.nowUs,
    Fact.fetched,
    kernel.processes[from]!.who,
    arrivesUs - kernel.nowUs,
    partition,
    start,
    to - start,
  );
  return read.bytes;
}

function addRange(partition: number, from: number, to: number): void {
  draft.add(partition);
  draft.add(from);
  draft.add(to);
}
