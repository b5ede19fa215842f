/** What members of a share group and the brokers say to one another, and what the process of the group keeps. Plain data. */
import type { Micros } from "#base/units.ts";
import type { Acknowledgement } from "./share-acknowledge.ts";
import type { ShareGroup, ShareHeartbeatRequest, ShareHeartbeatResponse } from "./share-group.ts";
import type { SharePartition } from "./share-partition.ts";

/** Calls of a share group's process. a: the caller's process; b: its incarnation. */
export const Shared = {
  /** parcel: a ShareHeartbeatParcel. */
  heartbeat: 0,
  /** parcel: a ShareGroupTimer. */
  timer: 1,
  /** parcel: a ShareFetchRequest. */
  fetch: 2,
  /** c: number of the request, parcel: AcknowledgedPair[]. */
  acknowledge: 3,
  /** The member closes its session: what it still has goes back. parcel: AcknowledgedPair[]. */
  close: 4,
  /** a: process whose fetch may have waited long enough. */
  fetchWaited: 5,
  /** a: pair of which a lock may be over. */
  lockOver: 6,
  /** a: pair whose partition has more to read. */
  dataArrived: 7,
} as const;

export interface ShareHeartbeatParcel {
  readonly number: number;
  readonly request: ShareHeartbeatRequest;
}

export interface ShareHeartbeatAnswer {
  readonly number: number;
  readonly response: ShareHeartbeatResponse;
}

/** Acknowledgements of one pair. */
export interface AcknowledgedPair {
  readonly pair: number;
  readonly acknowledgements: readonly Acknowledgement[];
}

/** ShareFetch: acknowledgements ride along. */
export interface ShareFetchRequest {
  readonly pairs: readonly number[];
  readonly acknowledged: readonly AcknowledgedPair[];
  /** max.poll.records. */
  readonly maxRecords: number;
  readonly maxPartitionBytes: number;
  readonly maxWaitUs: Micros;
  readonly incarnation: number;
  readonly number: number;
}

/** The last answer to a member, for drawing what is on its way. */
export interface ShareAnswer {
  readonly departsUs: Micros;
  readonly arrivesUs: Micros;
  /** Flat list of [pair, first, count, delivery count]. */
  readonly ranges: readonly number[];
}

export interface ShareProcessState {
  readonly group: ShareGroup;
  /** The broker on which the coordinator lives, -1 while it is nowhere. */
  home: number;
  /** Member id to who it is in trace rows; kept after removal. */
  readonly whoIs: Map<string, number>;
  /** By member id ("" for those of the group): when a timer is due and when its call comes, -1 for none. */
  readonly timers: Map<string, { deadlineUs: Micros; callUs: Micros }>;
  /** By pair: its records, null before anybody has fetched from it. */
  readonly partitions: (SharePartition | null)[];
  /** By pair: the start offset, -1 for none yet. */
  readonly offsets: number[];
  /** By pair: under which leader epoch its records were given out. */
  readonly leaderEpochs: number[];
  /** By pair: when the call comes that looks for locks that are over, -1 for none. */
  readonly lockCallUs: Micros[];
  /** Fetches that wait, by process, in the order in which they came. */
  readonly waiting: Map<number, { readonly request: ShareFetchRequest; readonly untilUs: Micros }>;
  readonly answers: Map<number, ShareAnswer>;
  /** By process: fetches so far; each begins with the next one of its partitions. */
  readonly turns: Map<number, number>;
}

const SUBJECTS = 16_777_216;

/** By what a share partition knows a member: its subject and which of its lives it is. */
export function holderOf(who: number, incarnation: number): number {
  return incarnation * SUBJECTS + who;
}

/** The subject of a holder. */
export function whoHolds(holder: number): number {
  return holder < 0 ? -1 : holder % SUBJECTS;
}
