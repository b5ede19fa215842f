/**
 * The data of Kafka's consumer group protocol of KIP-848 (ConsumerGroupHeartbeat): one group's state as its coordinator keeps it,
 * the request, the answer, and what the coordinator asks of its host. Plain data throughout, so a checkpoint is a structuredClone.
 * The rules are in consumer-protocol-group.ts.
 */
import type { Micros } from "#base/units.ts";
import type { ServerAssignor, ServerTopic, TopicPartitionList } from "./assignors/server-assignor.ts";
import type { TimelineOrder } from "./timeline-hash-map.ts";

/** Kafka's own states (ConsumerGroupState), in its own spelling. */
export type ConsumerGroupState = "Empty" | "Assigning" | "Reconciling" | "Stable" | "Dead";

/** How far a member is on the way to its target (MemberState). */
export type ReconciliationState = "STABLE" | "UNREVOKED_PARTITIONS" | "UNRELEASED_PARTITIONS";

/** Kafka's error names; "NONE" is success. */
export type ConsumerGroupError =
  | "NONE"
  | "COORDINATOR_NOT_AVAILABLE"
  | "FENCED_INSTANCE_ID"
  | "FENCED_MEMBER_EPOCH"
  | "GROUP_MAX_SIZE_REACHED"
  | "STALE_MEMBER_EPOCH"
  | "UNKNOWN_MEMBER_ID"
  | "UNRELEASED_INSTANCE_ID";

/** Member epoch in a request that joins, or joins again from nothing. */
export const JOIN_EPOCH = 0;
/** Member epoch in a request that leaves for good. */
export const LEAVE_EPOCH = -1;
/** Member epoch of a static member that leaves and means to come back. */
export const STATIC_LEAVE_EPOCH = -2;

/** The broker settings that govern a group. */
export interface ConsumerGroupConfig {
  /** group.consumer.session.timeout.ms. */
  readonly sessionTimeoutMs: number;
  /** group.consumer.heartbeat.interval.ms, which the answers dictate to the members. */
  readonly heartbeatIntervalMs: number;
  /** group.consumer.assignment.interval.ms: the least time between two target assignments. */
  readonly assignmentIntervalMs: number;
  /** group.consumer.max.size, members. */
  readonly maxSize: number;
  /** The first of group.consumer.assignors, for members that ask for none. */
  readonly defaultAssignor: ServerAssignor["name"];
}

/** Kafka 4.3's defaults. */
export const consumerGroupDefaults: ConsumerGroupConfig = {
  sessionTimeoutMs: 45_000,
  heartbeatIntervalMs: 5_000,
  assignmentIntervalMs: 1_000,
  maxSize: 2_147_483_647,
  defaultAssignor: "uniform",
};

/** Partitions by topic, each with the epoch at which it was assigned to the member (KIP-1251). Topics without any are left out. */
export type EpochedPartitions = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** A member as its coordinator knows it. Replaced as a whole when it changes. */
export interface ConsumerMember {
  readonly memberId: string;
  /** group.instance.id, or null for a dynamic member. */
  readonly instanceId: string | null;
  /** The client's max.poll.interval.ms, -1 before it has told. */
  readonly rebalanceTimeoutMs: number;
  /** group.remote.assignor, null for the broker's choice. */
  readonly serverAssignor: ServerAssignor["name"] | null;
  /** Subscribed topics by name, sorted. */
  readonly topics: readonly string[];
  readonly state: ReconciliationState;
  /** The epoch it is reconciled to; STATIC_LEAVE_EPOCH while a static member is away. */
  readonly epoch: number;
  readonly previousEpoch: number;
  /** What it may consume. */
  readonly assigned: EpochedPartitions;
  /** What it was told to give up and has not reported as given up. */
  readonly pendingRevocation: EpochedPartitions;
}

