/** An aggregate of an event store: its state, the events that led there, and the answer to what it was at a moment. */
import type { Micros } from "#base/units.ts";

/** What an event is: a change of the aggregate, or the end of its data. */
export const EventIs = { change: 0, tombstone: 1, shredded: 2 } as const;
export type Erasure = "tombstone" | "shredded";

/** What an aggregate is: the fold of its events. Version 0: nothing has happened yet. */
export interface AggregateState {
  readonly version: number;
  readonly balanceCents: number;
  readonly erased: Erasure | null;
}

/** A state and what it took to get it: events folded, and the version of the snapshot that it began with (0: none). */
export interface Loaded extends AggregateState {
  readonly read: number;
  readonly snapshot: number;
}

/** One event of the answer, with the state after it. */
export interface HistoryEvent {
  readonly version: number;
  readonly atUs: Micros;
  readonly amountCents: number;
  readonly balanceCents: number;
  /** Subject of the instance that decided it, -1 for a person. */
  readonly by: number;
  /** Message of its command, -1 for none. */
  readonly cause: number;
  readonly is: number;
}

export interface AggregateHistory {
  /** Its key, e.g. "order-17"; null: commands without a key. */
  readonly key: string | null;
  readonly aggregate: number;
  readonly atUs: Micros;
  /** Null: the store keeps the newest state only and cannot say what was before. */
  readonly state: Loaded | null;
  /** The state of now, which any store knows. */
  readonly now: Loaded;
  /** The last ones up to then, oldest first; how many there are before them. */
  readonly events: readonly HistoryEvent[];
  readonly earlier: number;
  /** Keys of the store, in the order of their numbers; how many there are in all. */
  readonly aggregates: readonly { readonly aggregate: number; readonly key: string | null }[];
  readonly aggregateCount: number;
}
