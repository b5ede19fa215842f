/**
 * The coordinator of transactions (Kafka 4.3's TransactionCoordinator and TransactionMetadata, transaction.version 2): gives
 * producer ids and epochs, keeps which partitions and groups a transaction has touched, and decides how it ends. Its markers
 * are in `transaction-markers.ts`.
 */
import { present } from "#base/assert.ts";
import { micros } from "#base/units.ts";
import { PRODUCE_ERRORS, PROTOCOL_ERRORS, TRANSACTION_ENDS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { reaches, transactionBroker } from "./cluster-state.ts";
import { Broker } from "./handlers.ts";
import type { ProducerIdRequest } from "./producer-id.ts";
import { answerProducerId, answerTransaction } from "./transaction-answers.ts";
import {
  newProducerId,
  takeId,
  type TransactionMetadata,
  type TransactionRequest,
  type Transactions,
} from "./transaction-types.ts";
import { sendMarkers, writeMarker, type MarkerParcel } from "./transaction-markers.ts";

type Self = Process<BrokerState>;

/** Epochs are 16 bits; the last one is kept for the marker that ends its transaction. */
const EPOCH_MAX = 32_767;

type ErrorName = (typeof PRODUCE_ERRORS)[number];
const NONE = PRODUCE_ERRORS.indexOf("NONE");
const errorOf = (name: ErrorName): number => PRODUCE_ERRORS.indexOf(name);
const endOf = (name: (typeof TRANSACTION_ENDS)[number]): number => TRANSACTION_ENDS.indexOf(name);

function transactionsOf(kernel: Kernel): Transactions {
  return (kernel.processes[0] as Self).state.transactions;
}

/** The first look for transactions that have been open for too long. */
export function startTransactions(self: Self): void {
  if (self.kernel.program.services.some(({ config }) => config.transactional)) lookAgain(self);
}

function lookAgain(self: Self): void {
  const { transactionAbortCheckMs } = self.kernel.program.cluster.config;
  self.after(micros(transactionAbortCheckMs), Broker.transactionTimeouts);
}

/** The coordinator aborts what has been open for longer than transaction.timeout.ms, and fences its producer. */
export function abortTimedOut(self: Self): void {
  const { kernel } = self;
  for (const transaction of transactionsOf(kernel).byId.values()) {
    const { sinceUs, state, timeoutUs, transactionalId } = transaction;
    if (state !== "Ongoing" || sinceUs + timeoutUs >= kernel.nowUs) continue;
    if (transactionBroker(kernel, transactionalId) >= 0) fence(self, transaction, endOf("timed-out"));
  }
  lookAgain(self);
}

/** InitProducerId: a new id, or the next epoch of the transactional id's, which fences whoever had the one before. */
export function initProducerId(
  self: Self,
  from: number,
  incarnation: number,
  request: ProducerIdRequest,
): void {
  const { kernel } = self;
  const { transactionalId } = request;
  const timeoutUs = request.timeoutMs * 1000;
  const answer = (error: number, producerId = -1, epoch = -1): void =>
    answerProducerId(self, from, incarnation, error, producerId, epoch);
  const transactions = transactionsOf(kernel);
  if (transactionalId === null)
    return answer(NONE, newProducerId(transactions, present(kernel.processes[from], "a process").who), 0);
  const { who } = present(kernel.processes[from], "a producer's process");
  if (!canAsk(kernel, who, transactionalId)) return answer(errorOf("COORDINATOR_NOT_AVAILABLE"));
  const known = transactions.byId.get(transactionalId);
  if (known === undefined) {
    const made = create(transactions, transactionalId, who, timeoutUs);
    return answer(NONE, made.producerId, made.epoch);
  }
  switch (known.state) {
    case "PrepareCommit":
    case "PrepareAbort":
    case "PrepareEpochFence":
      return answer(errorOf("CONCURRENT_TRANSACTIONS"));
    case "Ongoing":
      fence(self, known, endOf("fenced"));
      return answer(errorOf("CONCURRENT_TRANSACTIONS"));
    case "Empty":
    case "CompleteCommit":
    case "CompleteAbort":
    case "Dead":
      if (isOutdated(known, request)) {
        noteFenced(kernel, who, request.producerId, -1);
        return answer(errorOf("PRODUCER_FENCED"));
      }
      raiseEpoch(transactions, known);
      known.state = "Empty";
      known.who = who;
      known.timeoutUs = timeoutUs;
      return answer(NONE, known.producerId, known.epoch);
  }
}

/** Whether there is a coordinator that the client reaches: where not, it hears so when it looks for one. */
function canAsk(kernel: Kernel, who: number, transactionalId: string): boolean {
  const broker = transactionBroker(kernel, transactionalId);
  return broker >= 0 && reaches(kernel, who, broker);
}

/** A client that still has an id asks for its next epoch only; whoever took it over in between is not to be fenced. */
function isOutdated(known: TransactionMetadata, { producerId, epoch }: ProducerIdRequest): boolean {
  return producerId >= 0 && (producerId !== known.producerId || epoch < known.epoch);
}

function create(
  transactions: Transactions,
  transactionalId: string,
  who: number,
  timeoutUs: number,
): TransactionMetadata {
  const producerId = newProducerId(transactions, who);
  const made: TransactionMetadata = {
    transactionalId,
    state: "Empty",
    who,
    producerId,
    epoch: 0,
    nextProducerId: -1,
    timeoutUs,
    sinceUs: -1,
    partitions: [],
    groups: [],
    end: -1,
  };
  transactions.byId.set(transactionalId, made);
  transactions.idOfProducer.set(producerId, transactionalId);
  return made;
}

/** The next epoch for a client; a new id where the epochs are used up. */
function raiseEpoch(transactions: Transactions, transaction: TransactionMetadata): void {
  if (transaction.epoch < EPOCH_MAX - 1) transaction.epoch++;
  else takeId(transactions, transaction, newProducerId(transactions, transaction.who));
}

/** Raises the epoch, so that the producer is refused from now on, and aborts its transaction. */
function fence(self: Self, transaction: TransactionMetadata, end: number): void {
  transaction.state = "PrepareEpochFence";
  if (transaction.epoch < EPOCH_MAX - 1) transaction.epoch++;
  prepare(self, transaction, end);
}

/** Writes down how a transaction ends, in the next epoch, and sends the markers. */
function prepare(self: Self, transaction: TransactionMetadata, end: number): void {
  const { kernel } = self;
  const isCommit = end === endOf("committed");
  transaction.state = isCommit ? "PrepareCommit" : "PrepareAbort";
  transaction.end = end;
  if (transaction.epoch >= EPOCH_MAX - 1)
    transaction.nextProducerId = newProducerId(transactionsOf(kernel), transaction.who);
  transaction.epoch++;
  kernel.trace.record(
    kernel.nowUs,
    Fact.transactionPrepared,
    transaction.who,
    transaction.producerId,
    -1,
    -1,
    end,
  );
  sendMarkers(self, transaction);
}

/**
 * A partition's leader has a batch of a transaction in hand: the coordinator takes the partition in, and the transaction
 * begins where it has not yet. NONE, or why the batch is refused; both are indexes into PRODUCE_ERRORS.
 */
export function addToTransaction(
  kernel: Kernel,
  partition: number,
  producerId: number,
  epoch: number,
): number {
  const transaction = joinable(kernel, partition, producerId, epoch);
  if (typeof transaction === "number") return transaction;
  if (!transaction.partitions.includes(partition)) transaction.partitions.push(partition);
  return NONE;
}

/** A group's coordinator has offsets of a transaction in hand (TxnOffsetCommit): the same for it, by the error's name. */
export function joinTransaction(
  kernel: Kernel,
  group: number,
  producerId: number,
  epoch: number,
): (typeof PROTOCOL_ERRORS)[number] {
  const error = PRODUCE_ERRORS[addGroupToTransaction(kernel, group, producerId, epoch)]!;
  return PROTOCOL_ERRORS.find((name) => name === error) ?? "INVALID_TXN_STATE";
}

function addGroupToTransaction(kernel: Kernel, group: number, producerId: number, epoch: number): number {
  const transaction = joinable(kernel, -1, producerId, epoch);
  if (typeof transaction === "number") return transaction;
  if (!transaction.groups.includes(group)) transaction.groups.push(group);
  return NONE;
}

/** The transaction that a producer is in, begun if need be; or an index into PRODUCE_ERRORS. */
function joinable(
  kernel: Kernel,
  partition: number,
  producerId: number,
  epoch: number,
): TransactionMetadata | number {
  const transactions = transactionsOf(kernel);
  const transactionalId = transactions.idOfProducer.get(producerId);
  const transaction = transactionalId === undefined ? undefined : transactions.byId.get(transactionalId);
  if (transaction === undefined) return errorOf("INVALID_TXN_STATE");
  if (transactionBroker(kernel, transaction.transactionalId) < 0) return errorOf("COORDINATOR_NOT_AVAILABLE");
  if (producerId !== transaction.producerId || epoch < transaction.epoch) {
    noteFenced(kernel, transaction.who, producerId, partition);
    return errorOf("INVALID_PRODUCER_EPOCH");
  }
  switch (transaction.state) {
    case "Ongoing":
      return transaction;
    case "PrepareCommit":
    case "PrepareAbort":
    case "PrepareEpochFence":
      return errorOf("CONCURRENT_TRANSACTIONS");
    case "Empty":
    case "CompleteCommit":
    case "CompleteAbort":
    case "Dead":
      transaction.state = "Ongoing";
      transaction.sinceUs = kernel.nowUs;
      kernel.trace.record(kernel.nowUs, Fact.transactionBegun, transaction.who, producerId, -1, -1, epoch);
      return transaction;
  }
}

/** EndTxn: commits or aborts. It is answered as soon as that is written down; the markers follow. */
export function endTransaction(
  self: Self,
  from: number,
  incarnation: number,
  request: TransactionRequest,
): void {
  const { kernel } = self;
  const { epoch, isCommit, producerId, transactionalId } = request;
  const answer = (error: ErrorName, transaction?: TransactionMetadata): void =>
    answerTransaction(self, from, incarnation, "EndTxn", error, request, transaction);
  const { who } = present(kernel.processes[from], "a producer's process");
  if (!canAsk(kernel, who, transactionalId)) return answer("COORDINATOR_NOT_AVAILABLE");
  const transaction = transactionsOf(kernel).byId.get(transactionalId);
  if (transaction === undefined) return answer("INVALID_TXN_STATE");
  const { state } = transaction;
  if (isRepeated(transaction, request)) return answer("NONE", transaction);
  if (producerId !== transaction.producerId || epoch !== transaction.epoch) {
    noteFenced(kernel, who, producerId, -1);
    return answer("PRODUCER_FENCED");
  }
  switch (state) {
    case "Ongoing":
      prepare(self, transaction, endOf(isCommit ? "committed" : "aborted"));
      return answer("NONE", transaction);
    case "PrepareCommit":
    case "PrepareAbort":
    case "PrepareEpochFence":
      return answer("CONCURRENT_TRANSACTIONS");
    case "Empty":
    case "CompleteCommit":
    case "CompleteAbort":
    case "Dead":
      // Nothing was ever added: an abort only takes the next epoch.
      if (isCommit) return answer("INVALID_TXN_STATE");
      prepare(self, transaction, endOf("aborted"));
      return answer("NONE", transaction);
  }
}

/** Whether the same end was asked for before, and the answer got lost: the epoch has gone up by one since. */
function isRepeated(
  transaction: TransactionMetadata,
  { epoch, isCommit, producerId }: TransactionRequest,
): boolean {
  if (producerId !== transaction.producerId || epoch !== transaction.epoch - 1) return false;
  const { state } = transaction;
  return isCommit
    ? state === "PrepareCommit" || state === "CompleteCommit"
    : state === "PrepareAbort" || state === "CompleteAbort";
}

function noteFenced(kernel: Kernel, who: number, producerId: number, partition: number): void {
  const error = partition >= 0 ? errorOf("INVALID_PRODUCER_EPOCH") : errorOf("PRODUCER_FENCED");
  kernel.trace.record(kernel.nowUs, Fact.producerFenced, who, producerId, partition, -1, error);
}

/** The bus's calls that concern transactions. */
export const transactionHandlers = {
  [Broker.initProducerId]: (
    self: Self,
    from: number,
    incarnation: number,
    _: number,
    parcel: unknown,
  ): void => initProducerId(self, from, incarnation, parcel as ProducerIdRequest),
  [Broker.endTxn]: (self: Self, from: number, incarnation: number, _: number, parcel: unknown): void =>
    endTransaction(self, from, incarnation, parcel as TransactionRequest),
  [Broker.writeMarker]: (self: Self, target: number, _b: number, _c: number, parcel: unknown): void =>
    writeMarker(self, target, parcel as MarkerParcel),
  [Broker.transactionTimeouts]: abortTimedOut,
} as const;
