/**
 * The producer inside an instance: chooses the partition, gathers records in batches (linger.ms, batch.size), sends them
 * with at most five requests under way, and hears the acknowledgements. The bus has one replica and always answers, so
 * nothing is retried here yet; acks=all and idempotence (Kafka's defaults) then change nothing that could be seen.
 */
import { removeFrom, shorten } from "#base/lists.ts";
import type { Micros } from "#base/units.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import { NO_KEY, type MessageId } from "#sim/kernel/message-store.ts";
import type { StreamId } from "#sim/kernel/random.ts";
import { BatchIs, type BatchId } from "./batch-store.ts";
import { freeRequest } from "./broker.ts";
import { Broker, Instance } from "./handlers.ts";
import { partitionForKey } from "./murmur2.ts";
import { BATCH_HEADER_BYTES, recordBytes, writeLimitBytes } from "./record-size.ts";

/** max.in.flight.requests.per.connection. */
const IN_FLIGHT_MAX = 5;

/** Hands a message to the producer; it is in the run's store from then on. `stream`: for the choice of a keyless record's partition. */
export function produce(
  self: InstanceProcess,
  target: number,
  key: number,
  parent: MessageId,
  ordinal: number,
  stream: StreamId,
): MessageId {
  const { kernel, plan } = self;
  const topic = kernel.program.topics[plan.targets[target]!]!;
  const bytes = recordBytes(0, 0, kernel.keys.length(key), plan.config.valueBytes);
  const message = kernel.messages.add(kernel.nowUs, key, self.who, parent, ordinal, bytes);
  const isSticky = key === NO_KEY;
  const number = isSticky
    ? stickyNumber(self, target, topic.partitions, bytes, stream)
    : partitionForKey(kernel.keys.hash(key), topic.partitions);
  self.note(Fact.produced, message, topic.firstPartition + number, parent, key);
  self.state.producer.produced++;
  const appendedBytes = gather(self, target, number, message, bytes);
  if (isSticky) maybeSwitch(self, target, number, topic.partitions, appendedBytes, stream);
  return message;
}

/** Position of a target's partition among all partitions that the producer writes to. */
function localOf(self: InstanceProcess, target: number, number: number): number {
  return self.firstLocal[target]! + number;
}

/** Adds the message to its partition's open batch, or opens one; the bytes that this took. */
function gather(
  self: InstanceProcess,
  target: number,
  number: number,
  message: MessageId,
  bytes: number,
): number {
  const { kernel, plan } = self;
  const { producer } = self.state;
  const { batches, messages, program } = kernel;
  const local = localOf(self, target, number);
  const tail = producer.tails[local]!;
  if (tail >= 0 && hasRoom(self, tail, bytes)) {
    messages.link(batches.last(tail), message);
    batches.add(tail, message, bytes);
    if (isFull(self, tail)) wakeSender(self);
    return bytes;
  }
  const partition = program.topics[plan.targets[target]!]!.firstPartition + number;
  const batch = batches.open(partition, message, bytes + BATCH_HEADER_BYTES, kernel.nowUs);
  producer.tails[local] = batch;
  if (tail < 0) {
    producer.heads[local] = batch;
    producer.waiting.push(local);
  } else {
    batches.setStatus(tail, BatchIs.closed);
    batches.setNextInQueue(tail, batch);
  }
  if (hasReady(self)) wakeSender(self);
  else waitToLinger(self);
  return bytes + BATCH_HEADER_BYTES;
}

/** What a batch may grow to: batch.size, or more where its first record needs more (MemoryRecordsBuilder's writeLimit). */
function writeLimitOf(self: InstanceProcess, batch: BatchId): number {
  const { batches, keys, messages } = self.kernel;
  const { batchSizeBytes, valueBytes } = self.plan.config;
  return writeLimitBytes(batchSizeBytes, keys.length(messages.key(batches.first(batch))), valueBytes);
}

/** Whether an unsent batch takes a record of this many bytes. */
function hasRoom(self: InstanceProcess, batch: BatchId, bytes: number): boolean {
  const { batches } = self.kernel;
  if (batches.status(batch) === BatchIs.closed) return false;
  const grown = batches.bytes(batch) + bytes;
  return grown <= self.plan.config.batchSizeBytes || grown <= writeLimitOf(self, batch);
}

