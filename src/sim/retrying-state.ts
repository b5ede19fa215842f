/** What dead letter queues, retry topics and the instances that use them remember. Plain data that checkpoints copy. */
import type { Micros } from "#base/units.ts";

/** What became of a dead letter, by its place in `QueueState.status`. */
export const LETTER = { waiting: 0, underWay: 1, redriven: 2, discarded: 3 } as const;

/** A redrive that goes on. */
export interface RedriveJob {
  readonly number: number;
  /** Which dead letters it takes: an offset, or -1 for all; a key number, or -1 for any; an index into DEATHS, or -1 for any. */
  readonly offset: number;
  readonly key: number;
  readonly death: number;
  /** Whether they go into the group's first retry topic instead of where they came from. */
  readonly toGroup: boolean;
  readonly everyUs: Micros;
  /** Whether it waits for what comes later, too. */
  readonly goesOn: boolean;
  /** Where what it takes ends: what falls in later is for another one; -1: nowhere. */
  readonly end: number;
  /** The next offset that it looks at, and how many it has sent. */
  at: number;
  sent: number;
}

/** One dead letter queue. */
export interface QueueState {
  /** By offset: one of LETTER, and since when. */
  readonly status: number[];
  readonly sinceUs: Micros[];
  /** Offsets of those that somebody has mended. */
  readonly mended: number[];
  /** Dead letters from `countedFrom` on that nobody has dealt with. */
  waiting: number;
  countedFrom: number;
  isRinging: boolean;
  jobs: RedriveJob[];
  jobCount: number;
}

/** The bus's part. */
export interface RetryingState {
  /** By topic; null where it is no dead letter queue. */
  readonly queues: (QueueState | null)[];
  /** Records whose keys are parked, flat: group, key number, partition and offset of the original, how many copies of it there are. */
  readonly parked: number[];
}

/** An instance's part. */
export interface InstanceRetries {
  /** By pair of its group: when the record there failed first, and how long it was made to wait last. */
  readonly firstFailedUs: Micros[];
  readonly lastBackoffUs: Micros[];
  /** Further attempts that the retry budget still allows. */
  budget: number;
  /** The record in hand is being written to the retry topic of this tier (from 1); 0: it is not. */
  movingTo: number;
  /** Whether that is because its key is parked. */
  isParking: boolean;
  /** Whether it was the deserializer that failed at the record in hand last. */
  isUnreadable: boolean;
  /** Dead letters that it is sending again, as messages. */
  readonly redriving: number[];
}
