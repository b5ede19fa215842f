/** What a consumer client and its application remember. Plain data; pairs are numbered by position in the group's list. */
import type { Micros } from "#base/units.ts";
import type { TopicPartition } from "./assignors/assignor.ts";
import { createHeartbeats, type HeartbeatState } from "./heartbeat-state.ts";
import type { CommitParcel, JoinAnswer } from "./coordinator-types.ts";

/** Why the member asks for the log's earliest or latest offset. */
export const Reset = { none: 0, nothingCommitted: 1, outOfRange: 2, sought: 3 } as const;

/** Where the client stands in the group protocol. */
export type MemberPhase = "unjoined" | "joining" | "syncing" | "stable";

export interface MemberState {
  phase: MemberPhase;
  /** Whether the next poll must join again (a heartbeat said so, partitions were given up, or membership was lost). */
  mustRejoin: boolean;
  /** Whether membership was lost: the next poll gives everything up without a commit (onPartitionsLost). */
  isLost: boolean;
  /** "" for none. */
  memberId: string;
  /** -1 for none. */
  generation: number;
  /** The generation it last had. */
  formerGeneration: number;
  /** What the sync brought and the next poll takes over. */
  assignment: readonly number[] | null;
  /** What the eager sticky assignor remembers of its last assignment. */
  remembered: { readonly owned: readonly TopicPartition[]; readonly generation: number } | null;
  /** One JoinGroup is under way at most; its answer is read inside poll(). */
  joinIsUnderWay: boolean;
  joinAnswer: JoinAnswer | null;
  heartbeatIsPending: boolean;
  /** When the heartbeat thread is to send the next one. */
  heartbeatDueUs: Micros;
  /** Under the consumer protocol. */
  readonly heartbeats: HeartbeatState;
  pollDeadlineIsPending: boolean;
  lastPollUs: Micros;
  nextAutoCommitUs: Micros;
  /** Whether the application waits inside poll(). */
  isPolling: boolean;
  /** By pair: 1 where it owns it; and the same as a list, in the order of assignment. */
  readonly owned: number[];
  ownedPairs: number[];
  /** By pair: the next offset that poll() returns, -1 for not known yet. */
  readonly position: number[];
  /** By pair: the offset after the last record dealt with; what a commit stores. */
  readonly handled: number[];
  /** By pair: the offset last sent in a commit, -1 for none. */
  readonly sent: number[];
  /** By pair: what was fetched and not yet returned: from, to (equal: nothing). */
  readonly bufferFrom: number[];
  readonly bufferTo: number[];
  /** Pairs that have something buffered, the oldest fetch first. */
  readonly bufferOrder: number[];
  /** By pair: failed attempts of the record at `handled`. */
  readonly failedAttempts: number[];
  /** By pair: why auto.offset.reset decides where it starts (one of `Reset`), 0 where it does not. */
  readonly resets: number[];
  /** By pair: number of the last question where its log begins or ends; how many there were. */
  readonly listing: number[];
  listings: number;
  /** By pair: the position that turned out to be out of range. */
  readonly resetFrom: number[];
  /** Where the last seek went, and to which moment (ms). */
  seekTo: "earliest" | "latest" | "time";
  seekMs: number;
  /** By pair: no fetch and no record before then (backoff), 0 for now. */
  readonly heldUntilUs: Micros[];
  /** By pair: runs [first, after) of what is buffered that the member sees, where that is not all of it; null elsewhere. */
  readonly bufferRuns: (number[] | null)[];
  /** Number of the last fetch. */
  fetches: number;
  /** By broker: number of the fetch under way (-1: none), when it was sent, and until when none is sent after a failure. */
  readonly fetchUnderWay: number[];
  readonly fetchSentUs: Micros[];
  readonly fetchHeldUntilUs: Micros[];
  fetchTimerIsPending: boolean;
  /** By pair: the broker that leads as far as is known, -1 for not known. */
  readonly leaders: number[];
  /** By topic of the group: how many partitions it has as far as is known. */
  readonly partitions: number[];
  /** When it was last told, and is to ask again. */
  metadataUs: Micros;
  metadataDueUs: Micros;
  metadataIsAsked: boolean;
  /** Topics that it told the group it subscribes to, by position in the group's list. */
  joinedTopics: readonly number[];
  /** Leader: numbers of partitions, by topic, that it made the present assignment of; else null. */
  assignedOf: readonly number[] | null;
  /** The broker on which it last had its coordinator, -1 for none, and whether it waits to look for it again. */
  coordinatorIs: number;
  isLookingForCoordinator: boolean;
  /** The commit that the application waits for. */
  awaited: CommitParcel | null;
  /** The client has thrown an error that ends the application. */
  hasFailed: boolean;
}

