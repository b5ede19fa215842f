/** What happens to a producer from outside: answers, news of leaders, broken connections, time running out. */
import type { InstanceProcess } from "#sim/instance-process.ts";
import { advanceTransaction, closeTransaction, producerIdAnswered, transactionDue } from "#sim/parts.ts";
import type { BatchId } from "./batch-store.ts";
import type { ClusterMetadata } from "./metadata.ts";
import { resumeSends } from "./producer-client.ts";
import { breakLateConnections, broken, connected } from "./producer-connections.ts";
import { askProducerId, takeProducerId } from "./producer-id.ts";
import { beginMetadata, takeMetadata } from "./producer-metadata.ts";
import { expireBatches } from "./producer-retries.ts";
import { AWAITED } from "./producer-state.ts";
import { armTimerAgain } from "./producer-timer.ts";
import { answered, flushProducer, send } from "./sender.ts";

/** The process begins: its client connects and asks for what it needs. */
export function startProducer(self: InstanceProcess): void {
  if (self.plan.targets.length === 0) return;
  beginMetadata(self);
  askProducerId(self);
}

/** A broker has answered a request. */
export function requestAnswered(self: InstanceProcess, first: BatchId): void {
  answered(self, first);
  goOnSending(self);
}

/** Who leads what. */
export function metadataCame(self: InstanceProcess, answer: ClusterMetadata): void {
  takeMetadata(self, answer);
  goOnSending(self);
}

/** The registry has answered the serializer. */
export function schemaCame(self: InstanceProcess): void {
  goOnSending(self);
}

/** The connection to a broker broke. */
export function connectionBroke(self: InstanceProcess, broker: number): void {
  broken(self, broker);
  goOnSending(self);
}

/** A connection stands again, or was refused. */
export function connectionOpened(self: InstanceProcess, broker: number, stands: boolean): void {
  if (stands) connected(self, broker);
  else broken(self, broker);
  goOnSending(self);
}

/** InitProducerId was answered. */
export function producerIdCame(
  self: InstanceProcess,
  error: number,
  producerId: number,
  epoch: number,
): void {
  if (self.state.producer.transaction === null) takeProducerId(self, error, producerId, epoch);
  else producerIdAnswered(self, error, producerId, epoch);
  goOnSending(self);
}

/** The timer has called. */
export function producerTimer(self: InstanceProcess): void {
  const { producer } = self.state;
  if (producer.timerUs < 0 || producer.timerUs > self.kernel.nowUs) return;
  producer.timerUs = -1;
  breakLateConnections(self);
  expireBatches(self);
  goOnSending(self);
  armTimerAgain(self);
}

/** What the application has waited for from its producer and may go on with; "nothing" where it does not wait or has to wait on. */
export type ProducerNews =
  | "nothing"
  | "dead-letter-acknowledged"
  | "dead-letter-failed"
  | "sent"
  | "transaction-ended"
  | "fenced";

/** What the application may go on with now; tells it once. */
export function newsForApplication(self: InstanceProcess): ProducerNews {
  const { producer, work } = self.state;
  const { transaction } = producer;
  if (transaction !== null) {
    advanceTransaction(self);
    if (transaction.phase === "over") return "fenced";
    if (transaction.hasEnded) {
      transaction.hasEnded = false;
      goOnSending(self);
      if (self.sending.commitsOffsets) return "transaction-ended";
    }
    // What waits in send() may have to wait for the next end already.
    advanceTransaction(self);
  }
  if (producer.awaitedIs !== AWAITED.pending) {
    const isAcknowledged = producer.awaitedIs === AWAITED.acknowledged;
    producer.awaited = -1;
    producer.awaitedIs = AWAITED.pending;
    if (!isAcknowledged) work.deadLetter = -1;
    return isAcknowledged ? "dead-letter-acknowledged" : "dead-letter-failed";
  }
  if (!producer.holdsUpWork || producer.outbox.length > 0) return "nothing";
  producer.holdsUpWork = false;
  return "sent";
}

/**
 * close(): what is held goes out, and is waited for where it could fail; without brokers that fail it always arrives.
 * Returns whether it is through; if not, it is asked again whenever something has happened.
 */
export function closeProducer(self: InstanceProcess): boolean {
  const { producer } = self.state;
  producer.isClosing = true;
  const isOver = producer.transaction?.phase === "over";
  if (isOver || self.plan.targets.length === 0) return true;
  if (producer.transaction === null && !self.sending.metadataChanges) {
    flushProducer(self);
    return true;
  }
  const isEnded = producer.transaction === null || closeTransaction(self);
  producer.isHurried = true;
  send(self);
  return isEnded && producer.waiting.length + producer.inFlight.length + producer.outbox.length === 0;
}

/** Something was asked again, or a transaction has been open for long enough. */
export function transactionCalled(self: InstanceProcess, call: number, number: number): void {
  transactionDue(self, call, number);
  goOnSending(self);
}

/** Whatever waits in send() goes on where it can, and the sender has its turn. */
function goOnSending(self: InstanceProcess): void {
  if (self.state.producer.outbox.length > 0) resumeSends(self);
  send(self);
}
