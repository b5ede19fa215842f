/**
 * The data of Kafka's classic consumer group protocol (JoinGroup, SyncGroup, Heartbeat, LeaveGroup): one group's state as
 * its coordinator keeps it, the requests, the answers, and what the coordinator asks of its host. Plain data throughout,
 * so a checkpoint is a structuredClone. The rules are in classic-group.ts and classic-group-rebalance.ts.
 */
import type { Micros } from "#base/units.ts";
import type { JavaHashOrder } from "./java-hash-map.ts";

/** Kafka's own states (ClassicGroupState), in its own spelling. */
export type ClassicGroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable" | "Dead";

/** Kafka's error names; "NONE" is success. */
export type GroupError =
  | "NONE"
  | "COORDINATOR_NOT_AVAILABLE"
  | "FENCED_INSTANCE_ID"
  | "GROUP_MAX_SIZE_REACHED"
  | "ILLEGAL_GENERATION"
  | "INCONSISTENT_GROUP_PROTOCOL"
  | "INVALID_SESSION_TIMEOUT"
  | "MEMBER_ID_REQUIRED"
  | "NOT_COORDINATOR"
  | "REBALANCE_IN_PROGRESS"
  | "UNKNOWN_MEMBER_ID";

/** The broker settings that govern a group. */
export interface ClassicGroupConfig {
  /** group.initial.rebalance.delay.ms: how long a group that was empty waits for more members. */
  readonly initialRebalanceDelayMs: number;
  /** group.min.session.timeout.ms. */
  readonly minSessionTimeoutMs: number;
  /** group.max.session.timeout.ms. */
  readonly maxSessionTimeoutMs: number;
  /** group.max.size, members. */
  readonly maxSize: number;
}

/** Kafka 4.3's defaults. */
export const classicGroupDefaults: ClassicGroupConfig = {
  initialRebalanceDelayMs: 3_000,
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
  maxSize: 2_147_483_647,
};

/** One assignor a member offers, most wanted first in its list, with the subscription it hands to the leader. */
export interface GroupProtocol<M> {
  /** The assignor's name, e.g. "range". */
  readonly name: string;
  /** What the leader's assignor reads: topics, owned partitions, ... Opaque here. */
  readonly metadata: M;
  /** Equal exactly when the metadata is equal: stands for the bytes that Kafka compares. */
  readonly signature: string;
}

/** A member as its coordinator knows it. */
export interface ClassicMember<M, A> {
  readonly memberId: string;
  /** group.instance.id, or null for a dynamic member. */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  sessionTimeoutMs: number;
  /** The client's max.poll.interval.ms. */
  rebalanceTimeoutMs: number;
  protocols: readonly GroupProtocol<M>[];
  /** The assignment of the last sync, null for none. */
  assignment: A | null;
  /** The JoinGroup request parked here, -1 for none. */
  joinRequestId: number;
  /** The SyncGroup request parked here, -1 for none. */
  syncRequestId: number;
  /** True until its first join phase completes: it has no session yet, only the five-minute limit of new members. */
  isNew: boolean;
  /** When the session ends unless renewed. */
  sessionDeadlineUs: Micros;
}

/** The join timer: when, and for the first rebalance of an empty group, how much it may still be extended. */
export interface JoinTimer {
  readonly deadlineUs: Micros;
  /** Null once an ordinary rebalance timeout is running. */
  readonly initial: { readonly delayMs: number; readonly remainingMs: number } | null;
}

/** One group. M is the subscription metadata, A an assignment: opaque plain data both. */
export interface ClassicGroup<M, A> {
  readonly config: ClassicGroupConfig;
  state: ClassicGroupState;
  previousState: ClassicGroupState;
  /** When the group took its present state: offsets of an Empty group expire from here. */
  stateSinceUs: Micros;
  generation: number;
  /** The leader's member id, "" for none. */
  leader: string;
  /** The assignor chosen for this generation, null for none. */
  protocol: string | null;
  readonly members: Map<string, ClassicMember<M, A>>;
  /** The iteration order of Kafka's member map, which decides who leads. */
  readonly memberOrder: JavaHashOrder;
  /** group.instance.id to member id. */
  readonly staticMembers: Map<string, string>;
  /** Ids that were handed out and have not joined yet, with the time at which they are forgotten. */
  readonly pendingMembers: Map<string, Micros>;
  /** Members whose SyncGroup of this generation is still to come. */
  readonly pendingSync: Set<string>;
  /** How many members are parked in the join phase. */
  awaitingJoin: number;
  /** Whether a member was added since the last extension of the first rebalance. */
  newMemberAdded: boolean;
  joinTimer: JoinTimer | null;
  /** When members that did not sync are removed, -1 for no such timer. */
  syncDeadlineUs: Micros;
}