/**
 * Whether an unsent batch may go before its linger is over. A first record larger than batch.size does not fill its batch:
 * the limit leaves room for the longest deltas (MemoryRecordsBuilder.isFull), so even that one lingers.
 */
function isFull(self: InstanceProcess, batch: BatchId): boolean {
  const { batches } = self.kernel;
  if (batches.status(batch) === BatchIs.closed) return true;
  const bytes = batches.bytes(batch);
  return bytes >= self.plan.config.batchSizeBytes && bytes >= writeLimitOf(self, batch);
}

function waitToLinger(self: InstanceProcess): void {
  const { producer } = self.state;
  if (producer.lingerCallUs >= 0) return;
  producer.lingerCallUs = self.kernel.nowUs + self.lingerUs;
  self.after(self.lingerUs, Instance.lingerOver);
}

/** Something is ready. The sender is a thread of its own: it gets its turn when the application has put in what it puts in at this moment. */
function wakeSender(self: InstanceProcess): void {
  const { producer } = self.state;
  if (producer.isWoken) return;
  producer.isWoken = true;
  self.after(0, Instance.lingerOver, 1);
}

/** The sender's turn: sends what is full or has waited long enough, and what lies beside it for the same broker (RecordAccumulator.ready). */
export function lingerOver(self: InstanceProcess, isWakeUp: number): void {
  const { producer } = self.state;
  if (isWakeUp === 1) producer.isWoken = false;
  else producer.lingerCallUs = -1;
  send(self);
}

/** Sends requests as long as one is due and may be under way; every request takes one batch of each waiting partition. */
function send(self: InstanceProcess): void {
  const { producer } = self.state;
  while (producer.inFlight.length < IN_FLIGHT_MAX && producer.waiting.length > 0) {
    const dueUs = firstDueUs(self);
    if (dueUs > self.kernel.nowUs) {
      if (producer.lingerCallUs < 0) {
        producer.lingerCallUs = dueUs;
        self.after(dueUs - self.kernel.nowUs, Instance.lingerOver);
      }
      return;
    }
    drain(self);
  }
}

/** When the first of the waiting batches may go: at once if it is full or another one queues behind it, else after its linger. */
function firstDueUs(self: InstanceProcess): Micros {
  const { batches } = self.kernel;
  const { producer } = self.state;
  if (hasReady(self)) return 0;
  let oldestUs = Infinity;
  for (const local of producer.waiting) {
    const createdUs = batches.createdUs(producer.heads[local]!);
    if (createdUs < oldestUs) oldestUs = createdUs;
  }
  return oldestUs + self.lingerUs;
}

/** Whether one of the waiting batches may go at once. */
function hasReady(self: InstanceProcess): boolean {
  const { batches } = self.kernel;
  const { producer } = self.state;
  for (const local of producer.waiting) {
    const head = producer.heads[local]!;
    if (batches.nextInQueue(head) >= 0 || isFull(self, head)) return true;
  }
  return false;
}

function drain(self: InstanceProcess): void {
  const { kernel } = self;
  const { batches, ledger, nowUs } = kernel;
  const { producer } = self.state;
  const arrivesUs = self.arrival(Link.toBus);
  let first: BatchId = -1;
  let last: BatchId = -1;
  let left = 0;
  for (const local of producer.waiting) {
    const batch = producer.heads[local]!;
    const next = batches.nextInQueue(batch);
    producer.heads[local] = next;
    if (next < 0) producer.tails[local] = -1;
    else producer.waiting[left++] = local;
    if (first < 0) first = batch;
    else batches.setNextInRequest(last, batch);
    last = batch;
    batches.setStatus(batch, BatchIs.travelling);
    batches.setTravel(batch, nowUs, arrivesUs);
    const partition = batches.partition(batch);
    ledger.wires[self.wireOfPartition(partition)]! += batches.records(batch);
    self.note(Fact.sent, batches.first(batch), partition, batches.records(batch), arrivesUs - nowUs);
  }
  shorten(producer.waiting, left);
  producer.inFlight.push(first);
  kernel.calendar.push(arrivesUs, 0, 0, Broker.produce, self.index, self.life.incarnation, first);
}

