/**
 * What becomes of a batch: acknowledged, put back to be sent again, split, or failed for good (Sender.completeBatch,
 * TransactionManager.canRetry). And what runs out: requests, batches, waits for memory.
 */
import type { Micros } from "#base/units.ts";
import { PRODUCE_ERRORS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { rowsSettled } from "#sim/parts.ts";
import { freeMemory, insert, putBack, removeFirst } from "./accumulator.ts";
import { BATCH_FLAGS, BatchIs, type BatchId } from "./batch-store.ts";
import { AWAITED } from "./producer-state.ts";
import { BATCH_HEADER_BYTES } from "./record-size.ts";
import { acknowledgeSequences, isNextExpected, markUnresolved, wantEpochBump } from "./producer-sequences.ts";

type ProduceErrorName = (typeof PRODUCE_ERRORS)[number];

/** Index into PRODUCE_ERRORS. */
export function produceError(name: ProduceErrorName): number {
  return PRODUCE_ERRORS.indexOf(name);
}

const OUT_OF_ORDER = produceError("OUT_OF_ORDER_SEQUENCE_NUMBER");
const UNKNOWN_PRODUCER = produceError("UNKNOWN_PRODUCER_ID");
const TOO_LARGE = produceError("MESSAGE_TOO_LARGE");
const TIMEOUT = produceError("timeout");
export const NETWORK_EXCEPTION = produceError("NETWORK_EXCEPTION");

/** Errors whose exceptions are RetriableExceptions, and those that are InvalidMetadataExceptions, too. */
const RETRIABLE = PRODUCE_ERRORS.map((name) =>
  [
    "NOT_LEADER_OR_FOLLOWER",
    "LEADER_NOT_AVAILABLE",
    "NOT_ENOUGH_REPLICAS",
    "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
    "REQUEST_TIMED_OUT",
    "UNKNOWN_TOPIC_OR_PARTITION",
    "NETWORK_EXCEPTION",
    "KAFKA_STORAGE_ERROR",
    "CONCURRENT_TRANSACTIONS",
    "COORDINATOR_NOT_AVAILABLE",
  ].includes(name),
);
const OF_METADATA = PRODUCE_ERRORS.map((name) =>
  [
    "NOT_LEADER_OR_FOLLOWER",
    "LEADER_NOT_AVAILABLE",
    "UNKNOWN_TOPIC_OR_PARTITION",
    "NETWORK_EXCEPTION",
    "KAFKA_STORAGE_ERROR",
  ].includes(name),
);

/** Whether an error says that the client's metadata is old. */
export function isOfMetadata(error: number): boolean {
  return OF_METADATA[error] === true;
}

/** retry.backoff.max.ms: the default, which nobody changes. */
const BACKOFF_MAX_MS = 1_000;
/** Share by which the backoff varies either way. */
const JITTER = 0.2;

/** The pause before the n-th retry (from 0): doubling, with jitter (ExponentialBackoff). */
export function backoffUs(self: InstanceProcess, initialMs: number, attempt: number): Micros {
  if (initialMs >= BACKOFF_MAX_MS) return initialMs * 1000;
  let ms = Math.max(initialMs, 0);
  for (let n = 0; n < attempt && ms < BACKOFF_MAX_MS && ms > 0; n++) ms *= 2;
  ms = Math.min(ms, BACKOFF_MAX_MS);
  const { random } = self.kernel;
  const factor = 1 - JITTER + 2 * JITTER * random.uniform(self.streams.retries);
  return Math.min(Math.floor(ms * factor), BACKOFF_MAX_MS) * 1000;
}

/** A batch came back with an error, from the broker or because its connection broke. It waits nowhere now; afterwards it waits again, or is gone. */
export function handleError(self: InstanceProcess, batch: BatchId, error: number): void {
  const { batches } = self.kernel;
  if (error === TOO_LARGE && batches.records(batch) > 1) split(self, batch);
  else if (canRetry(self, batch, error)) retry(self, batch, error);
  else fail(self, batch, error, batches.attempts(batch) < self.plan.config.retries);
}

function canRetry(self: InstanceProcess, batch: BatchId, error: number): boolean {
  const { accumulator: acc, kernel } = self;
  const { producer } = self.state;
  const { batches } = kernel;
  if (kernel.nowUs - batches.createdUs(batch) >= self.sending.deliveryTimeoutUs) return false;
  if (batches.attempts(batch) >= self.plan.config.retries) return false;
  if (acc.isIdempotent && (error === OUT_OF_ORDER || error === UNKNOWN_PRODUCER)) {
    const local = batches.local(batch);
    const isBehindAnother =
      error === OUT_OF_ORDER && producer.unresolved[local]! < 0 && !isNextExpected(batches, producer, batch);
    if (isBehindAnother) return true;
    if (self.plan.config.transactional) return false;
    wantEpochBump(producer, local);
    return true;
  }
  return RETRIABLE[error] === true;
}

function retry(self: InstanceProcess, batch: BatchId, error: number): void {
  const { kernel } = self;
  const { batches, nowUs } = kernel;
  const pauseUs = backoffUs(self, self.plan.config.retryBackoffMs, batches.attempts(batch));
  putBack(self.accumulator, self.state.producer, batch, nowUs, nowUs + pauseUs);
  self.note(
    Fact.produceRetried,
    batches.first(batch),
    batches.partition(batch),
    batches.records(batch),
    error,
  );
}

/** A batch has failed for good. `adjusts`: nothing is known to have been appended, so that its sequences are free again. */
function fail(self: InstanceProcess, batch: BatchId, error: number, adjusts: boolean): void {
  const { accumulator: acc, kernel } = self;
  const { batches } = kernel;
  const { producer } = self.state;
  // A transaction takes the next epoch with its abort anyway.
  if (acc.isIdempotent && producer.transaction === null && adjusts && batches.ownSequence(batch) >= 0)
    wantEpochBump(producer, batches.local(batch));
  failForGood(self, batch, error);
  batches.free(batch);
}

/** Tells the application, and the trace, that a batch has failed; its memory is free. */
export function failForGood(self: InstanceProcess, batch: BatchId, error: number): void {
  const { batches } = self.kernel;
  freeMemory(self.state.producer, batches, batch);
  self.note(
    Fact.produceFailed,
    batches.first(batch),
    batches.partition(batch),
    batches.records(batch),
    error,
  );
  const { transaction } = self.state.producer;
  if (transaction !== null) transaction.hasFailed = true;
  if (self.effects !== null) rowsSettled(self, batch, false);
  settle(self, batch, AWAITED.failed);
}

/** Notes what became of the message that the application waits for, if it is in the batch. */
function settle(self: InstanceProcess, batch: BatchId, outcome: number): void {
  const { producer } = self.state;
  if (producer.awaited < 0) return;
  const { batches, messages } = self.kernel;
  let at = batches.first(batch);
  for (let i = batches.records(batch); i > 0; i--) {
    if (at === producer.awaited) producer.awaitedIs = outcome;
    at = messages.next(at);
  }
}

/** Splits a batch that the broker finds too large into batches of batch.size that were not tried yet (ProducerBatch.split). */
function split(self: InstanceProcess, batch: BatchId): void {
  const { accumulator: acc, kernel } = self;
  const { batches, messages } = kernel;
  const { producer } = self.state;
  const parts: BatchId[] = [];
  let message = batches.first(batch);
  let left = batches.records(batch);
  let sequence = batches.ownSequence(batch);
  while (left > 0) {
    const part = batches.copy(batch);
    let bytes = BATCH_HEADER_BYTES;
    let records = 0;
    let last = message;
    const first = message;
    while (left > 0 && (records === 0 || bytes + messages.bytes(message) <= acc.batchSizeBytes)) {
      bytes += messages.bytes(message);
      records++;
      left--;
      last = message;
      message = messages.next(message);
    }
    batches.cut(part, first, last, records, bytes);
    // Its memory is not the pool's.
    batches.setLimitBytes(part, 0);
    batches.setStatus(part, BatchIs.closed);
    batches.setAttempts(part, 0);
    batches.setRetry(part, kernel.nowUs, -1);
    if (sequence >= 0) {
      batches.setOwn(part, batches.ownEpoch(batch), sequence);
      sequence += records;
    }
    parts.push(part);
  }
  for (const part of parts.reverse()) insert(acc, producer, part);
  self.note(
    Fact.produceRetried,
    batches.first(batch),
    batches.partition(batch),
    batches.records(batch),
    TOO_LARGE,
  );
  freeMemory(producer, batches, batch);
  batches.free(batch);
}

/** A batch was appended. */
export function succeed(self: InstanceProcess, batch: BatchId): void {
  const { accumulator: acc, kernel } = self;
  const { batches } = kernel;
  const { producer } = self.state;
  if (acc.isIdempotent) acknowledgeSequences(batches, producer, batch);
  freeMemory(producer, batches, batch);
  self.note(
    Fact.acknowledged,
    batches.first(batch),
    batches.partition(batch),
    batches.baseOffset(batch),
    batches.records(batch),
  );
  if (self.effects !== null) rowsSettled(self, batch, true);
  settle(self, batch, AWAITED.acknowledged);
}

/** delivery.timeout.ms: gives up what waits or is under way for too long (Sender.getExpiredInflightBatches, RecordAccumulator.expiredBatches). */
export function expireBatches(self: InstanceProcess): void {
  const { accumulator: acc, kernel } = self;
  const { batches, nowUs } = kernel;
  const { producer } = self.state;
  const isOver = (batch: BatchId): boolean =>
    nowUs - batches.createdUs(batch) >= self.sending.deliveryTimeoutUs;
  for (const local of producer.waiting.slice()) {
    while (producer.heads[local]! >= 0 && isOver(producer.heads[local]!)) {
      const batch = removeFirst(acc, producer, local);
      failForGood(self, batch, TIMEOUT);
      if (acc.isIdempotent && batches.attempts(batch) > 0) markUnresolved(producer, local);
      batches.free(batch);
    }
  }
  for (const first of producer.inFlight) {
    for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
      if (batches.isGivenUp(batch) || !isOver(batch)) continue;
      failForGood(self, batch, TIMEOUT);
      batches.setFlags(batch, batches.flags(batch) | BATCH_FLAGS.givenUp);
      if (acc.isIdempotent && batches.attempts(batch) > 0) markUnresolved(producer, batches.local(batch));
    }
  }
}
