/**
 * Transactions as the application uses them: initTransactions() at the start, a transaction from the first message on,
 * committed after so many messages, after so long, or with each polled batch, whose offsets go with it
 * (sendOffsetsToTransaction). Whatever fails aborts it; who is fenced stops.
 */
import { micros } from "#base/units.ts";
import { PRODUCE_ERRORS, PROTOCOL_MESSAGES } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import { removeFirst } from "./accumulator.ts";
import { askCoordinator, Protocol } from "./coordinator-link.ts";
import type { TxnCommitParcel } from "./coordinator-types.ts";
import { Broker, Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";
import { askProducerId, takeProducerId } from "./producer-id.ts";
import { backoffUs, failForGood, produceError } from "./producer-retries.ts";
import type { TransactionState } from "./producer-state.ts";
import { wakeSender } from "./sender.ts";
import type { TransactionRequest } from "./transaction-types.ts";

/** What Instance.transactionDue is about. */
export const TransactionCall = { openForLong: 0, endAgain: 1, offsetsAgain: 2, initAgain: 3 } as const;

const END_TXN = PROTOCOL_MESSAGES.indexOf("EndTxn");
const ABORTED = produceError("TRANSACTION_ABORTED");
const FATAL: readonly string[] = ["PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH", "INVALID_TXN_STATE"];
const PASSING: readonly string[] = [
  "CONCURRENT_TRANSACTIONS",
  "COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR",
  "NETWORK_EXCEPTION",
];

/** A message is in the accumulator: a transaction is open from the first one on, and may be complete with this one. */
export function countMessage(self: InstanceProcess): void {
  const transaction = self.state.producer.transaction!;
  if (transaction.phase === "ready") begin(self, transaction);
  transaction.messages++;
  if (!self.sending.commitsOffsets && transaction.messages >= self.plan.config.transactionMessages)
    endTransaction(self, true);
}

function begin(self: InstanceProcess, transaction: TransactionState): void {
  const { config } = self.plan;
  transaction.phase = "open";
  transaction.number++;
  transaction.sinceUs = self.kernel.nowUs;
  transaction.messages = 0;
  transaction.isKnown = false;
  transaction.hasFailed = false;
  if (!self.sending.commitsOffsets)
    self.after(
      micros(config.transactionMaxMs),
      Instance.transactionDue,
      TransactionCall.openForLong,
      transaction.number,
    );
}

/** The application commits, unless it is one of those that it aborts. */
function endTransaction(self: InstanceProcess, wantsCommit: boolean): void {
  const transaction = self.state.producer.transaction!;
  const { random } = self.kernel;
  const isAborted = random.chance(self.streams.transactions, self.plan.config.transactionAbortPercent);
  transaction.isCommit = wantsCommit && !isAborted && !transaction.hasFailed;
  flush(self, transaction);
}

/** close(): an open transaction is committed first. Whether none is open, or ending, any more. */
export function closeTransaction(self: InstanceProcess): boolean {
  const { transaction } = self.state.producer;
  if (transaction === null) return true;
  if (transaction.phase === "open") endTransaction(self, true);
  advanceTransaction(self);
  return (
    transaction.phase === "ready" || transaction.phase === "over" || transaction.phase === "initialising"
  );
}

/** Waits for what is under way; of an aborted transaction, what was not sent yet never goes out (Sender.maybeSendAndPollTransactionalRequest). */
function flush(self: InstanceProcess, transaction: TransactionState): void {
  transaction.phase = "flushing";
  self.state.producer.isHurried = true;
  if (!transaction.isCommit) dropUnsent(self);
  wakeSender(self);
}

function dropUnsent(self: InstanceProcess): void {
  const { accumulator: acc, kernel } = self;
  const { producer } = self.state;
  const { batches } = kernel;
  for (const local of producer.waiting.slice()) {
    // What was sent once and goes again is settled first: it may have been appended.
    while (producer.heads[local]! >= 0 && batches.ownSequence(producer.heads[local]!) < 0) {
      const batch = removeFirst(acc, producer, local);
      failForGood(self, batch, ABORTED);
      batches.free(batch);
    }
  }
}

/** After anything has happened to the producer: goes on with the transaction where it can. */
export function advanceTransaction(self: InstanceProcess): void {
  const { producer } = self.state;
  const transaction = producer.transaction!;
  if (transaction.phase === "initialising" && producer.producerId >= 0) transaction.phase = "ready";
  if (transaction.phase === "open" && transaction.hasFailed && !self.sending.commitsOffsets)
    endTransaction(self, false);
  if (transaction.phase !== "flushing" || producer.waiting.length > 0 || producer.inFlight.length > 0) return;
  if (transaction.isCommit && transaction.hasFailed) transaction.isCommit = false;
  if (transaction.isKnown) askToEnd(self, transaction);
  else hasEnded(self, transaction);
}

function askToEnd(self: InstanceProcess, transaction: TransactionState): void {
  const { kernel, sending } = self;
  const { epoch, producerId } = self.state.producer;
  const { isCommit } = transaction;
  const request: TransactionRequest = {
    transactionalId: sending.transactionalId!,
    producerId,
    epoch,
    isCommit,
  };
  transaction.phase = "ending";
  const arrivesUs = self.arrival(Link.toBus);
  self.note(Fact.requested, END_TXN, -1, epoch, arrivesUs - kernel.nowUs);
  kernel.calendar.push(arrivesUs, 0, 0, Broker.endTxn, self.index, self.life.incarnation, 0, request);
}

/** EndTxn was answered. `epoch` and the parcel's producer id hold from now on. */
export function transactionAnswered(
  self: InstanceProcess,
  error: number,
  epoch: number,
  { producerId }: TransactionRequest,
): void {
  const { producer } = self.state;
  const transaction = producer.transaction;
  if (transaction?.phase !== "ending") return;
  const name = PRODUCE_ERRORS[error]!;
  if (name === "NONE") {
    producer.producerId = producerId;
    producer.epoch = epoch;
    hasEnded(self, transaction);
  } else if (PASSING.includes(name)) again(self, TransactionCall.endAgain);
  else giveUp(self, transaction);
}

function hasEnded(self: InstanceProcess, transaction: TransactionState): void {
  const { producer } = self.state;
  transaction.phase = "ready";
  transaction.sinceUs = -1;
  transaction.messages = 0;
  transaction.hasEnded = true;
  transaction.hasFailed = false;
  producer.isHurried = false;
  producer.toRewrite.length = 0;
}

/** Something is asked again after a pause. */
function again(self: InstanceProcess, call: number): void {
  const { number } = self.state.producer.transaction!;
  const pauseUs = backoffUs(self, self.plan.config.retryBackoffMs, 0);
  self.after(pauseUs, Instance.transactionDue, call, number);
}

/** Fenced, or in a state that cannot be mended: the application ends with the exception. */
function giveUp(self: InstanceProcess, transaction: TransactionState): void {
  transaction.phase = "over";
  self.state.member.hasFailed = true;
}

/** A pause is over, or a transaction has been open for long enough. */
export function transactionDue(self: InstanceProcess, call: number, number: number): void {
  const { transaction } = self.state.producer;
  if (transaction === null || transaction.number !== number) return;
  switch (call) {
    case TransactionCall.openForLong:
      if (transaction.phase === "open") endTransaction(self, true);
      return;
    case TransactionCall.endAgain:
      if (transaction.phase === "ending") askToEnd(self, transaction);
      return;
    case TransactionCall.offsetsAgain:
      if (transaction.phase === "offsets") sendOffsets(self, transaction);
      return;
    case TransactionCall.initAgain:
      askProducerId(self);
  }
}

/** InitProducerId was answered. */
export function producerIdAnswered(
  self: InstanceProcess,
  error: number,
  producerId: number,
  epoch: number,
): void {
  takeProducerId(self, error, producerId, epoch);
  const { transaction } = self.state.producer;
  if (transaction === null) return;
  // What was to be published before the id was there has waited in send().
  if (error === 0) return advanceTransaction(self);
  const name = PRODUCE_ERRORS[error]!;
  if (PASSING.includes(name)) again(self, TransactionCall.initAgain);
  else if (FATAL.includes(name)) giveUp(self, transaction);
}

/** A polled batch is in the application's hand. */
export function noteBatch(self: InstanceProcess): void {
  const { batch, batchAt, batchEnd } = self.state.work;
  const transaction = self.state.producer.transaction!;
  transaction.batchStarts = [];
  for (let i = batchAt; i < batchEnd; i += 3) transaction.batchStarts.push(batch[i]!, batch[i + 1]!);
}

/** The batch in hand is dealt with, or cannot be any more: its offsets and its messages become visible together, or none does. */
export function endBatch(self: InstanceProcess): void {
  const { work, producer } = self.state;
  const transaction = producer.transaction!;
  work.phase = "committing";
  work.sinceUs = self.kernel.nowUs;
  work.untilUs = -1;
  if (transaction.phase === "ready") begin(self, transaction);
  if (transaction.phase !== "open") return;
  if (transaction.hasFailed) endTransaction(self, false);
  else sendOffsets(self, transaction);
}

/** sendOffsetsToTransaction(): the next offsets of the batch's partitions, with the member's generation. */
function sendOffsets(self: InstanceProcess, transaction: TransactionState): void {
  const { member, producer } = self.state;
  const { batchStarts } = transaction;
  const offsets: number[] = [];
  for (let i = 0; i < batchStarts.length; i += 2) {
    const pair = batchStarts[i]!;
    if (member.owned[pair] === 1 && !offsets.some((known, at) => at % 2 === 0 && known === pair))
      offsets.push(pair, member.position[pair]!);
  }
  transaction.phase = "offsets";
  if (offsets.length === 0) return endTransaction(self, false);
  transaction.isKnown = true;
  const parcel: TxnCommitParcel = {
    memberId: member.memberId,
    generation: member.generation,
    groupInstanceId: self.groupInstanceId,
    producerId: producer.producerId,
    epoch: producer.epoch,
    offsets,
    answerTo: Instance.transactionOffsetsAnswered,
  };
  askCoordinator(self, Coordinator.txnCommit, Protocol.txnOffsetCommit, member.generation, parcel);
}

/** TxnOffsetCommit was answered: the transaction is committed, or aborted where the member may not commit any more. */
export function offsetsAnswered(self: InstanceProcess, error: number): void {
  const { transaction } = self.state.producer;
  if (transaction?.phase !== "offsets") return;
  const name = GROUP_ERRORS[error]!;
  if (PASSING.includes(name)) return again(self, TransactionCall.offsetsAgain);
  if (FATAL.includes(name)) return giveUp(self, transaction);
  endTransaction(self, name === "NONE");
}

/** The application hears that its transaction has ended. After an abort it seeks back to where the batch began in each partition. */
export function takeBackBatch(self: InstanceProcess): { readonly pair: number; readonly offset: number }[] {
  const transaction = self.state.producer.transaction!;
  const { batchStarts, isCommit } = transaction;
  transaction.batchStarts = [];
  const starts: { pair: number; offset: number }[] = [];
  for (let i = 0; !isCommit && i < batchStarts.length; i += 2) {
    const pair = batchStarts[i]!;
    if (!starts.some((start) => start.pair === pair)) starts.push({ pair, offset: batchStarts[i + 1]! });
  }
  return starts;
}
