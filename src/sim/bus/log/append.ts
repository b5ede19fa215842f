/**
 * What an append does to a partition's log, once its leader has taken the request: the checks of the batch (LogValidator,
 * UnifiedLog.append), the producer's sequence numbers and transaction, and the append itself. Whether it is the leader's
 * place to append at all is decided before; when it may be answered is decided after.
 */
import { PRODUCE_ERRORS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { NO_KEY } from "#sim/kernel/message-store.ts";
import { addToTransaction, isPoisonedCopy, noteAppended, noteRowAppended } from "#sim/parts.ts";
import type { TopicPlan } from "#sim/program.ts";
import { BATCH_FLAGS, type BatchId } from "./batch-store.ts";
import type { BrokerState } from "./broker.ts";
import { NO_PRODUCER_ID, type AppendVerdict } from "./producer-table.ts";
import { noteResent } from "./resent.ts";

/** Errors of an append by their places in PRODUCE_ERRORS. */
const error = (name: (typeof PRODUCE_ERRORS)[number]): number => PRODUCE_ERRORS.indexOf(name);
const TOO_LARGE = error("MESSAGE_TOO_LARGE");
const INVALID_RECORD = error("INVALID_RECORD");
const INVALID_TIMESTAMP = error("INVALID_TIMESTAMP");
const NONE = error("NONE");

/**
 * Appends a batch to its partition's log, or finds out why not. The batch then has the base offset (of the original, where
 * it is a repetition). Returns an index into PRODUCE_ERRORS.
 */
export function appendBatchToLog(kernel: Kernel, batch: BatchId): number {
  const { batches, logs, messages, program } = kernel;
  const partition = batches.partition(batch);
  const topicIndex = program.topicOfPartition[partition]!;
  const topic = program.topics[topicIndex]!;
  const timestampMs = newestTimestampMs(kernel, topic, batch);
  const refused = refusal(kernel, topic, batch, timestampMs);
  if (refused !== NONE) return refused;
  const producerId = batches.producerId(batch);
  if (producerId !== NO_PRODUCER_ID) {
    const judged = judgeProducer(kernel, partition, batch, producerId);
    if (judged !== NONE) return judged === DUPLICATE ? NONE : judged;
  } else if (batches.attempts(batch) > 0) noteResent(kernel, batch);
  const records = batches.records(batch);
  batches.setBaseOffset(batch, logs.endOffset(partition));
  const { poisonNext } = (kernel.processes[0] as Process<BrokerState>).state;
  let message = batches.first(batch);
  for (let i = 0; i < records; i++) {
    appendRecord(kernel, topicIndex, topic, partition, message, poisonNext);
    message = messages.next(message);
  }
  logs.closeBatch(
    partition,
    producerId,
    batches.epoch(batch),
    batches.baseSequence(batch),
    isTransactional(kernel, batch),
    records,
    batches.bytes(batch),
    timestampMs,
  );
  return NONE;
}

/** A verdict of its own, beside the errors: the batch is there already. */
const DUPLICATE = -1;

function judgeProducer(kernel: Kernel, partition: number, batch: BatchId, producerId: number): number {
  const { batches, logs, messages, nowUs, trace } = kernel;
  const epoch = batches.epoch(batch);
  const records = batches.records(batch);
  const isInTransaction = isTransactional(kernel, batch);
  const baseSequence = batches.baseSequence(batch);
  if (isInTransaction) {
    const joined = addToTransaction(kernel, partition, producerId, epoch);
    if (joined !== NONE) return joined;
  }
  const verdict = logs.judge(partition, producerId, epoch, baseSequence, records, isInTransaction);
  switch (verdict) {
    case "NONE":
      return NONE;
    case "DUPLICATE": {
      const base = logs.duplicateOffset(partition);
      batches.setBaseOffset(batch, base);
      const first = batches.first(batch);
      trace.record(nowUs, Fact.duplicateRefused, messages.producer(first), first, partition, base, records);
      return DUPLICATE;
    }
    case "INVALID_PRODUCER_EPOCH": {
      const who = messages.producer(batches.first(batch));
      const said = VERDICTS[verdict];
      trace.record(nowUs, Fact.producerFenced, who, producerId, partition, -1, said);
      return said;
    }
    default:
      return VERDICTS[verdict];
  }
}

const VERDICTS: Readonly<Record<Exclude<AppendVerdict, "NONE" | "DUPLICATE">, number>> = {
  OUT_OF_ORDER_SEQUENCE_NUMBER: error("OUT_OF_ORDER_SEQUENCE_NUMBER"),
  INVALID_PRODUCER_EPOCH: error("INVALID_PRODUCER_EPOCH"),
  INVALID_TXN_STATE: error("INVALID_TXN_STATE"),
  TRANSACTION_COORDINATOR_FENCED: error("INVALID_PRODUCER_EPOCH"),
};

function isTransactional({ batches }: Kernel, batch: BatchId): boolean {
  return (batches.flags(batch) & BATCH_FLAGS.transactional) !== 0;
}

/** What is wrong with a batch, whoever sends it: index into PRODUCE_ERRORS. */
function refusal(kernel: Kernel, { config }: TopicPlan, batch: BatchId, timestampMs: number): number {
  const { batches, nowUs } = kernel;
  if (batches.bytes(batch) > config.maxMessageBytes) return TOO_LARGE;
  if (config.cleanupPolicy !== "delete" && lacksKey(kernel, batch)) return INVALID_RECORD;
  return (timestampMs - config.timestampAfterMaxMs) * 1000 > nowUs ? INVALID_TIMESTAMP : NONE;
}

/** A compacted topic takes only records that have a key. */
function lacksKey({ batches, messages }: Kernel, batch: BatchId): boolean {
  let message = batches.first(batch);
  for (let i = batches.records(batch); i > 0; i--) {
    if (messages.key(message) === NO_KEY) return true;
    message = messages.next(message);
  }
  return false;
}

/** The newest timestamp of a batch: its producer's clock, which may be off, or the broker's with LogAppendTime. */
function newestTimestampMs({ batches, messages, nowUs }: Kernel, topic: TopicPlan, batch: BatchId): number {
  if (topic.config.timestampType === "append") return Math.floor(nowUs / 1000);
  const first = batches.first(batch);
  const last = batches.last(batch);
  if (first === last) return batches.timestampMs(batch);
  const createdMs = Math.floor(messages.createdUs(first) / 1000);
  return Math.floor(messages.createdUs(last) / 1000) + batches.timestampMs(batch) - createdMs;
}

function appendRecord(
  kernel: Kernel,
  topicIndex: number,
  topic: TopicPlan,
  partition: number,
  message: number,
  poisonNext: number[],
): void {
  const { ledger, messages } = kernel;
  const parent = messages.parent(message);
  const { copies } = kernel;
  let isPoisoned = topic.isDeadLetterQueue && parent >= 0 && messages.isPoisoned(parent);
  if (copies !== null && isPoisonedCopy(kernel, message)) isPoisoned = true;
  if (poisonNext[topicIndex]! > 0) {
    poisonNext[topicIndex]!--;
    isPoisoned = true;
  }
  messages.setPoisoned(message, isPoisoned);
  const offset = kernel.logs.append(partition, message);
  ledger.topics[topicIndex * 2]!++;
  ledger.topics[topicIndex * 2 + 1]! += messages.amountCents(message);
  kernel.trace.record(
    kernel.nowUs,
    Fact.appended,
    messages.producer(message),
    message,
    partition,
    offset,
    isPoisoned ? 1 : 0,
  );
  if (kernel.effects !== null) noteRowAppended(kernel, message, partition);
  if (copies !== null) noteAppended(kernel, topicIndex, partition, offset, message);
}
