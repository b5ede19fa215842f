/**
 * What the members of one service say to their coordinators and hear from them, and what changes meanwhile: which rows of
 * the trace that is, and what each says. Read by `trace-window-reader.ts`, drawn as a sequence diagram.
 */
import type { Micros } from "#base/units.ts";
import { PROTOCOL_MESSAGES } from "./fact-tables.ts";
import { Fact, type FactName } from "./facts.ts";
import { INSTANCES_MAX, type Layout } from "./layout.ts";

export type ProtocolMessage = (typeof PROTOCOL_MESSAGES)[number];

/** Messages that are asked for together. */
export const MESSAGE_KINDS = {
  membership: ["JoinGroup", "SyncGroup", "LeaveGroup"],
  heartbeats: ["Heartbeat", "ConsumerGroupHeartbeat", "ShareGroupHeartbeat"],
  offsets: ["OffsetCommit", "OffsetFetch"],
  transactions: ["InitProducerId", "AddPartitionsToTxn", "AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"],
} as const satisfies Readonly<Record<string, readonly ProtocolMessage[]>>;

export type MessageKind = keyof typeof MESSAGE_KINDS;

/** Which rows are wanted. Plain data: it goes to the worker. */
export interface ProtocolQuery {
  /** Index of the service whose instances speak. */
  readonly service: number;
  readonly kinds: readonly MessageKind[];
  /** Beside the messages: what becomes of members, group and transactions. */
  readonly withStates: boolean;
  /** Nothing earlier is looked for: the past has to be played again for it. */
  readonly sinceUs: Micros;
  /** Rows of the trace before this one are known already. */
  readonly fromRow: number;
  /** At most so many rows, the newest ones. */
  readonly limit: number;
}

/** Facts of one instance (`who`) that stand beside the messages. */
const MEMBER_STATES: readonly FactName[] = [
  "assigned",
  "revoked",
  "lostPartition",
  "pollExpired",
  "commitRefused",
  "crashed",
  "stopped",
  "startedUp",
  "paused",
  "resumed",
  "memberEpoch",
  "producerIdGiven",
  "transactionBegun",
  "transactionPrepared",
  "transactionEnded",
  "producerFenced",
];

/** Facts of a group (`who`). */
const GROUP_STATES: readonly FactName[] = [
  "rebalanceStarted",
  "generationFormed",
  "stable",
  "memberJoined",
  "memberRemoved",
];

/** All facts that a query may want. */
export const PROTOCOL_FACTS: readonly FactName[] = [
  "requested",
  "answered",
  "committed",
  ...MEMBER_STATES,
  ...GROUP_STATES,
];

/** Of a row, what says whether it is wanted: its columns, and the fact's code. */
interface CodedRow {
  readonly fact: number;
  readonly who: number;
  readonly what: number;
  readonly extra: number;
}

/** Whether a row is one of those that a query wants. */
export function protocolFilter(query: ProtocolQuery, layout: Layout): (row: CodedRow) => boolean {
  const { service, kinds, withStates } = query;
  const group = layout.services[service]?.group ?? -1;
  const isSaid = new Set(
    kinds.flatMap((kind) => MESSAGE_KINDS[kind].map((message) => PROTOCOL_MESSAGES.indexOf(message))),
  );
  const ofMembers = new Set<number>(withStates ? MEMBER_STATES.map((name) => Fact[name]) : []);
  const ofGroup = new Set<number>(withStates && group >= 0 ? GROUP_STATES.map((name) => Fact[name]) : []);
  // Without a cluster nothing but its effect tells of a commit. In a share group it is the start that moves, not a commit.
  const isCommitTold =
    kinds.includes("offsets") && layout.cluster === null && layout.groups[group]?.protocol !== "share";
  return ({ fact, who, what, extra }) => {
    if (ofGroup.has(fact)) return who === group;
    if (Math.floor(who / INSTANCES_MAX) !== service) return false;
    if (fact === Fact.requested || fact === Fact.answered) return isSaid.has(what);
    // Offsets of a transaction have no generation.
    if (fact === Fact.committed) return isCommitTold && extra >= 0;
    return ofMembers.has(fact);
  };
}
