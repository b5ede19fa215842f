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
  | "reorder";

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
};

/** The mark that a fact leaves on the timeline, or null. */
export function markerOf(fact: FactName): MarkerKind | null {
  return MARKERS[fact] ?? null;
}
