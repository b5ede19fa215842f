/** Which sentences the log shows, and which of them are on screen. */
import type { FactName } from "#sim/facts.ts";

/** What the log needs of a sentence. */
export interface LogEntry {
  readonly timeUs: number;
  readonly fact: FactName;
  readonly text: string;
}

export const LOG_KINDS = [
  { id: "all", label: "Everything", facts: null },
  {
    id: "groups",
    label: "Groups and assignments",
    facts: new Set<FactName>([
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
      "positioned",
      "pollExpired",
      "commitRefused",
      "memberEpoch",
      "offsetReset",
      "resetRefused",
      "offsetExpired",
      "noOffset",
    ]),
  },
  {
    id: "instances",
    label: "Instances and interventions",
    facts: new Set<FactName>([
      "intervened",
      "crashed",
      "stopped",
      "startedUp",
      "paused",
      "resumed",
      "slowed",
      "pollExpired",
      "dropped",
      "clockSkewed",
      "producerIdGiven",
      "producerFenced",
      "sendBlocked",
    ]),
  },
  {
    id: "messages",
    label: "Messages: failures, duplicates, losses",
    facts: new Set<FactName>([
      "failed",
      "duplicated",
      "deadLettered",
      "redriven",
      "redriveRefused",
      "redriveEnded",
      "queueRang",
      "queueQuiet",
      "deadLetterDiscarded",
      "deadLetterMended",
      "movedToRetry",
      "parked",
      "processedLate",
      "copyRepeated",
      "budgetSpent",
      "skipped",
      "lost",
      "dropped",
      "retired",
      "commitRefused",
      "produceFailed",
      "produceRetried",
      "duplicateRefused",
      "transactionEnded",
      "compacted",
      "lockExpired",
      "archived",
      "recordsSkipped",
      "recordsLost",
      "appendedAgain",
      "overtaken",
    ]),
  },
  {
    id: "brokers",
    label: "Brokers and replicas",
    facts: new Set<FactName>([
      "brokerCrashed",
      "brokerStopped",
      "brokerStarted",
      "brokerFenced",
      "brokerUnfenced",
      "leaderElected",
      "isrChanged",
      "truncated",
      "recordsLost",
      "diskChanged",
      "networkCut",
      "networkHealed",
      "partitionsAdded",
    ]),
  },
  {
    id: "calls",
    label: "Synchronous calls",
    facts: new Set<FactName>([
      "requestRefused",
      "requestStarted",
      "requestEnded",
      "callMade",
      "callFailed",
      "permissionAwaited",
      "answeredLate",
      "breakerChanged",
    ]),
  },
  {
    id: "sagas",
    label: "Sagas",
    facts: new Set<FactName>([
      "sagaUndoing",
      "stepUndone",
      "stepRefused",
      "stepRepeated",
      "sagaStuck",
      "leftHalfDone",
      "stepDeclined",
      "stepTakenBack",
      "stepPassedOver",
      "requestHalfDone",
      "sagaEnded",
    ]),
  },
  {
    id: "schemas",
    label: "Schemas and the registry",
    facts: new Set<FactName>([
      "schemaRegistered",
      "schemaRefused",
      "schemaFetchFailed",
      "serializationFailed",
      "deserializationFailed",
      "readDifferently",
      "deployed",
      "registryDown",
      "registryUp",
      "compatibilityChanged",
    ]),
  },
  {
    id: "effects",
    label: "Effects and databases",
    facts: new Set<FactName>([
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
      "publishedAgain",
    ]),
  },
  {
    id: "stores",
    label: "Event stores and read models",
    facts: new Set<FactName>([
      "conflictGivenUp",
      "overdrawn",
      "updateLost",
      "snapshotsDropped",
      "streamErased",
      "projectionResumed",
      "projectionRebuilding",
      "projectionSwitched",
      "rebuildRefused",
    ]),
  },
] as const satisfies readonly { id: string; label: string; facts: ReadonlySet<FactName> | null }[];

export type LogKind = (typeof LOG_KINDS)[number]["id"];

/** Indexes of the sentences that suit, in order; null stands for all of them. */
export function suiting(
  entries: readonly LogEntry[],
  kind: LogKind,
  words: string,
): readonly number[] | null {
  const facts: ReadonlySet<FactName> | null = LOG_KINDS.find(({ id }) => id === kind)?.facts ?? null;
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (facts === null && wanted.length === 0) return null;
  const found: number[] = [];
  for (const [index, entry] of entries.entries()) {
    if (facts !== null && !facts.has(entry.fact)) continue;
    if (wanted.length > 0) {
      const text = entry.text.toLowerCase();
      if (!wanted.every((word) => text.includes(word))) continue;
    }
    found.push(index);
  }
  return found;
}

/** The rows to draw: what is visible and a few more on both sides. */
export function windowOf(
  count: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
): { from: number; to: number } {
  const spare = 6;
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  return {
    from: Math.min(from, count),
    to: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare),
  };
}

/** Where to scroll so that the newest told row is the last but one on screen: a glimpse of what comes stays in sight. */
export function followTop(told: number, count: number, height: number, rowHeight: number): number {
  const ahead = told < count ? 1 : 0;
  return Math.max(0, (told + ahead) * rowHeight - height);
}

/** The row that a key leads to from row `from`, or null where the key means nothing here. */
export function rowForKey(key: string, from: number, count: number): number | null {
  const page = 8;
  const moves: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    Home: 0,
    End: count - 1,
    PageDown: from + page,
    PageUp: from - page,
  };
  const target = moves[key];
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}
