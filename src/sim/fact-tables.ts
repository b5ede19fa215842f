/** What the codes in columns of the trace stand for, by their places in these tables. Kept from `facts.ts` since a first visit needs none. */

/** Why a send was refused, repeated or given up. `timeout`: delivery.timeout.ms; `buffer`: max.block.ms. */
export const PRODUCE_ERRORS = [
  "NONE",
  "NOT_LEADER_OR_FOLLOWER",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "REQUEST_TIMED_OUT",
  "NETWORK_EXCEPTION",
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
  "INVALID_PRODUCER_EPOCH",
  "PRODUCER_FENCED",
  "INVALID_TXN_STATE",
  "CONCURRENT_TRANSACTIONS",
  "MESSAGE_TOO_LARGE",
  "INVALID_RECORD",
  "INVALID_TIMESTAMP",
  "KAFKA_STORAGE_ERROR",
  "UNKNOWN_TOPIC_OR_PARTITION",
  "UNKNOWN_PRODUCER_ID",
  "LEADER_NOT_AVAILABLE",
  "COORDINATOR_NOT_AVAILABLE",
  "TRANSACTION_ABORTED",
  "timeout",
  "buffer",
  "stopped",
] as const;
/** How a leader was chosen. `offline`: none could be. */
export const ELECTIONS = [
  "first",
  "clean",
  "eligible",
  "unclean",
  "preferred",
  "shutdown",
  "offline",
  "last-known",
] as const;
/** Why a replica joined or left the ones in sync. */
export const ISR_REASONS = ["caught-up", "lagging", "fenced", "shutdown", "elected"] as const;
export const TRANSACTION_ENDS = ["committed", "aborted", "timed-out", "fenced"] as const;
/** States of a member of the consumer protocol (org.apache.kafka.coordinator.group.modern.MemberState). */
export const MEMBER_STATES = ["STABLE", "UNREVOKED_PARTITIONS", "UNRELEASED_PARTITIONS", "UNKNOWN"] as const;
/** Requests to coordinators by their names in the protocol. */
export const PROTOCOL_MESSAGES = [
  "JoinGroup",
  "SyncGroup",
  "Heartbeat",
  "LeaveGroup",
  "OffsetCommit",
  "OffsetFetch",
  "ConsumerGroupHeartbeat",
  "ShareGroupHeartbeat",
  "InitProducerId",
  "AddPartitionsToTxn",
  "AddOffsetsToTxn",
  "TxnOffsetCommit",
  "EndTxn",
] as const;
/** What answers of coordinators say. */
export const PROTOCOL_ERRORS = [
  "NONE",
  "UNKNOWN_MEMBER_ID",
  "ILLEGAL_GENERATION",
  "REBALANCE_IN_PROGRESS",
  "FENCED_INSTANCE_ID",
  "MEMBER_ID_REQUIRED",
  "COORDINATOR_NOT_AVAILABLE",
  "GROUP_MAX_SIZE_REACHED",
  "INCONSISTENT_GROUP_PROTOCOL",
  "INVALID_SESSION_TIMEOUT",
  "NOT_COORDINATOR",
  "FENCED_MEMBER_EPOCH",
  "STALE_MEMBER_EPOCH",
  "UNRELEASED_INSTANCE_ID",
  "UNSTABLE_OFFSET_COMMIT",
  "CONCURRENT_TRANSACTIONS",
  "PRODUCER_FENCED",
  "INVALID_PRODUCER_EPOCH",
  "INVALID_TXN_STATE",
] as const;
export const SHARE_ACKNOWLEDGEMENTS = ["accept", "release", "reject", "renew", "return", "gap"] as const;

export const COMMIT_ERRORS = [
  "UNKNOWN_MEMBER_ID",
  "ILLEGAL_GENERATION",
  "REBALANCE_IN_PROGRESS",
  "FENCED_INSTANCE_ID",
  // What the client throws by itself, without asking the coordinator.
  "RebalanceInProgressException",
  "CommitFailedException",
  "STALE_MEMBER_EPOCH",
  "FENCED_MEMBER_EPOCH",
  "COORDINATOR_NOT_AVAILABLE",
  // Of a share group: the record is not the member's any more.
  "INVALID_RECORD_STATE",
] as const;
export const START_REASONS = ["committed", "earliest", "latest", "out-of-range", "none", "sought"] as const;
/** The coordinator's reasons, as `bus/log/classic-group-types.ts` names them. */
export const REBALANCE_REASONS = [
  "member-joined",
  "member-left",
  "session-expired",
  "sync-expired",
  "metadata-changed",
  "leader-rejoined",
  "static-member-replaced",
  // Of the consumer protocol.
  "revocation-expired",
  "partitions-changed",
] as const;
export const REMOVAL_REASONS = [
  "left",
  "session-expired",
  "new-member-expired",
  "pending-expired",
  "not-rejoined",
  "not-synced",
  "group-full",
  "rebalance-expired",
  "fenced",
] as const;
/** Of effects: why one was not done again; why one is missing. */
export const SKIP_REASONS = ["table", "before", "after", "key", "version"] as const;
export const MISSING_REASONS = ["lost", "skipped", "dead-lettered", "remembered"] as const;
/** Of choreographed sagas: how a request has ended; what may leave it half done; why a step does nothing with an event. */
export const SAGA_OUTCOMES = ["done", "undone", "half-done"] as const;
export const HALF_DONE_REASONS = [
  "not-undone",
  "not-heard",
  "done-again",
  "undone-again",
  "event-lost",
  "given-up",
] as const;
export const PASSED_OVER_REASONS = [
  "done-before",
  "refused-before",
  "undone-before",
  "heard-before",
  "nothing-to-undo",
  "not-undone",
] as const;
/** What a client of a database hears. */
export const STORE_ERRORS = ["NONE", "down", "rolled-back", "no-answer"] as const;
/** Why a dual write did not get to its second half. */
export const LOSS_REASONS = ["crashed", "send-failed", "remembered", "rolled-back"] as const;
export const PHANTOM_REASONS = ["crashed", "rolled-back"] as const;
