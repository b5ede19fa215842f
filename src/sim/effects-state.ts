/** What one instance remembers of its effects. Plain data that checkpoints copy. */
import type { Micros } from "#base/units.ts";

/** Rows of which the acknowledgements of a broker are waited for together. */
export interface RowGroup {
  readonly purpose: "own" | "record" | "relay";
  /** Rows that are not settled yet, those acknowledged, and whether one has failed. */
  left: number[];
  readonly acknowledged: number[];
  hasFailed: boolean;
}

export interface InstanceEffects {
  /** Number of the step under way for the record in hand; an answer to an older one counts no more. */
  token: number;
  /** Which of the record's steps it is. */
  step: number;
  /** Events that follow from the record in hand, as rows. */
  rows: number[];
  /** The table knew the event: what follows from it is not published again. */
  skips: boolean;
  /** Rows that were handed to the producer, in the order of send(), and are no messages yet. */
  handed: number[];
  groups: RowGroup[];
  /** Of the relay: whether it is at work; how far it has read the database's log (-1: the stored position); when that was stored. */
  relayIsBusy: boolean;
  relayPosition: number;
  relayFlushedUs: Micros;
}

export function createInstanceEffects(): InstanceEffects {
  return {
    token: 0,
    step: 0,
    rows: [],
    skips: false,
    handed: [],
    groups: [],
    relayIsBusy: false,
    relayPosition: -1,
    relayFlushedUs: 0,
  };
}
