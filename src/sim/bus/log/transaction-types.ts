/** What producers and the coordinator of their transactions say to one another, and what the coordinator remembers. Plain data. */
import type { Micros } from "#base/units.ts";

/** EndTxn. In an answer the producer id is the one that holds from now on. */
export interface TransactionRequest {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly epoch: number;
  readonly isCommit: boolean;
}

/** Kafka's states of a transactional id (TransactionState). `Dead`: never reached, as no run lasts for transactional.id.expiration.ms. */
export type TransactionStateName =
  | "Empty"
  | "Ongoing"
  | "PrepareCommit"
  | "PrepareAbort"
  | "CompleteCommit"
  | "CompleteAbort"
  | "PrepareEpochFence"
  | "Dead";

/** One transactional id (TransactionMetadata). */
export interface TransactionMetadata {
  readonly transactionalId: string;
  state: TransactionStateName;
  /** The instance that had it last, by its subject. */
  who: number;
  producerId: number;
  epoch: number;
  /** The id that takes over when the epochs of this one are used up, -1 for none. */
  nextProducerId: number;
  timeoutUs: Micros;
  /** Since when the transaction is open, -1 for none. */
  sinceUs: Micros;
  /** Partitions of the run, and groups, that it has touched. While it ends: those whose marker is not written yet. */
  partitions: number[];
  groups: number[];
  /** How it ends: index into TRANSACTION_ENDS; -1 while it does not. */
  end: number;
}

/** All transactional ids, and the ids of all producers. */
export interface Transactions {
  /** How many producer ids each instance (by its subject) has got. */
  readonly given: Map<number, number>;
  /** By transactional id. */
  readonly byId: Map<string, TransactionMetadata>;
  /** Transactional id by producer id. */
  readonly idOfProducer: Map<number, string>;
}

export function createTransactions(): Transactions {
  return { given: new Map(), byId: new Map(), idOfProducer: new Map() };
}

/** Subjects of instances lie below it. */
const SUBJECTS_MAX = 65_536;

/** A producer id that nobody has had. Each instance has ids of its own, so that they do not depend on what else is there. */
export function newProducerId({ given }: Transactions, who: number): number {
  const count = given.get(who) ?? 0;
  given.set(who, count + 1);
  return count * SUBJECTS_MAX + who;
}

/** A transactional id goes on under another producer id. */
export function takeId(
  transactions: Transactions,
  transaction: TransactionMetadata,
  producerId: number,
): void {
  transaction.producerId = producerId;
  transaction.epoch = 0;
  transaction.nextProducerId = -1;
  transactions.idOfProducer.set(producerId, transaction.transactionalId);
}
