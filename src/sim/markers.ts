/** Which facts leave a mark on the timeline, and of what shape. */
import type { FactName } from "./facts.ts";

/** Shapes on the timeline. */
export type MarkerKind =
  | "rebalance"
  | "fault"
  | "dead-letter"
  | "crash"
  | "loss"
  | "duplicate"
  | "refusal"
  | "reorder"
  | "wrong"
  | "stall";

const MARKERS: Partial<Record<FactName, MarkerKind>> = {
  rebalanceStarted: "rebalance",
  intervened: "fault",
  deadLettered: "dead-letter",
  crashed: "crash",
  lost: "loss",
  dropped: "loss",
  skipped: "loss",
  duplicated: "duplicate",
  brokerCrashed: "crash",
  recordsLost: "loss",
  recordsSkipped: "loss",
  produceFailed: "loss",
  archived: "loss",
  appendedAgain: "duplicate",
  overtaken: "reorder",
  commitRefused: "refusal",
  producerFenced: "refusal",
  offsetExpired: "refusal",
  sendBlocked: "refusal",
  noOffset: "refusal",
  requestRefused: "refusal",
  effectMissing: "loss",
  eventLost: "loss",
  updateLost: "loss",
  effectRepeated: "duplicate",
  publishedAgain: "duplicate",
  valuesParted: "wrong",
  eventPhantom: "wrong",
  overdrawn: "wrong",
  leftHalfDone: "wrong",
  requestHalfDone: "wrong",
  readDifferently: "wrong",
  sagaStuck: "stall",
  pollExpired: "stall",
  databaseDown: "stall",
};

/** The mark that a fact leaves on the timeline, or null. */
export function markerOf(fact: FactName): MarkerKind | null {
  return MARKERS[fact] ?? null;
}
