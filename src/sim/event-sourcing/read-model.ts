/**
 * A read model that is projected from an event store: rows by aggregate, and the checkpoint (global position) up to which
 * they are the fold of the events. Plain data.
 */
import { EventIs } from "#sim/aggregate.ts";
import type { StoredEvent } from "./event-log.ts";

/** A row: the version it stands for, the balance, how many entries made it. */
export interface ReadRow {
  version: number;
  balanceCents: number;
  entries: number;
}

export interface ReadModel {
  /** Position of the next event that it will take up. */
  checkpoint: number;
  /** Where the reader would begin again after a crash: the checkpoint as it is stored. */
  stored: number;
  readonly rows: Map<number, ReadRow>;
  /** Whether its program counts every withdrawal as a deposit. */
  readonly hasBug: boolean;
}

export function createReadModel(hasBug: boolean): ReadModel {
  return { checkpoint: 0, stored: 0, rows: new Map(), hasBug };
}

/** Takes up the event at the checkpoint; null: a tombstone has deleted it, its place is passed over. */
export function project(model: ReadModel, event: StoredEvent | null): void {
  model.checkpoint++;
  if (event === null) return;
  const { aggregate, version, amountCents } = event;
  if (event.is !== EventIs.change) {
    model.rows.delete(aggregate);
    return;
  }
  const row = model.rows.get(aggregate) ?? { version: 0, balanceCents: 0, entries: 0 };
  row.version = version;
  row.balanceCents += model.hasBug ? Math.abs(amountCents) : amountCents;
  row.entries++;
  model.rows.set(aggregate, row);
}

/** The process that projects is gone: it goes on from the checkpoint that was stored. */
export function resumeReadModel(model: ReadModel): void {
  model.checkpoint = model.stored;
}
