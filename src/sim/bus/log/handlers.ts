/**
 * Names of all scheduled calls of the log mechanism: which process answers which call by which number. The numbers are
 * positions in each process's table of handlers.
 */

/** Calls of the broker. a: the caller's process; b: its incarnation. */
export const Broker = {
  /** c: first batch of the request. */
  produce: 0,
  /** c: number of the fetch, parcel: a FetchRequest. */
  fetch: 1,
  /** a: process whose fetch has waited long enough. */
  fetchWaited: 2,
  /** parcel: partitions whose end offset is asked for; c: 1 for the earliest instead. */
  listOffsets: 3,
  retentionCheck: 4,
} as const;

/** Calls of a group's coordinator. a: the caller's process; b: its incarnation. */
export const Coordinator = {
  join: 0,
  sync: 1,
  heartbeat: 2,
  leave: 3,
  commit: 4,
  fetchOffsets: 5,
  timer: 6,
} as const;

/** Calls of a service's instance. */
export const Instance = {
  /** a: version of the publishing schedule. */
  produceDue: 0,
  /** a: 1 where something is ready before its linger is over. */
  lingerOver: 1,
  /** a: first batch of the request. */
  produced: 2,
  /** a: number of the fetch; parcel: flat list of [partition, from, to], `to` -1 for an offset out of range. */
  fetched: 3,
  joined: 4,
  synced: 5,
  heartbeatDue: 6,
  /** a: index into GROUP_ERRORS; b: generation it was sent for. */
  heartbeatAnswered: 7,
  pollDeadline: 8,
  /** a: index into GROUP_ERRORS; b: 1 if the application waits for it; c: 1 where the client did not even ask; parcel: flat list of [pair, offset]. */
  committed: 9,
  /** parcel: flat list of [pair, offset]. */
  offsetsFetched: 10,
  /** parcel: flat list of [partition, offset]. */
  offsetsListed: 11,
  workDone: 12,
  /** An application that waits inside poll() looks again: a backoff is over, or an auto-commit is due. a: pair. */
  backoffOver: 13,
  resumed: 14,
  /** a: version of the slowness. */
  slownessOver: 15,
  start: 16,
} as const;

/** Coordinator errors as the numbers that answers carry. */
export const GROUP_ERRORS = [
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
] as const;