/** The broker has answered a request; `onMessage` hears of each acknowledged message. */
export function acknowledged(self: InstanceProcess, first: BatchId): void {
  const { kernel } = self;
  const { batches } = kernel;
  const { producer } = self.state;
  removeFrom(producer.inFlight, first);
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    self.note(
      Fact.acknowledged,
      batches.first(batch),
      batches.partition(batch),
      batches.baseOffset(batch),
      batches.records(batch),
    );
  }
}

/** Whether a message is in one of the batches of a request. */
export function isInRequest(self: InstanceProcess, first: BatchId, message: MessageId): boolean {
  const { batches, messages } = self.kernel;
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    let at = batches.first(batch);
    for (let i = batches.records(batch); i > 0; i--) {
      if (at === message) return true;
      at = messages.next(at);
    }
  }
  return false;
}

/** After `acknowledged`: gives the batches back and sends what has waited for a free place. */
export function release(self: InstanceProcess, first: BatchId): void {
  freeRequest(self.kernel, first);
  send(self);
}

/** close(): everything that waits goes out now, however many requests are under way. */
export function flushProducer(self: InstanceProcess): void {
  while (self.state.producer.waiting.length > 0) drain(self);
}

/** The process ends: what was not sent is gone; what is on its way arrives, but nobody hears the answer. */
export function dropProducer(self: InstanceProcess): void {
  const { kernel } = self;
  const { batches } = kernel;
  const { producer } = self.state;
  let dropped = 0;
  for (const local of producer.waiting) {
    for (let batch = producer.heads[local]!; batch >= 0;) {
      const next = batches.nextInQueue(batch);
      dropped += batches.records(batch);
      batches.free(batch);
      batch = next;
    }
  }
  for (const first of producer.inFlight) {
    if (batches.status(first) === BatchIs.answered) freeRequest(kernel, first);
    else batches.setStatus(first, BatchIs.orphan);
  }
  if (dropped > 0) self.note(Fact.dropped, -1, -1, -1, dropped);
}

/** Where the next keyless record goes: the sticky partition; moved on first where it is due (BuiltInPartitioner, KIP-794). */
function stickyNumber(
  self: InstanceProcess,
  target: number,
  partitions: number,
  bytes: number,
  stream: StreamId,
): number {
  const { producer } = self.state;
  if (producer.stickyPartition[target]! < 0) draw(self, target, partitions, stream);
  const tail = producer.tails[localOf(self, target, producer.stickyPartition[target]!)]!;
  if (tail >= 0 && !isFull(self, tail) && hasRoom(self, tail, bytes))
    return producer.stickyPartition[target]!;
  // A record that does not fit closes the open batch, wherever it goes itself; then all batches of the partition are full.
  if (tail >= 0) self.kernel.batches.setStatus(tail, BatchIs.closed);
  if (producer.stickyBytes[target]! >= self.plan.config.batchSizeBytes)
    draw(self, target, partitions, stream);
  return producer.stickyPartition[target]!;
}

/** After an append: draws anew at batch.size where the partition's batches are full, at twice that in any case. */
function maybeSwitch(
  self: InstanceProcess,
  target: number,
  number: number,
  partitions: number,
  bytes: number,
  stream: StreamId,
): void {
  const { producer } = self.state;
  const { batchSizeBytes } = self.plan.config;
  const produced = (producer.stickyBytes[target] = producer.stickyBytes[target]! + bytes);
  const tail = producer.tails[localOf(self, target, number)]!;
  const allFull = tail < 0 || isFull(self, tail);
  if (produced >= batchSizeBytes * 2 || (produced >= batchSizeBytes && allFull))
    draw(self, target, partitions, stream);
}

function draw(self: InstanceProcess, target: number, partitions: number, stream: StreamId): void {
  const { producer } = self.state;
  producer.stickyPartition[target] = (self.kernel.random.next(stream) & 0x7fffffff) % partitions;
  producer.stickyBytes[target] = 0;
}
