/**
 * How a transaction ends: a marker for each partition that it has written to, and for each group whose offsets it carries
 * (Kafka 4.3's TransactionMarkerChannelManager). Where a leader cannot be reached the marker is sent again, until all are
 * written; only then is the transaction complete.
 */
import { present } from "#base/assert.ts";
import { removeFrom } from "#base/lists.ts";
import { TRANSACTION_ENDS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import { appendedByBroker } from "#sim/parts.ts";
import type { BrokerState } from "./broker.ts";
import { brokersTalk } from "./cluster-network.ts";
import {
  coordinatorBroker,
  highWatermark,
  isBrokerUp,
  leaderAtWork,
  leaderOf,
  transactionBroker,
} from "./cluster-state.ts";
import { commitPending } from "./group-offsets.ts";
import { answerWaitingAt } from "./fetch-waiting.ts";
import { Broker } from "./handlers.ts";
import { takeId, type TransactionMetadata } from "./transaction-types.ts";

type Self = Process<BrokerState>;

/** How soon a marker is sent again that could not be written, or looked for that is not replicated yet. */
const AGAIN_US = 100_000;
const REPLICATED_AGAIN_US = 5_000;

/** A marker on its way. */
export interface MarkerParcel {
  readonly transactionalId: string;
  readonly producerId: number;
  /** That of the marker. */
  readonly epoch: number;
  /** Where it was written, -1 before. */
  readonly offset: number;
}

/** Sends all markers of a transaction whose end is written down. */
export function sendMarkers(self: Self, transaction: TransactionMetadata): void {
  const { epoch, groups, partitions, producerId, transactionalId } = transaction;
  const parcel: MarkerParcel = { transactionalId, producerId, epoch, offset: -1 };
  const coordinator = transactionBroker(self.kernel, transactionalId);
  for (const partition of partitions)
    send(self, partition, parcel, travelUs(self, coordinator, leaderOf(self.kernel, partition)));
  for (const group of groups)
    send(self, ~group, parcel, travelUs(self, coordinator, coordinatorBroker(self.kernel, group)));
  if (partitions.length + groups.length === 0) complete(self, transaction);
}

function send(self: Self, target: number, parcel: MarkerParcel, delayUs: number): void {
  const { kernel } = self;
  kernel.calendar.push(kernel.nowUs + delayUs, 0, 0, Broker.writeMarker, target, 0, 0, parcel);
}

/** From one broker to another; nothing to itself. */
function travelUs({ kernel }: Self, from: number, to: number): number {
  return from === to ? 0 : kernel.program.latencyUs;
}

/** A marker arrives: `target` is a partition of the run, or ~ the index of a group. Or it is time to see whether it is replicated. */
export function writeMarker(self: Self, target: number, parcel: MarkerParcel): void {
  const { kernel, state } = self;
  const transaction = present(state.transactions.byId.get(parcel.transactionalId), "a transaction");
  if (transaction.producerId !== parcel.producerId || transaction.epoch !== parcel.epoch) return;
  if (target < 0) return writeToGroup(self, transaction, ~target, parcel);
  if (parcel.offset >= 0) {
    // An election may have cut it off again.
    if (!isMarkerAt(self, target, parcel.offset))
      return send(self, target, { ...parcel, offset: -1 }, AGAIN_US);
    if (highWatermark(kernel, target) <= parcel.offset)
      return send(self, target, parcel, REPLICATED_AGAIN_US);
    return written(self, transaction, target);
  }
  if (!canReach(self, parcel, leaderAtWork(kernel, target))) return send(self, target, parcel, AGAIN_US);
  const isCommit = isCommitted(transaction);
  const offset = kernel.logs.endOffset(target);
  const verdict = kernel.logs.appendMarker(target, {
    isCommit,
    producerId: parcel.producerId,
    epoch: parcel.epoch,
    coordinatorEpoch: 0,
    version: 2,
    timestampMs: Math.floor(kernel.nowUs / 1000),
  });
  kernel.logs.detail(target)?.transactions.forgetReplicated(highWatermark(kernel, target));
  if (verdict !== "NONE") return written(self, transaction, target);
  kernel.trace.record(
    kernel.nowUs,
    Fact.markerAppended,
    transaction.who,
    parcel.producerId,
    target,
    offset,
    isCommit ? 1 : 0,
  );
  markerAppended(self, target);
  if (highWatermark(kernel, target) > offset) written(self, transaction, target);
  else send(self, target, { ...parcel, offset }, REPLICATED_AGAIN_US);
}

function isMarkerAt({ kernel: { logs } }: Self, partition: number, offset: number): boolean {
  return offset < logs.endOffset(partition) && logs.messageAt(partition, offset) < 0;
}

/** A marker was appended to a partition: it is replicated, and whoever waits for it is answered. */
function markerAppended(self: Self, partition: number): void {
  if (self.state.cluster === null) answerWaitingAt(self, partition, 0);
  else appendedByBroker(self, partition);
}

function writeToGroup(
  self: Self,
  transaction: TransactionMetadata,
  group: number,
  parcel: MarkerParcel,
): void {
  const { kernel } = self;
  if (!canReach(self, parcel, coordinatorBroker(kernel, group))) return send(self, ~group, parcel, AGAIN_US);
  commitPending(kernel, group, parcel.producerId, isCommitted(transaction), transaction.who);
  removeFrom(transaction.groups, group);
  if (transaction.partitions.length + transaction.groups.length === 0) complete(self, transaction);
}

/** Whether the transaction's coordinator reaches a broker that is there. */
function canReach({ kernel, state }: Self, { transactionalId }: MarkerParcel, broker: number): boolean {
  const { cluster } = state;
  if (cluster === null) return true;
  const coordinator = transactionBroker(kernel, transactionalId);
  if (broker < 0 || coordinator < 0 || !isBrokerUp(kernel, broker)) return false;
  return broker === coordinator || brokersTalk(cluster, coordinator, broker);
}

function written(self: Self, transaction: TransactionMetadata, partition: number): void {
  removeFrom(transaction.partitions, partition);
  if (transaction.partitions.length + transaction.groups.length === 0) complete(self, transaction);
}

function isCommitted({ end }: TransactionMetadata): boolean {
  return TRANSACTION_ENDS[end] === "committed";
}

/** All markers are written. */
function complete(self: Self, transaction: TransactionMetadata): void {
  const { kernel } = self;
  const { end, nextProducerId, producerId, who } = transaction;
  transaction.state = transaction.state === "PrepareCommit" ? "CompleteCommit" : "CompleteAbort";
  transaction.end = -1;
  transaction.sinceUs = -1;
  kernel.trace.record(kernel.nowUs, Fact.transactionEnded, who, producerId, -1, -1, end);
  if (nextProducerId >= 0) takeId(self.state.transactions, transaction, nextProducerId);
}
