/** The sender inside an instance's producer, a thread of its own in Kafka's client: sends what is ready and hears the answers. */
import { removeFrom } from "#base/lists.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import type { MessageId } from "#sim/kernel/message-store.ts";
import { drain, freeMemory, ready } from "./accumulator.ts";
import { BatchIs, type BatchId } from "./batch-store.ts";
import { freeRequest } from "./broker.ts";
import { Broker, Instance } from "./handlers.ts";
import { noteNode, updateLoads } from "./partitioner.ts";

/** A batch was opened that need not go at once. */
export function waitToLinger(self: InstanceProcess): void {
  const { producer } = self.state;
  if (producer.lingerCallUs >= 0) return;
  producer.lingerCallUs = self.kernel.nowUs + self.lingerUs;
  self.after(self.lingerUs, Instance.lingerOver);
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
  else producer.lingerCallUs = -1;
  send(self);
}

/** Loops of the sender until nothing can go (Sender.sendProducerData). */
export function send(self: InstanceProcess): void {
  const { accumulator: acc, kernel } = self;
  const { producer } = self.state;
  const { maxInFlight } = self.plan.config;
  const { nowUs } = kernel;
  for (;;) {
    if (producer.waiting.length === 0) break;
    if (!acc.seesLoadLate) updateLoads(acc, producer);
    const nextUs = ready(acc, producer, nowUs);
    let hasSent = false;
    for (let node = 0; node < acc.isReady.length; node++) {
      if (acc.isReady[node] !== 1) continue;
      const canTake = producer.underWay[node]! < maxInFlight;
      noteNode(acc, producer, node, canTake, nowUs);
      if (!canTake) continue;
      const first = drain(acc, producer, node);
      if (first < 0) continue;
      dispatch(self, node, first);
      hasSent = true;
    }
    if (hasSent) continue;
    if (nextUs < Infinity && producer.lingerCallUs < 0) {
      producer.lingerCallUs = nextUs;
      self.after(nextUs - nowUs, Instance.lingerOver);
    }
    break;
  }
  // It has seen the queues as they are now; what they make of the loads is worked out when somebody asks.
  producer.unseenSinceUs = nowUs - 1;
}

/** Sends a request of drained batches to a broker. */
function dispatch(self: InstanceProcess, node: number, first: BatchId): void {
  const { kernel } = self;
  const { batches, ledger, nowUs } = kernel;
  const { producer } = self.state;
  const arrivesUs = self.arrival(Link.toBus);
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    batches.setStatus(batch, BatchIs.travelling);
    batches.setTravel(batch, nowUs, arrivesUs);
    const partition = batches.partition(batch);
    ledger.wires[self.wireOfPartition(partition)]! += batches.records(batch);
    self.note(Fact.sent, batches.first(batch), partition, batches.records(batch), arrivesUs - nowUs);
  }
  producer.inFlight.push(first);
  producer.underWay[node]!++;
  kernel.calendar.push(arrivesUs, 0, 0, Broker.produce, self.index, self.life.incarnation, first);
}

/** The broker has answered a request. */
export function acknowledged(self: InstanceProcess, first: BatchId): void {
  const { kernel } = self;
  const { batches } = kernel;
  const { producer } = self.state;
  removeFrom(producer.inFlight, first);
  producer.underWay[0]!--;
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    freeMemory(producer, batches, batch);
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
  const { accumulator: acc } = self;
  const { producer } = self.state;
  for (let node = 0; node < acc.isReady.length; node++) {
    for (let first = drain(acc, producer, node); first >= 0; first = drain(acc, producer, node))
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
    if (batches.status(first) === BatchIs.answered) freeRequest(kernel, first);
    else batches.setStatus(first, BatchIs.orphan);
  }
  if (dropped > 0) self.note(Fact.dropped, -1, -1, -1, dropped);
}
