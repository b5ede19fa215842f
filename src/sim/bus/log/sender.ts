/** The sender inside an instance's producer, a thread of its own in Kafka's client: sends what is ready and hears the answers. */
import { removeFrom } from "#base/lists.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { drain, ready } from "./accumulator.ts";
import { BATCH_FLAGS, BatchIs, type BatchId } from "./batch-store.ts";
import { Broker, Instance } from "./handlers.ts";
import { noteNode, updateLoads } from "./partitioner.ts";
import { notBefore } from "./producer-connections.ts";
import { askProducerId } from "./producer-id.ts";
import { requestMetadata } from "./producer-metadata.ts";
import { handleError, isOfMetadata, succeed } from "./producer-retries.ts";
import { bumpEpoch, resolveSequences } from "./producer-sequences.ts";
import { armTimer } from "./producer-timer.ts";

/** A batch was opened that need not go at once. */
export function waitToLinger(self: InstanceProcess): void {
  wakeSenderAt(self, self.kernel.nowUs + self.lingerUs);
}

function wakeSenderAt(self: InstanceProcess, atUs: number): void {
  const { producer } = self.state;
  if (producer.lingerCallUs >= 0 && producer.lingerCallUs <= atUs) return;
  producer.lingerCallUs = atUs;
  self.after(atUs - self.kernel.nowUs, Instance.lingerOver);
}

/** Something is ready. The sender is a thread of its own: it gets its turn when the application has put in what it puts in at this moment. */
export function wakeSender(self: InstanceProcess): void {
  const { producer } = self.state;
  if (producer.isWoken) return;
  producer.isWoken = true;
  self.after(0, Instance.lingerOver, 1);
}

/** The sender's turn: sends what is full or has waited long enough, and what lies beside it for the same broker. */
export function lingerOver(self: InstanceProcess, isWakeUp: number): void {
  const { producer } = self.state;
  if (isWakeUp === 1) producer.isWoken = false;
  else if (producer.lingerCallUs > self.kernel.nowUs) return;
  else producer.lingerCallUs = -1;
  send(self);
}

/** Loops of the sender until nothing can go (Sender.sendProducerData). */
export function send(self: InstanceProcess): void {
  const { accumulator: acc, kernel } = self;
  const { producer } = self.state;
  const { nowUs } = kernel;
  if (acc.isIdempotent) mindSequences(self);
  while (producer.waiting.length > 0) {
    if (!acc.seesLoadLate) updateLoads(acc, producer);
    let nextUs = ready(acc, producer, nowUs);
    let hasSent = false;
    for (let node = 0; node < acc.isReady.length; node++) {
      if (acc.isReady[node] !== 1) continue;
      const notBeforeUs = notBefore(self, node);
      noteNode(acc, producer, node, notBeforeUs === 0, nowUs);
      if (notBeforeUs > 0) {
        if (notBeforeUs < nextUs) nextUs = notBeforeUs;
        continue;
      }
      const first = drain(acc, producer, node, nowUs);
      if (first < 0) continue;
      dispatch(self, node, first);
      hasSent = true;
    }
    if (hasSent) continue;
    if (acc.lacksLeader) requestMetadata(self);
    if (nextUs < Infinity) wakeSenderAt(self, nextUs);
    break;
  }
  // It has seen the queues as they are now; what they make of the loads is worked out when somebody asks.
  producer.unseenSinceUs = nowUs - 1;
}

/** What Sender.runOnce does about sequences and ids before it sends. */
function mindSequences(self: InstanceProcess): void {
  const { accumulator: acc } = self;
  const { producer } = self.state;
  const isLost = resolveSequences(acc, producer);
  if (producer.transaction !== null) {
    // No epoch of its own making: the transaction is aborted instead, which brings the next one.
    producer.toRewrite.length = 0;
    if (isLost) producer.transaction.hasFailed = true;
  }
  if (producer.toRewrite.length > 0 && bumpEpoch(acc, producer))
    self.note(Fact.producerIdGiven, producer.producerId, -1, -1, producer.epoch);
  if (producer.producerId < 0 && producer.transaction === null) askProducerId(self);
}

/** Sends a request of drained batches to a broker. */
function dispatch(self: InstanceProcess, node: number, first: BatchId): void {
  const { kernel } = self;
  const { batches, ledger, nowUs } = kernel;
  const { producer } = self.state;
  const { batchFlags } = self.sending;
  const arrivesUs = self.arrivalAt(node);
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    batches.sendOff(batch, nowUs, arrivesUs, node, batchFlags);
    const partition = batches.partition(batch);
    ledger.wires[self.wireOfPartition(partition)]! += batches.records(batch);
    self.note(Fact.sent, batches.first(batch), partition, batches.records(batch), arrivesUs - nowUs);
  }
  kernel.calendar.push(arrivesUs, 0, 0, Broker.produce, self.index, self.life.incarnation, first);
  if (self.sending.hearsNothing) return assumeSent(self, first);
  if (producer.transaction !== null) producer.transaction.isKnown = true;
  producer.inFlight.push(first);
  producer.underWay[node]!++;
  armTimer(self, nowUs + self.sending.requestTimeoutUs);
}

/** acks=0: what was written to the connection counts as sent; nobody waits for an answer. */
function assumeSent(self: InstanceProcess, first: BatchId): void {
  const { batches } = self.kernel;
  const { isMuted } = self.state.producer;
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    isMuted[batches.local(batch)] = 0;
    succeed(self, batch);
  }
  batches.setStatus(first, BatchIs.orphan);
}

/** A broker's answer to a request has come. */
export function answered(self: InstanceProcess, first: BatchId): void {
  const { kernel } = self;
  const { batches } = kernel;
  const { producer } = self.state;
  if (batches.status(first) === BatchIs.orphan) {
    removeFrom(producer.late, first);
    return batches.freeRequest(first);
  }
  removeFrom(producer.inFlight, first);
  producer.underWay[batches.node(first)]!--;
  let isMetadataOld = false;
  for (let batch = first; batch >= 0;) {
    const next = batches.nextInRequest(batch);
    const error = batches.error(batch);
    producer.isMuted[batches.local(batch)] = 0;
    if ((batches.flags(batch) & BATCH_FLAGS.givenUp) !== 0) batches.free(batch);
    else if (error === 0) {
      succeed(self, batch);
      batches.free(batch);
    } else {
      batches.setNextInRequest(batch, -1);
      handleError(self, batch, error);
      if (isOfMetadata(error)) isMetadataOld = true;
    }
    batch = next;
  }
  if (isMetadataOld) requestMetadata(self);
}

/** close(): everything that waits goes out now, however many requests are under way. */
export function flushProducer(self: InstanceProcess): void {
  const { accumulator: acc } = self;
  const { producer } = self.state;
  const { nowUs } = self.kernel;
  for (let node = 0; node < acc.isReady.length; node++) {
    for (let first = drain(acc, producer, node, nowUs); first >= 0; first = drain(acc, producer, node, nowUs))
      dispatch(self, node, first);
  }
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
    const status = batches.status(first);
    if (status === BatchIs.answered || status === BatchIs.lost) batches.freeRequest(first);
    else batches.setStatus(first, BatchIs.orphan);
  }
  for (const first of producer.late) batches.freeRequest(first);
  if (dropped > 0) self.note(Fact.dropped, -1, -1, -1, dropped);
}
