/**
 * The producer inside an instance, where it meets the application: chooses the partition of each message and puts it into
 * the accumulator. What goes out from there is in `sender.ts`.
 */
import type { Micros } from "#base/units.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { NO_KEY, type MessageId } from "#sim/kernel/message-store.ts";
import { awaitsSchema, countMessage, noteCopy, noteWriter, rowSent, serialise } from "#sim/parts.ts";
import {
  afterKeyless,
  ANY_PARTITION,
  BLOCKED,
  choose,
  hasFullBatch,
  openBatch,
  type Accumulator,
} from "./accumulator.ts";
import { clusterView } from "./cluster-view.ts";
import { partitionForKey } from "./murmur2.ts";
import { roundRobin, viewOf } from "./partitioner.ts";
import { produceError } from "./producer-retries.ts";
import { admitsMessages, AWAITED } from "./producer-state.ts";
import { armTimer } from "./producer-timer.ts";
import { BATCH_HEADER_BYTES, batchUpperBoundBytes, NULL_BYTES } from "./record-size.ts";
import { waitToLinger, wakeSender } from "./sender.ts";

/** The partition of a message that waits behind others is not chosen yet. */
const NOT_CHOSEN = -2;

/** The accumulator of an instance, with the leaders that its topics begin with. */
export function createAccumulator(self: InstanceProcess): Accumulator {
  const { kernel, plan, streams } = self;
  const { config } = plan;
  const topics = plan.targets.map((topic) => kernel.program.topics[topic]!);
  let locals = 0;
  const firstLocal = topics.map(({ partitions }) => (locals += partitions) - partitions);
  const partitionOfLocal = topics.flatMap(({ firstPartition, partitions }) =>
    Array.from({ length: partitions }, (_, number) => firstPartition + number),
  );
  const leaders = topics.flatMap(({ replicas }) => replicas.map(([preferred]) => preferred ?? -1));
  const nodes = kernel.program.cluster.brokers;
  // Where every record has a key, nobody ever asks for the loads.
  const sticks =
    config.partitioner === "ignore-keys" ||
    (config.partitioner === "default" && (config.keys === "none" || config.keys === "inherit"));
  return {
    batches: kernel.batches,
    batchSizeBytes: config.batchSizeBytes,
    lingerUs: self.lingerUs,
    maxRequestBytes: config.maxRequestBytes,
    bufferBytes: config.bufferMemoryBytes,
    isAdaptive: config.adaptivePartitioning && sticks,
    availabilityTimeoutUs: config.availabilityTimeoutMs * 1000,
    seesLoadLate: config.availabilityTimeoutMs === 0,
    firstLocal,
    partitionOfLocal,
    firstView: clusterView(
      topics.map((topic, target) => ({
        name: topic.nodeId,
        firstLocal: firstLocal[target]!,
        partitions: topic.initialPartitions,
      })),
      locals,
      nodes,
      (local) => leaders[local]!,
      () => 0,
    ),
    isIdempotent: config.acks === "all" && config.idempotence && topics.length > 0,
    keepsOrder: config.maxInFlight === 1,
    draw: () => kernel.random.next(streams.sticky),
    chosenBytes: 0,
    opensBatch: false,
    isReady: Array.from({ length: nodes }, () => 0),
    lacksLeader: false,
  };
}

/** Answers of `produce` in place of a message. */
export const SEND = { blocked: -2, refused: -3 } as const;
/** Numbers of a message that waits for memory: target, key, parent, ordinal, the partition that was chosen for it, and 1 for a deletion. */
const OUTBOX_FIELDS = 6;
const BUFFER = produceError("buffer");
const TOO_LARGE = produceError("MESSAGE_TOO_LARGE");

/**
 * send(): hands a message to the producer; it is in the run's store from then on. SEND.blocked: the buffer is full, or
 * others wait for it already, so that the application waits in send(); SEND.refused: it is larger than a request may be.
 */
