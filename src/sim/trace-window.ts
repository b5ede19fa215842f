/** A stretch of the trace: its rows, the kinds of facts to choose from. Read by `trace-window-reader.ts`. */
import type { Micros } from "#base/units.ts";
import type { FactName } from "./facts.ts";

/** A row with its number in the trace of the run. */
export interface WindowRow {
  readonly row: number;
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly offset: number;
  readonly extra: number;
}

export interface WindowQuery {
  /** Rows from this one on are left out; Infinity: up to where the run stands. */
  readonly beforeRow: number;
  /** Any fact if empty. */
  readonly facts: readonly FactName[];
  /** At most so many rows, the newest ones. */
  readonly limit: number;
}

export interface TraceWindow {
  /** In the order of the trace. */
  readonly rows: readonly WindowRow[];
  /** Rows before this one were not looked at; 0: there are no earlier ones. */
  readonly fromRow: number;
  /** Rows from this one on were not looked at. */
  readonly toRow: number;
}

/** Facts whose column `what` is a message. */
const ABOUT_A_MESSAGE: ReadonlySet<FactName> = new Set<FactName>([
  "produced",
  "appended",
  "started",
  "processed",
  "duplicated",
  "failed",
  "backedOff",
  "skipped",
  "notDueYet",
  "redriven",
  "redriveRefused",
  "deadLetterDiscarded",
  "deadLetterMended",
  "processedLate",
  "copyRepeated",
  "budgetSpent",
  "deserializationFailed",
  "readDifferently",
  "upcast",
  "effectApplied",
  "effectSkipped",
  "effectRepeated",
  "effectMissing",
  "valuesParted",
  "valuesMet",
  "stepDone",
  "stepDeclined",
  "stepTakenBack",
  "stepPassedOver",
]);

/** The message that a row speaks of, or -1 where it speaks of none or of several. */
export function messageOfRow(row: { readonly fact: FactName; readonly what: number }): number {
  return ABOUT_A_MESSAGE.has(row.fact) ? row.what : -1;
}

/** All facts, by what they are about: kinds to choose from. */
export const FACT_KINDS = {
  produced: [
    "produced",
    "sent",
    "appended",
    "acknowledged",
    "dropped",
    "produceFailed",
    "produceRetried",
    "duplicateRefused",
    "sendBlocked",
    "clockSkewed",
    "appendedAgain",
    "overtaken",
  ],
  read: [
    "fetched",
    "delivered",
    "positioned",
    "recordsSkipped",
    "noOffset",
    "acquired",
    "shareAcknowledged",
    "lockExpired",
    "archived",
  ],
  worked: [
    "started",
    "processed",
    "failed",
    "backedOff",
    "deadLettered",
    "skipped",
    "duplicated",
    "lost",
    "movedToRetry",
    "parked",
    "notDueYet",
    "processedLate",
    "copyRepeated",
    "budgetSpent",
    "redriven",
    "redriveRefused",
    "redriveEnded",
    "queueRang",
    "queueQuiet",
    "deadLetterDiscarded",
    "deadLetterMended",
  ],
  committed: ["committed", "commitRefused", "offsetReset", "resetRefused", "offsetExpired"],
  transaction: [
    "producerIdGiven",
    "transactionBegun",
    "transactionPrepared",
    "transactionEnded",
    "markerAppended",
    "producerFenced",
    "offsetsPending",
  ],
  broker: [
    "leaderElected",
    "isrChanged",
    "truncated",
    "recordsLost",
    "brokerCrashed",
    "brokerStopped",
    "brokerStarted",
    "brokerFenced",
    "brokerUnfenced",
    "diskChanged",
    "networkCut",
    "networkHealed",
    "highWatermarkMoved",
    "replicated",
  ],
  group: [
    "rebalanceStarted",
    "generationFormed",
    "assigned",
    "revoked",
    "lostPartition",
    "stable",
    "memberJoined",
    "memberRemoved",
    "memberReplaced",
    "memberRefused",
    "pollExpired",
    "heartbeat",
    "memberEpoch",
    "requested",
    "answered",
  ],
  schema: [
    "schemaRegistered",
    "schemaRefused",
    "schemaFetched",
    "schemaFetchFailed",
    "serializationFailed",
    "deserializationFailed",
    "readDifferently",
    "upcast",
    "deployed",
    "registryDown",
    "registryUp",
    "compatibilityChanged",
  ],
  store: [
    "eventAppended",
    "versionConflict",
    "conflictGivenUp",
    "commandRefused",
    "decidedOnStale",
    "overdrawn",
    "updateLost",
    "snapshotTaken",
    "snapshotsDropped",
    "streamErased",
    "projected",
    "projectionResumed",
    "projectionRebuilding",
    "projectionSwitched",
    "rebuildRefused",
    "staleRead",
  ],
  effect: [
    "effectApplied",
    "effectSkipped",
    "effectRepeated",
    "effectMissing",
    "valuesParted",
    "valuesMet",
    "storeFailed",
    "databaseDown",
    "databaseUp",
    "eventLost",
    "eventPhantom",
    "relayed",
    "publishedAgain",
  ],
  call: [
    "requestReceived",
    "requestRefused",
    "requestStarted",
    "requestEnded",
    "callMade",
    "callFailed",
    "permissionAwaited",
    "answeredLate",
    "breakerChanged",
    "sagaUndoing",
    "stepUndone",
    "stepRefused",
    "stepRepeated",
    "sagaStuck",
    "sagaEnded",
    "leftHalfDone",
  ],
  saga: ["stepDone", "stepDeclined", "stepTakenBack", "stepPassedOver", "requestSettled", "requestHalfDone"],
  system: [
    "intervened",
    "crashed",
    "stopped",
    "startedUp",
    "paused",
    "resumed",
    "slowed",
    "retired",
    "compacted",
    "partitionsAdded",
  ],
} as const satisfies Readonly<Record<string, readonly FactName[]>>;
