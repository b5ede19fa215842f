/**
 * Says of a row of one run what it is called in the other. Two designs number their services, groups, topics and
 * partitions each in its own way: a service more, and every number behind it is another. What means the same must read
 * the same before rows can be compared.
 */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import { FACT_NAMES, type FactName } from "#sim/facts.ts";
import { INSTANCES_MAX, type Layout } from "#sim/layout.ts";

/** A row of a trace; the columns' meaning stands in `sim/facts.ts`. */
export interface TraceRow {
  readonly timeUs: Micros;
  /** Its code. */
  readonly fact: number;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly offset: number;
  readonly extra: number;
}

/** What a column of a fact holds, where it is a number that a layout gives out; see the table in `sim/facts.ts`. */
type Means = "instance" | "service" | "group" | "topic" | "own";

/** Facts whose `who` is no instance. `own`: a broker, a subject of the registry, a store, an intervention: left as it is. */
const WHO: Partial<Record<FactName, Means>> = {
  rebalanceStarted: "group",
  generationFormed: "group",
  stable: "group",
  memberJoined: "group",
  memberRemoved: "group",
  memberReplaced: "group",
  resetRefused: "group",
  offsetExpired: "group",
  retired: "topic",
  compacted: "topic",
  partitionsAdded: "topic",
  redriveRefused: "topic",
  redriveEnded: "topic",
  queueRang: "topic",
  queueQuiet: "topic",
  deadLetterDiscarded: "topic",
  deadLetterMended: "topic",
  projectionRebuilding: "service",
  rebuildRefused: "service",
  intervened: "own",
  highWatermarkMoved: "own",
  replicated: "own",
  leaderElected: "own",
  isrChanged: "own",
  truncated: "own",
  recordsLost: "own",
  brokerCrashed: "own",
  brokerStopped: "own",
  brokerStarted: "own",
  brokerFenced: "own",
  brokerUnfenced: "own",
  diskChanged: "own",
  networkCut: "own",
  networkHealed: "own",
  schemaRegistered: "own",
  schemaRefused: "own",
  registryDown: "own",
  registryUp: "own",
  compatibilityChanged: "own",
  snapshotsDropped: "own",
  streamErased: "own",
};

/** Facts whose `where` is no partition but an index into a table. */
const WHERE_IS_OWN: ReadonlySet<FactName> = new Set<FactName>(["answered", "requestEnded", "callFailed"]);

/** Facts whose `what` is a group. */
const WHAT_IS_GROUP: ReadonlySet<FactName> = new Set<FactName>([
  "committed",
  "commitRefused",
  "positioned",
  "pollExpired",
  "heartbeat",
  "offsetsPending",
  "offsetReset",
  "recordsSkipped",
  "noOffset",
  "memberRefused",
]);

/** Facts whose `extra` is an instance. */
const EXTRA_IS_INSTANCE: ReadonlySet<FactName> = new Set<FactName>([
  "rebalanceStarted",
  "generationFormed",
  "memberJoined",
  "memberRemoved",
  "memberReplaced",
  "intervened",
  "schemaRegistered",
  "schemaRefused",
]);

/** For each number of the one layout the number of the same thing in the other; -2 where it has none. */
interface Numbers {
  readonly services: readonly number[];
  readonly groups: readonly number[];
  readonly topics: readonly number[];
  readonly partitions: readonly number[];
}

/** No number of the other run: differs from each of them, and from the -1 that stands for nothing. */
const NOWHERE = -2;

/** Whether a row of A and a row of B say the same. */
export type SameRow = (a: TraceRow, b: TraceRow) => boolean;

/** Compares rows of runs with these layouts. Things are the same where their nodes have the same id. */
export function sameRowOf(a: Layout, b: Layout): SameRow {
  const numbers = numbersOf(b, a);
  const isAlike = Object.values(numbers).every((list: readonly number[]) =>
    list.every((number, at) => number === at),
  );
  return isAlike ? isEqual : (left, right) => isEqual(left, translated(right, numbers));
}

function isEqual(a: TraceRow, b: TraceRow): boolean {
  return (
    a.timeUs === b.timeUs &&
    a.fact === b.fact &&
    a.who === b.who &&
    a.what === b.what &&
    a.where === b.where &&
    a.offset === b.offset &&
    a.extra === b.extra
  );
}

function numbersOf(from: Layout, to: Layout): Numbers {
  const indexes = (
    those: readonly { readonly nodeId: string }[],
    these: readonly { readonly nodeId: string }[],
  ) => {
    const places = new Map(these.map(({ nodeId }, index) => [nodeId, index]));
    return those.map(({ nodeId }) => places.get(nodeId) ?? NOWHERE);
  };
  const topics = indexes(from.topics, to.topics);
  return {
    services: indexes(from.services, to.services),
    groups: indexes(from.groups, to.groups),
    topics,
    partitions: from.topics.flatMap(({ partitions }, topic) => {
      const other = to.topics[topics[topic] ?? -1];
      return Array.from({ length: partitions }, (_, number) =>
        other !== undefined && number < other.partitions ? other.firstPartition + number : NOWHERE,
      );
    }),
  };
}

function translated(row: TraceRow, numbers: Numbers): TraceRow {
  const fact = FACT_NAMES[row.fact]!;
  const isFault = fact === "intervened";
  return {
    ...row,
    who: asMeant(row.who, WHO[fact] ?? "instance", numbers),
    what: WHAT_IS_GROUP.has(fact) ? numberIn(numbers.groups, row.what) : row.what,
    where: WHERE_IS_OWN.has(fact) ? row.where : numberIn(numbers.partitions, row.where),
    offset: isFault ? targetOf(row, numbers) : row.offset,
    extra: EXTRA_IS_INSTANCE.has(fact) ? instanceIn(numbers.services, row.extra) : row.extra,
  };
}

/** An intervention names a service where it happens to an instance, and else a service or a topic: told apart by the instance. */
function targetOf(row: TraceRow, { services }: Numbers): number {
  return row.extra >= 0 ? numberIn(services, row.offset) : row.offset;
}

function asMeant(value: number, means: Means, numbers: Numbers): number {
  switch (means) {
    case "instance":
      return instanceIn(numbers.services, value);
    case "service":
      return numberIn(numbers.services, value);
    case "group":
      return numberIn(numbers.groups, value);
    case "topic":
      return numberIn(numbers.topics, value);
    case "own":
      return value;
    default:
      return unreachable(means);
  }
}

function numberIn(list: readonly number[], value: number): number {
  return value < 0 ? value : (list[value] ?? value);
}

function instanceIn(services: readonly number[], subject: number): number {
  if (subject < 0) return subject;
  const service = numberIn(services, Math.floor(subject / INSTANCES_MAX));
  return service < 0 ? service : service * INSTANCES_MAX + (subject % INSTANCES_MAX);
}