/** What the application's thread does. */
export type WorkPhase = "idle" | "working" | "committing" | "publishing" | "calling" | "storing";

export interface WorkState {
  phase: WorkPhase;
  sinceUs: Micros;
  /** When it ends as far as is known, -1. */
  untilUs: Micros;
  /** What the last polls returned: flat list of [pair, from, to], of which those from `batchAt` up to `batchEnd` are still to be worked on. */
  batch: number[];
  batchAt: number;
  batchEnd: number;
  /** Record in work: its pair and offset, and the attempt from 1; pair -1 for none. */
  pair: number;
  offset: number;
  attempt: number;
  /** The dead letter that waits for its acknowledgement, -1 for none. */
  deadLetter: number;
  /** Whether the application has left its loop in the midst of a batch: it commits nothing more by itself. */
  hasBrokenOff: boolean;
  /** Whether the commit that is awaited comes before the processing of the batch. */
  commitIsBefore: boolean;
  processed: number;
}

export function createMember(pairs: number, topics: number, brokers: number): MemberState {
  const ofBrokers = (value: number): number[] => Array.from({ length: brokers }, () => value);
  const each = (value: number): number[] => Array.from({ length: pairs }, () => value);
  return {
    phase: "unjoined",
    mustRejoin: true,
    isLost: false,
    memberId: "",
    generation: -1,
    formerGeneration: -1,
    assignment: null,
    remembered: null,
    joinIsUnderWay: false,
    joinAnswer: null,
    heartbeatIsPending: false,
    heartbeatDueUs: 0,
    heartbeats: createHeartbeats(),
    pollDeadlineIsPending: false,
    lastPollUs: 0,
    nextAutoCommitUs: 0,
    isPolling: false,
    owned: each(0),
    ownedPairs: [],
    position: each(-1),
    handled: each(-1),
    sent: each(-1),
    bufferFrom: each(0),
    bufferTo: each(0),
    bufferOrder: [],
    failedAttempts: each(0),
    resets: each(0),
    listing: Array.from({ length: pairs }, () => 0),
    listings: 0,
    resetFrom: each(-1),
    seekTo: "latest",
    seekMs: 0,
    heldUntilUs: each(0),
    bufferRuns: Array.from({ length: pairs }, () => null),
    fetches: 0,
    fetchUnderWay: ofBrokers(-1),
    fetchSentUs: ofBrokers(0),
    fetchHeldUntilUs: ofBrokers(0),
    fetchTimerIsPending: false,
    leaders: each(-1),
    partitions: Array.from({ length: topics }, () => 0),
    metadataUs: 0,
    metadataDueUs: Infinity,
    metadataIsAsked: false,
    joinedTopics: [],
    assignedOf: null,
    coordinatorIs: -1,
    isLookingForCoordinator: false,
    awaited: null,
    hasFailed: false,
  };
}

export function createWork(): WorkState {
  return {
    phase: "idle",
    sinceUs: 0,
    untilUs: -1,
    batch: [],
    batchAt: 0,
    batchEnd: 0,
    pair: -1,
    offset: -1,
    attempt: 0,
    deadLetter: -1,
    hasBrokenOff: false,
    commitIsBefore: false,
    processed: 0,
  };
}

/** Whether the client is between asking to join and having its assignment. */
export function isInRebalance({ phase }: MemberState): boolean {
  return phase === "joining" || phase === "syncing";
}

/** Adds records of a pair to the batch in hand; where the last one is worked off, its places are used again. */
export function addToBatch(work: WorkState, pair: number, from: number, to: number): void {
  if (work.batchAt === work.batchEnd) work.batchAt = work.batchEnd = 0;
  const { batch } = work;
  batch[work.batchEnd++] = pair;
  batch[work.batchEnd++] = from;
  batch[work.batchEnd++] = to;
}