export function produce(
  self: InstanceProcess,
  target: number,
  key: number,
  parent: MessageId,
  ordinal: number,
): MessageId {
  const { producer } = self.state;
  const isDeletion = drawDeletion(self, target, key);
  let number = NOT_CHOSEN;
  if (producer.outbox.length === 0 && admitsMessages(producer)) {
    const how = self.hasSchemas ? serialise(self, target, key, isDeletion) : "ready";
    if (how === "failed") {
      if (self.effects !== null && target < self.plan.publishTargets) rowSent(self, SEND.refused);
      return SEND.refused;
    }
    if (how === "waits") {
      producer.outbox.push(target, key, parent, ordinal, number, isDeletion ? 1 : 0);
      return SEND.blocked;
    }
    number = numberFor(self, target, key);
    const sent = put(self, target, key, parent, ordinal, number, self.kernel.nowUs, isDeletion);
    if (sent !== SEND.blocked) {
      if (self.effects !== null && target < self.plan.publishTargets) rowSent(self, sent);
      return sent;
    }
    beginBlocking(self);
  }
  producer.outbox.push(target, key, parent, ordinal, number, isDeletion ? 1 : 0);
  return SEND.blocked;
}

/** Whether a message is one without a value, which deletes its key in a compacted topic. Dead letters are copies of what failed. */
function drawDeletion(self: InstanceProcess, target: number, key: number): boolean {
  const { tombstonePercent } = self.plan.config;
  if (tombstonePercent === 0 || key === NO_KEY || target >= self.plan.publishTargets) return false;
  return self.kernel.random.chance(self.streams.deletions, tombstonePercent);
}

/** The application waits in send() from now on; whatever the accumulator holds is to go. */
function beginBlocking(self: InstanceProcess): void {
  const { kernel } = self;
  const { producer } = self.state;
  const untilUs = kernel.nowUs + self.sending.maxBlockUs;
  producer.blockedSinceUs = kernel.nowUs;
  producer.isHurried = true;
  self.note(Fact.sendBlocked, -1, -1, -1, Math.round(untilUs / 1000));
  armTimer(self, untilUs);
  wakeSender(self);
}

/** Memory has become free, or the first that waits has waited for too long: goes on with what waits in send(). */
export function resumeSends(self: InstanceProcess): void {
  const { producer } = self.state;
  const { outbox } = producer;
  const { nowUs } = self.kernel;
  if (self.hasSchemas && awaitsSchema(self)) return;
  let sinceUs = producer.blockedSinceUs >= 0 ? producer.blockedSinceUs : nowUs;
  let at = 0;
  for (; at < outbox.length && admitsMessages(producer); at += OUTBOX_FIELDS) {
    const target = outbox[at]!;
    const key = outbox[at + 1]!;
    const isDeletion = outbox[at + 5] === 1;
    const how = self.hasSchemas ? serialise(self, target, key, isDeletion) : "ready";
    if (how === "waits") break;
    let sent: MessageId = SEND.refused;
    if (how === "ready") {
      if (outbox[at + 4] === NOT_CHOSEN) outbox[at + 4] = numberFor(self, target, key);
      const [parent, ordinal, number] = [outbox[at + 2]!, outbox[at + 3]!, outbox[at + 4]!];
      sent = put(self, target, key, parent, ordinal, number, sinceUs, isDeletion);
    }
    if (sent === SEND.blocked) {
      if (nowUs - sinceUs < self.sending.maxBlockUs) break;
      self.note(Fact.produceFailed, -1, -1, 1, BUFFER);
      sent = SEND.refused;
    }
    if (target >= self.plan.publishTargets || self.storeUse?.use === "feeds") awaitDeadLetter(self, sent);
    sinceUs = nowUs;
  }
  const waitsForSchema = self.hasSchemas && awaitsSchema(self);
  if (at === 0) {
    if (waitsForSchema) return;
    if (outbox.length > 0 && admitsMessages(producer) && producer.blockedSinceUs < 0) beginBlocking(self);
    return;
  }
  outbox.splice(0, at);
  producer.blockedSinceUs = -1;
  if (!admitsMessages(producer)) return;
  producer.isHurried = false;
  if (outbox.length > 0 && !waitsForSchema) beginBlocking(self);
}