/** JoinGroup, version 9. */
export interface JoinGroupRequest<M> {
  readonly requestId: number;
  /** "" when the client has none yet. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocols: readonly GroupProtocol<M>[];
}

/** SyncGroup: everybody asks, the leader brings everybody's assignment. */
export interface SyncGroupRequest<A> {
  readonly requestId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly generation: number;
  /** The protocol the member was told in its join response, or null to skip that check. */
  readonly protocol: string | null;
  /** Member id to assignment; read only from the leader, empty from followers. */
  readonly assignments: ReadonlyMap<string, A>;
}

/** Who speaks, for Heartbeat and OffsetCommit. */
export interface MemberRequest {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** -1 in an OffsetCommit of a consumer without a group membership. */
  readonly generation: number;
}

/** LeaveGroup of one member; memberId "" with an instance id is the administrator's removal. */
export interface LeaveGroupRequest {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

/** A member as the leader is told of it. */
export interface JoinedMember<M> {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Its metadata for the chosen protocol. */
  readonly metadata: M;
}

/** Answer to JoinGroup. On an error only memberId is meaningful. */
export interface JoinGroupResponse<M> {
  readonly is: "join";
  readonly error: GroupError;
  readonly memberId: string;
  readonly generation: number;
  readonly leader: string;
  readonly protocol: string | null;
  /** True for a static leader that came back to a stable group: it must not compute assignments. */
  readonly skipAssignment: boolean;
  /** Everybody, in the coordinator's map order (the assignor's input order); empty for followers. */
  readonly members: readonly JoinedMember<M>[];
}

/** Answer to SyncGroup. */
export interface SyncGroupResponse<A> {
  readonly is: "sync";
  readonly error: GroupError;
  readonly protocol: string | null;
  /** Null for "nothing" and for every error. */
  readonly assignment: A | null;
}

/** What answers a parked request. Heartbeat, LeaveGroup and OffsetCommit answer at once and so simply return their error. */
export type GroupResponse<M, A> = JoinGroupResponse<M> | SyncGroupResponse<A>;

/** A timer as plain data; setting one again replaces it. */
export type GroupTimer =
  | { readonly is: "session"; readonly memberId: string }
  | { readonly is: "pending"; readonly memberId: string }
  | { readonly is: "join" }
  | { readonly is: "sync" };

/** Why a rebalance began. */
export type RebalanceReason =
  | "member-joined"
  | "member-left"
  | "session-expired"
  | "sync-expired"
  | "metadata-changed"
  | "leader-rejoined"
  | "static-member-replaced";

/** Why a member (or a handed-out id) is gone. */
export type RemovalReason =
  | "left"
  | "session-expired"
  | "new-member-expired"
  | "pending-expired"
  | "not-rejoined"
  | "not-synced"
  | "group-full";

/** What happened in a group, for the trace. */
export type GroupNote =
  | { readonly is: "state-changed"; readonly from: ClassicGroupState; readonly to: ClassicGroupState }
  | { readonly is: "member-added"; readonly memberId: string; readonly groupInstanceId: string | null }
  | { readonly is: "member-replaced"; readonly memberId: string; readonly formerMemberId: string }
  | { readonly is: "member-removed"; readonly memberId: string; readonly reason: RemovalReason }
  | { readonly is: "rebalance-started"; readonly reason: RebalanceReason; readonly memberId: string }
  /** The join phase is over; with memberCount 0 the group is now Empty. */
  | {
      readonly is: "generation-formed";
      readonly generation: number;
      readonly leader: string;
      readonly protocol: string | null;
      readonly memberCount: number;
    }
  /** The leader's assignments are stored and handed out. */
  | { readonly is: "stable"; readonly generation: number };

/** What a coordinator needs from the process that runs it. */
export interface ClassicGroupHost<M, A> {
  readonly nowUs: Micros;
  /** Answers a JoinGroup or SyncGroup; each request is answered exactly once. */
  reply(requestId: number, response: GroupResponse<M, A>): void;
  /** Arms a timer, replacing an earlier one of the same kind and member. */
  setTimer(timer: GroupTimer, atUs: Micros): void;
  /** Disarms a timer. A host may deliver it all the same: deadlines are in the state and stale timers do nothing. */
  cancelTimer(timer: GroupTimer): void;
  /** A fresh member id: the given name, "-", and a random UUID. */
  newMemberId(clientOrInstanceId: string): string;
  note(what: GroupNote): void;
}
