/** What members and the coordinator of a classic group say to one another. Plain data. */
import type { JoinGroupResponse, SyncGroupResponse } from "./classic-group-types.ts";
import type { TopicPartition } from "./assignors/assignor.ts";

/** What a member tells the leader's assignor. Topics are named by node id, which renaming leaves alone. */
export interface Subscription {
  /** Who it is in trace rows. */
  readonly who: number;
  readonly topics: readonly string[];
  readonly owned: readonly TopicPartition[] | null;
  readonly generation: number;
  readonly userDataGeneration: number | null;
}

/** An assignment: pairs of the group, by position in its list. */
export type AssignedPairs = readonly number[];

export type JoinAnswer = JoinGroupResponse<Subscription>;
export type SyncAnswer = SyncGroupResponse<AssignedPairs>;

/** By what a member's requests name it. */
export interface MemberParcel {
  readonly memberId: string;
  /** -1 for none. */
  readonly generation: number;
  /** group.instance.id of a static member. */
  readonly groupInstanceId: string | null;
}

export interface JoinParcel {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly subscription: Subscription;
}

export interface SyncParcel extends MemberParcel {
  readonly protocol: string | null;
  readonly assignments: ReadonlyMap<string, AssignedPairs>;
}

export interface CommitParcel extends MemberParcel {
  /** Flat list of [pair, offset]. */
  readonly offsets: readonly number[];
  /** Whether the application waits for the answer. */
  readonly isAwaited: boolean;
}

export interface OffsetFetchParcel extends MemberParcel {
  readonly pairs: readonly number[];
  /** Offsets of a transaction that has not ended must not be passed over (isolation.level=read_committed). */
  readonly isStable: boolean;
}

/** TxnOffsetCommit: offsets that become committed with the producer's transaction. */
export interface TxnCommitParcel extends MemberParcel {
  readonly producerId: number;
  readonly epoch: number;
  readonly offsets: readonly number[];
  /** The sender's handler that takes the answer: a is an index into GROUP_ERRORS. */
  readonly answerTo: number;
}