/** The application waits until a dead letter is acknowledged: `sent` is what `produce` has answered. */
export function awaitDeadLetter(self: InstanceProcess, sent: MessageId): void {
  const { producer, work } = self.state;
  work.deadLetter = sent;
  producer.awaited = sent >= 0 ? sent : -1;
  producer.awaitedIs = sent === SEND.refused ? AWAITED.failed : AWAITED.pending;
  if (sent === SEND.refused) wakeSender(self);
}

/** The record's way into the accumulator. `sinceUs`: when send() was called, which is its timestamp. */
function put(
  self: InstanceProcess,
  target: number,
  key: number,
  parent: MessageId,
  ordinal: number,
  number: number,
  sinceUs: Micros,
  isDeletion: boolean,
): MessageId {
  const { accumulator: acc, kernel, plan } = self;
  const { batches, messages, nowUs } = kernel;
  const { producer } = self.state;
  const valueBytes = isDeletion ? NULL_BYTES : plan.config.valueBytes;
  const keyBytes = kernel.keys.length(key);
  const timestampMs = Math.floor(sinceUs / 1000) + self.state.publishing.clockSkewMs;
  if (self.sending.mayBeTooLarge && isTooLarge(acc, keyBytes, valueBytes)) {
    self.note(Fact.produceFailed, -1, -1, 1, TOO_LARGE);
    return SEND.refused;
  }
  const local = choose(acc, producer, target, number, keyBytes, valueBytes, timestampMs, nowUs);
  if (local === BLOCKED) return SEND.blocked;
  let bytes = acc.chosenBytes;
  const message = messages.add(sinceUs, key, self.who, parent, ordinal, bytes, isDeletion);
  if (self.hasSchemas) noteWriter(self, target, message, parent, isDeletion);
  if (kernel.copies !== null) noteCopy(self, target, message, parent);
  self.note(Fact.produced, message, acc.partitionOfLocal[local]!, parent, key);
  producer.produced++;
  if (acc.opensBatch) {
    openBatch(acc, producer, target, local, message, timestampMs, nowUs);
    bytes += BATCH_HEADER_BYTES;
    armTimer(self, nowUs + self.sending.deliveryTimeoutUs);
    if (!acc.seesLoadLate || hasFullBatch(batches, producer, local)) wakeSender(self);
    else waitToLinger(self);
  } else {
    const tail = producer.tails[local]!;
    messages.link(batches.last(tail), message);
    batches.add(tail, message, bytes);
    if (hasFullBatch(batches, producer, local)) wakeSender(self);
  }
  if (number === ANY_PARTITION) afterKeyless(acc, producer, target, local, bytes, nowUs);
  if (producer.transaction !== null) countMessage(self);
  return message;
}

/** KafkaProducer.ensureValidRecordSize: a record that no request and no buffer could ever hold. */
function isTooLarge(acc: Accumulator, keyBytes: number, valueBytes: number): boolean {
  const bytes = batchUpperBoundBytes(keyBytes, valueBytes);
  return bytes > acc.maxRequestBytes || bytes > acc.bufferBytes;
}

/** The number of the partition that a record is for, ANY_PARTITION where the accumulator chooses. */
function numberFor(self: InstanceProcess, target: number, key: number): number {
  const { accumulator: acc, kernel, plan } = self;
  const { producer } = self.state;
  switch (plan.config.partitioner) {
    case "default":
      if (key === NO_KEY) return ANY_PARTITION;
      return partitionForKey(kernel.keys.hash(key), viewOf(acc, producer).partitions[target]!);
    case "round-robin":
      return roundRobin(acc, producer, target);
    case "ignore-keys":
      return ANY_PARTITION;
  }
}