/** One group. */
export interface ConsumerGroup {
  readonly config: ConsumerGroupConfig;
  state: ConsumerGroupState;
  /** When the group took its present state. */
  stateSinceUs: Micros;
  /** Counts what would change an assignment: members, subscriptions, partitions. */
  groupEpoch: number;
  /** The group epoch that the targets were computed for. */
  assignmentEpoch: number;
  /** When they were computed, -1 for never. */
  assignedAtUs: Micros;
  readonly members: Map<string, ConsumerMember>;
  /** The iteration order of Kafka's member map. */
  readonly memberOrder: TimelineOrder;
  /** group.instance.id to member id. */
  readonly staticMembers: Map<string, string>;
  /** Target assignments by member id; topics and partitions in the order of Kafka's maps. */
  readonly targets: Map<string, readonly TopicPartitionList[]>;
  /** The topics of the cluster, by name. */
  readonly topics: Map<string, ServerTopic>;
  /** What the group epoch has seen of the subscribed topics: their names and partition counts. */
  topicsSeen: string;
  /** Whether topics have changed since. */
  topicsMayDiffer: boolean;
  /** When sessions end unless renewed, by member id. */
  readonly sessionDeadlinesUs: Map<string, Micros>;
  /** Members that have to give up partitions: until when, and at which epoch they were told. */
  readonly revocationDeadlines: Map<string, { readonly deadlineUs: Micros; readonly epoch: number }>;
}

/** ConsumerGroupHeartbeat. Null (and -1 for the timeout) means unchanged since the last request. */
export interface ConsumerHeartbeatRequest {
  /** Made by the client, a Uuid's text. */
  readonly memberId: string;
  /** JOIN_EPOCH, LEAVE_EPOCH, STATIC_LEAVE_EPOCH, or the epoch the member is in. */
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly topics: readonly string[] | null;
  readonly serverAssignor: ServerAssignor["name"] | null;
  /** What the member consumes at present. */
  readonly owned: readonly TopicPartitionList[] | null;
}

/** The answer. On an error only the error is meaningful. */
export interface ConsumerHeartbeatResponse {
  readonly error: ConsumerGroupError;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  /** What the member shall consume, topics by name, partitions ascending; null: as it was told last. */
  readonly assignment: readonly TopicPartitionList[] | null;
}

/** Who commits an offset. */
export interface ConsumerCommitRequest {
  readonly memberId: string;
  /** -1 in a commit without a group membership. */
  readonly memberEpoch: number;
}

/** A timer as plain data; setting one again replaces it. */
export type ConsumerGroupTimer =
  | { readonly is: "session"; readonly memberId: string }
  | { readonly is: "revocation"; readonly memberId: string };

/** Why the group epoch was bumped. */
export type EpochReason =
  | "member-joined"
  | "member-left"
  | "session-expired"
  | "revocation-expired"
  | "subscription-changed"
  | "partitions-changed";

/** Why a member is gone. */
export type ConsumerRemovalReason = "left" | "session-expired" | "revocation-expired";

/** What happened in a group, for the trace. */
export type ConsumerGroupNote =
  | { readonly is: "state-changed"; readonly from: ConsumerGroupState; readonly to: ConsumerGroupState }
  | { readonly is: "member-added"; readonly memberId: string; readonly instanceId: string | null }
  | { readonly is: "member-replaced"; readonly memberId: string; readonly formerMemberId: string }
  /** A static member went away and keeps its partitions until its session ends. */
  | { readonly is: "member-away"; readonly memberId: string }
  | { readonly is: "member-removed"; readonly memberId: string; readonly reason: ConsumerRemovalReason }
  | {
      readonly is: "epoch-bumped";
      readonly epoch: number;
      readonly reason: EpochReason;
      readonly memberId: string;
    }
  | {
      readonly is: "target-computed";
      readonly epoch: number;
      readonly assignor: ServerAssignor["name"];
      readonly memberCount: number;
      /** Whose heartbeat it was computed in. */
      readonly memberId: string;
    }
  /** A member has reached an epoch, or waits for partitions on the way to it. */
  | {
      readonly is: "member-reconciled";
      readonly memberId: string;
      readonly epoch: number;
      readonly state: ReconciliationState;
    };

/** What a coordinator needs from the process that runs it. */
export interface ConsumerGroupHost {
  readonly nowUs: Micros;
  /** Arms a timer, replacing an earlier one of the same kind and member. */
  setTimer(timer: ConsumerGroupTimer, atUs: Micros): void;
  /** Disarms a timer. A host may deliver it all the same: deadlines are in the state and stale timers do nothing. */
  cancelTimer(timer: ConsumerGroupTimer): void;
  note(what: ConsumerGroupNote): void;
}
