/**
 * The trace's vocabulary. A row of the trace is (timeUs, fact, who, what, where, offset, extra), all whole numbers;
 * the table says what the columns mean for each fact. Sentences for people are in `sentences.ts`.
 *
 * who: subject of an instance (see layout.ts), or a group or topic index as said. where: partition index of the run.
 */
export const Fact = {
  /** who: instance, what: message, where: partition, offset: the message that it follows from or -1, extra: key number or -1. */
  produced: 0,
  /** A batch leaves the producer. who: instance, what: first message, where: partition, offset: messages in it, extra: travel µs. */
  sent: 1,
  /** who: producing instance, what: message, where: partition, offset: its offset, extra: 1 for a poisoned one. */
  appended: 2,
  /** A batch was acknowledged. who: instance, what: first message, where: partition, offset: base offset, extra: messages. */
  acknowledged: 3,
  /** Records left the broker for a member. who: instance, where: partition, offset: first offset, extra: records, what: travel µs. */
  fetched: 4,
  /** poll() returned records to the application; the position moved. who: instance, where, offset: first, extra: records. */
  delivered: 5,
  /** who: instance, what: message, where, offset, extra: attempt from 1. */
  started: 6,
  /** who: instance, what: message, where, offset, extra: attempt. */
  processed: 7,
  /** The record had been processed by this group before. who: instance, what: message, where, offset, extra: times now. */
  duplicated: 8,
  /** who: instance, what: message, where, offset, extra: attempt. */
  failed: 9,
  /** Waits before the next attempt. who: instance, what: message, where, offset, extra: backoff in µs. */
  backedOff: 10,
  /** Left for the dead letter queue (acknowledged there). who: instance, what: message in the queue, where: source partition, offset: source offset, extra: attempts. */
  deadLettered: 11,
  /** Given up without a dead letter queue. who: instance, what: message, where, offset, extra: attempts. */
  skipped: 12,
  /** The coordinator stored an offset. who: instance, what: group, where, offset: committed, extra: generation. */
  committed: 13,
  /** The coordinator, or the client itself, refused a commit. who: instance, what: group, where, offset, extra: index into COMMIT_ERRORS. */
  commitRefused: 14,
  /** A member starts at a position. who: instance, what: group, where, offset: position, extra: index into START_REASONS. */
  positioned: 15,
  /** who: group, what: index into REBALANCE_REASONS, where: -1, offset: -1, extra: subject of the instance that caused it or -1. */
  rebalanceStarted: 16,
  /** Join phase done. who: group, what: generation, offset: members, extra: leader's subject. */
  generationFormed: 17,
  /** who: instance, what: generation, where: partition now owned. */
  assigned: 18,
  /** who: instance, what: generation, where: partition given up in order. */
  revoked: 19,
  /** who: instance, what: generation, where: partition taken away without its consent. */
  lostPartition: 20,
  /** Everybody has the assignment. who: group, what: generation, extra: members. */
  stable: 21,
  /** who: group, what: generation, extra: subject. */
  memberJoined: 22,
  /** who: group, what: index into REMOVAL_REASONS, extra: subject. */
  memberRemoved: 23,
  /** Retention moved the log start. who: topic, where: partition, offset: new log start, extra: records removed. */
  retired: 24,
  /** A person's intervention took effect. who: its index in the program, what: index into FAULT_NAMES, offset: index of the service (or of the topic), extra: instance subject or -1. */
  intervened: 25,
  /** who: instance. */
  crashed: 26,
  /** who: instance. */
  stopped: 27,
  /** who: instance, extra: 0 first start, 1 restart. */
  startedUp: 28,
  /** who: instance, extra: until in ms. */
  paused: 29,
  /** who: instance. */
  resumed: 30,
  /** who: instance, extra: percent of normal service time. */
  slowed: 31,
  /** The poll interval ran out: the client leaves the group while the application still works. who: instance, what: group. */
  pollExpired: 32,
  /** who: instance, what: group, extra: generation known by the member. */
  heartbeat: 33,
  /** Messages lost with a process that had not sent them. who: instance, extra: how many. */
  dropped: 34,
  /** Records committed but never processed, found when their owner went away. who: instance, where, offset: first, extra: how many. */
  lost: 35,
} as const;

export type FactCode = (typeof Fact)[keyof typeof Fact];
export type FactName = keyof typeof Fact;

/** Fact names by code. */
export const FACT_NAMES = Object.keys(Fact) as readonly FactName[];

/** Number of columns in a row that goes to a view: timeUs, fact, who, what, where, offset, extra. */
export const ROW_STRIDE = 7;

export const COMMIT_ERRORS = [
  "UNKNOWN_MEMBER_ID",
  "ILLEGAL_GENERATION",
  "REBALANCE_IN_PROGRESS",
  "FENCED_INSTANCE_ID",
  // What the client throws by itself, without asking the coordinator.
  "RebalanceInProgressException",
  "CommitFailedException",
] as const;
export const START_REASONS = ["committed", "earliest", "latest", "out-of-range"] as const;
/** The coordinator's reasons, as `bus/log/classic-group-types.ts` names them. */
export const REBALANCE_REASONS = [
  "member-joined",
  "member-left",
  "session-expired",
  "sync-expired",
  "metadata-changed",
  "leader-rejoined",
  "static-member-replaced",
] as const;
export const REMOVAL_REASONS = [
  "left",
  "session-expired",
  "new-member-expired",
  "pending-expired",
  "not-rejoined",
  "not-synced",
  "group-full",
] as const;

/** Facts that the worded log and the timeline tell; everything else is only drawn and counted. */
export const STORY_FACTS: readonly FactName[] = [
  "deadLettered",
  "skipped",
  "commitRefused",
  "rebalanceStarted",
  "generationFormed",
  "assigned",
  "revoked",
  "lostPartition",
  "stable",
  "memberJoined",
  "memberRemoved",
  "retired",
  "intervened",
  "crashed",
  "stopped",
  "startedUp",
  "paused",
  "resumed",
  "slowed",
  "pollExpired",
  "dropped",
  "lost",
  "duplicated",
  "failed",
  "positioned",
];
