/**
 * The state of a run at one moment, as views draw it: flat numbers by dense index (see `layout.ts`), built by
 * `frame-of.ts` from the run's state alone. Everything on screen comes from here, the story, or the samples.
 */
import type { CallCounts } from "./calls-state.ts";
import type { Micros } from "#base/units.ts";
import type { InvariantSight } from "./invariants-sight.ts";

/** Numbers per partition in `Frame.partitions`. */
export const PARTITION_STRIDE = 9;
export const PartitionAt = {
  logStart: 0,
  highWatermark: 1,
  logEnd: 2,
  bytes: 3,
  lastStable: 4,
  /** Broker that leads, -1 for none. */
  leader: 5,
  leaderEpoch: 6,
  /** How many replicas are in sync. */
  inSync: 7,
  /** 1 where writes with acks=all are refused: too few replicas are in sync, or nobody leads. */
  isUnderMinimum: 8,
} as const;

/** Numbers per replica in `Frame.replicas` (order: `TopicLayout.firstReplica`). */
export const REPLICA_STRIDE = 3;
/** Broker, its log end offset, and what it is: the sum of REPLICA_IS. */
export const ReplicaAt = { broker: 0, logEnd: 1, is: 2 } as const;
export const REPLICA_IS = { online: 1, inSync: 2, leader: 4, eligible: 8 } as const;

/** Numbers per broker in `Frame.brokers`. */
export const BROKER_STRIDE = 6;
export const BrokerAt = {
  /** Index into BROKER_STATES. */
  state: 0,
  sinceUs: 1,
  /** Partitions that it leads, and replicas that it keeps. */
  leads: 2,
  replicas: 3,
  /** Index into DISK_STATES (facts.ts). */
  disk: 4,
  bytes: 5,
} as const;
/** `down`: the process is gone; `fenced`: the controller counts it out though it may run; `cut`: it runs, its network is cut. */
export const BROKER_STATES = ["up", "down", "fenced", "cut", "stopping"] as const;

/** Numbers per (group, partition) pair in `Frame.pairs`. */
export const PAIR_STRIDE = 5;
export const PairAt = {
  /** -1: none yet, so the lag is unknown. Of a share group: where its records begin (share partition start offset). */
  committed: 0,
  /** -1: nobody owns it or it has none yet. Of a share group: where its records end. */
  position: 1,
  /** Subject of the instance that the member believes to own it; -1: unowned, or of a share group (see `Frame.holders`). */
  owner: 2,
  /** Offset in work, -1: none. */
  working: 3,
  /**
   * -1: unknown. High watermark - committed, as Kafka's tools say it for every isolation level; of a share group without
   * what is done already.
   */
  lag: 4,
} as const;

/** Numbers per group in `Frame.groups`. */
export const GROUP_STRIDE = 12;
export const GroupAt = {
  /** Index into GROUP_STATES. */
  state: 0,
  generation: 1,
  rebalances: 2,
  /** When the rebalance in progress began, or -1. */
  rebalanceSinceUs: 3,
  /** When the join phase ends at the latest, or -1. */
  joinDeadlineUs: 4,
  processed: 5,
  duplicates: 6,
  lost: 7,
  retried: 8,
  deadLettered: 9,
  /** Sums of the messages' amounts (whole cents): first-time effects, and all effects with duplicates. */
  amountOnce: 10,
  amountEffects: 11,
} as const;
export const GROUP_STATES = [
  "Empty",
  "PreparingRebalance",
  "CompletingRebalance",
  "Stable",
  "Dead",
  "Assigning",
  "Reconciling",
] as const;

/** Numbers per instance in `Frame.instances`. */
export const INSTANCE_STRIDE = 16;
export const InstanceAt = {
  subject: 0,
  /** Index into HEALTHS. */
  health: 1,
  /** Index into ACTIVITIES. */
  activity: 2,
  /** When the present activity began and when it ends as far as is known (-1: open). */
  activitySinceUs: 3,
  activityUntilUs: 4,
  /** The coordinator removes the member then unless it hears from it (-1: not a member there). */
  sessionDeadlineUs: 5,
  /** The client leaves the group then unless it polls (-1: not a member). */
  pollDeadlineUs: 6,
  produced: 7,
  processed: 8,
  /** Attempt that is under way or waited for, from 1; 0 when nothing is in work. */
  attempt: 9,
  /** Message in work, or -1. */
  message: 10,
  /** Speed: 100 = normal, 400 = four times slower. */
  slowPercent: 11,
  /** Generation or member epoch, -1 for none. */
  generation: 12,
  /** Producer id and epoch, -1 for none; since when a transaction is open, -1 for none. */
  producerId: 13,
  producerEpoch: 14,
  transactionSinceUs: 15,
} as const;
/** `paused`: the whole process stands still, heartbeats too. `stopping`: it finishes what it has in hand and leaves. */
export const HEALTHS = ["up", "paused", "stopping", "stopped", "crashed"] as const;
/** What an instance's application thread does. `joining`: in a rebalance, stands still. `backing-off`: waits before the next attempt. */
export const ACTIVITIES = [
  "idle",
  "joining",
  "polling",
  "working",
  "backing-off",
  "committing",
  "publishing",
  "calling",
  "storing",
  "awaiting-permission",
] as const;

/** Numbers per travelling thing in `Frame.transits`. */
export const TRANSIT_STRIDE = 6;
export const TransitAt = {
  /** Index into layout.wires. */
  wire: 0,
  departUs: 1,
  arriveUs: 2,
  /** The message that travels. */
  message: 3,
  /** Key number (colour), -1 for no key. */
  key: 4,
  /** Instance (publishes: sender, consumes: receiver, dead-letters: sender). */
  subject: 5,
} as const;

/** How many of the newest records of each partition are listed in `Frame.tails` (0 listed where the run has more than TAIL_PARTITIONS_MAX partitions). */
export const TAIL = 24;
export const TAIL_PARTITIONS_MAX = 256;
/** In `Frame.tails`: no such record. A record without a key is -1. */
export const TAIL_NONE = -2;
/** In `Frame.tails`: an offset without a record, since it holds the marker of a transaction or compaction has taken it. */
export const TAIL_GAP = -3;

/** At most this many travelling messages are listed; `transitCount` tells how many there are. */
export const TRANSITS_MAX = 10_000;

/** Why a run cannot go on. `finished`: the scenario's duration is over. */
export type Outcome =
  | { readonly is: "running" }
  | { readonly is: "finished" }
  | {
      readonly is: "limit";
      readonly says: string;
      readonly tryThis: string;
      /** Id of the invariant, where it stopped at the first violation of one as it was told to. */
      readonly violated?: string;
    };

/** The schema registry and its clients at a moment. Schemas are numbered as in `SchemaLayout`. */
export interface SchemaSight {
  readonly isDown: boolean;
  /** The mode where a subject has none of its own. */
  readonly mode: string;
  /** By subject of the layout. */
  readonly subjects: readonly {
    /** In force now. */
    readonly mode: string;
    /** Versions (from 1) in the order of their registration, with their ids. */
    readonly registered: readonly { readonly version: number; readonly id: number }[];
  }[];
  /** What each instance writes and reads with; a number above a subject's last version stands for its last. */
  readonly instances: readonly {
    readonly subject: number;
    readonly writer: number;
    readonly reader: number;
    /** Whether another version is deployed to it, with which it starts next. */
    readonly isOld: boolean;
  }[];
  /** Partitions whose next record their reader cannot read. */
  readonly blocked: readonly {
    readonly partition: number;
    readonly offset: number;
    /** Subject of the instance. */
    readonly by: number;
    /** Schema numbers. */
    readonly reader: number;
    readonly writer: number;
  }[];
}

/** Dead letter queues and parked keys at a moment. */
export interface RetriesSight {
  /** By topic: dead letters that nobody has dealt with; -1 where it is no dead letter queue. */
  readonly waiting: readonly number[];
  /** Keys of which a record waits in a retry topic, so that later ones wait behind it (key fence). */
  readonly parkedKeys: number;
}

/** An event store at a moment. */
export interface SourcingSight {
  readonly keeps: "events" | "state";
  readonly events: number;
  readonly aggregates: number;
  readonly snapshots: number;
  /** Appends refused with WrongExpectedVersion, commands given up after them, commands refused by the aggregate's own rules. */
  readonly conflicts: number;
  readonly givenUp: number;
  readonly refused: number;
  /** How often a balance fell below zero; what updates on an old state have overwritten, in cents. */
  readonly overdrawn: number;
  readonly lostCents: number;
  /** Services that read it: read models and feeds. */
  readonly readers: readonly {
    readonly service: number;
    readonly checkpoint: number;
    /** Events that it has not taken up yet. */
    readonly lag: number;
    /** How far the read model is that is being rebuilt, and where it is switched over; -1 where none is. */
    readonly rebuilt: number;
    readonly target: number;
    readonly queries: number;
    readonly staleReads: number;
  }[];
}

/** Synchronous calls at a moment: only of services that take or make them. */
export interface CallsSight {
  readonly instances: readonly {
    readonly subject: number;
    /** Threads that have a request in hand, requests that wait for one, and threads that wait for another service. */
    readonly busy: number;
    readonly waiting: number;
    readonly calling: number;
    /** Threads that wait for a permission of their own rate limiter. */
    readonly awaiting: number;
    /** By service that it calls: index into BREAKER_STATES. */
    readonly breakers: readonly number[];
  }[];
  /** Totals, as in CallCounts; latencies of its own requests that went well, -1 where there are none. */
  readonly services: readonly (CallCounts & {
    readonly service: number;
    /** Of each instance. */
    readonly threads: number;
    /** Services that it calls. */
    readonly calls: readonly number[];
    readonly p50Us: number;
    readonly p95Us: number;
    readonly p99Us: number;
  })[];
}

/** A database at a moment. */
export interface DatabaseSight {
  readonly nodeId: string;
  readonly isDown: boolean;
  /** Transactions under way, and those that wait for a connection. */
  readonly underWay: number;
  readonly waiting: number;
  readonly commits: number;
  /** Rows of outboxes that are not published yet. */
  readonly outbox: number;
}

/** Sagas by events: how requests have ended, by the service where they began; what each step has done. */
export interface SagasSight {
  readonly origins: readonly {
    readonly service: number;
    readonly begun: number;
    /** Ended with every step done, with none done (any more), with some. */
    readonly done: number;
    readonly undone: number;
    readonly halfDone: number;
    readonly underWay: number;
  }[];
  readonly steps: readonly {
    readonly service: number;
    readonly done: number;
    readonly undone: number;
    readonly refused: number;
    /** Events with which nothing was to be done. */
    readonly passedOver: number;
    /** Steps that are done and not undone. */
    readonly standing: number;
  }[];
}

/** What has become of a service's effects so far. Values are whole cents or pieces. */
export interface ServiceEffectsSight {
  /** Index into services. */
  readonly service: number;
  /** Node of its database, or null. */
  readonly database: string | null;
  readonly unit: "cents" | "pieces";
  readonly hasEffect: boolean;
  /** Whether it publishes events of its database. */
  readonly publishes: boolean;
  /** Sums over all keys: what every event once would give, and what is there. */
  readonly expected: number;
  readonly actual: number;
  /** Some keys by name, those that are wrong first; how many keys there are, and how many are wrong. */
  readonly keys: readonly { readonly name: string; readonly expected: number; readonly actual: number }[];
  readonly keyCount: number;
  readonly wrongKeys: number;
  /** When a value was wrong for the first time, -1 for never. */
  readonly partedUs: Micros;
  readonly effects: number;
  readonly repeated: number;
  readonly skipped: number;
  readonly missing: number;
  /** Transactions that failed. */
  readonly failures: number;
  /** Events in the database, events in a log, those that were published more than once, and those in one place only. */
  readonly committed: number;
  readonly published: number;
  readonly publishedAgain: number;
  readonly lost: number;
  readonly phantom: number;
  /** Rows that the relay has still to publish, and how long the oldest of them has waited. */
  readonly outbox: number;
  readonly oldestUs: Micros;
}

export interface EffectsSight {
  readonly databases: readonly DatabaseSight[];
  readonly services: readonly ServiceEffectsSight[];
}

export interface Frame {
  readonly atUs: Micros;
  /** Scheduled calls run so far. */
  readonly calls: number;
  /** Two 32-bit lanes of the rolling trace hash, 16 hexadecimal digits. */
  readonly traceHash: string;
  readonly outcome: Outcome;
  readonly messages: number;
  readonly partitions: Float64Array;
  readonly replicas: Float64Array;
  readonly brokers: Float64Array;
  /** Per topic: how many partitions it has now. */
  readonly partitionCounts: Float64Array;
  /** Members of share groups and the records they hold, flat: pair of the run, subject, records (see `sharersOf`). */
  readonly holders: Float64Array;
  readonly pairs: Float64Array;
  readonly groups: Float64Array;
  readonly instances: Float64Array;
  readonly transits: Float64Array;
  /** Key numbers of the newest records: `tails[partition * TAIL + i]` is the record at offset logEnd - 1 - i. */
  readonly tails: Int32Array;
  /** 1 where the record of `tails` at the same index is poisoned. */
  readonly tailPoison: Uint8Array;
  readonly transitCount: number;
  /** Per wire: messages that have gone over it so far (for rates and flow bands). */
  readonly wireTotals: Float64Array;
  /** Per wire: answers that came back so far, [well, not well]; only where some wire brings answers. */
  readonly wireReturns?: Float64Array;
  /** What is under way over wires that lead to no log (see `trips.ts`); only where there are such wires. */
  readonly trips?: Float64Array;
  /** Only where a service takes or makes synchronous calls. */
  readonly calling?: CallsSight;
  /** Only where services are steps of sagas by events. */
  readonly sagas?: SagasSight;
  /** Only where the scenario has databases or effects. */
  readonly effects?: EffectsSight;
  /** Only where the scenario has schemas. */
  readonly schemas?: SchemaSight;
  /** Only where the scenario has event stores: in the order of `layout.stores`. */
  readonly stores?: readonly SourcingSight[];
  /** Only where the scenario has dead letter queues, retry topics or jitter. */
  readonly retries?: RetriesSight;
  /** How what was demanded of the run stands, in the order of the document; only where something was. */
  readonly invariants?: readonly InvariantSight[];
  /** Per topic: [appended, sum of amounts in cents]. */
  readonly topicTotals: Float64Array;
}

/** Lag of one pair; null (unknown) without a commit. */
export function lagOf(frame: Frame, pair: number): number | null {
  const lag = frame.pairs[pair * PAIR_STRIDE + PairAt.lag] ?? -1;
  return lag < 0 ? null : lag;
}

/** Numbers per entry of `Frame.holders`: pair of the run, subject, records that it holds. By pair, then by subject. */
const HOLDER_STRIDE = 3;

/** A member of a share group that fetches from a partition, or still holds records of it. */
export interface Sharer {
  readonly subject: number;
  readonly records: number;
  /** Whether its process is down: it reads nothing, and what it holds is locked until the locks are over. */
  readonly isDown: boolean;
}

/** Who shares a pair, by subject; nobody where a partition has an owner. */
export function sharersOf(frame: Frame, pair: number): readonly Sharer[] {
  const { holders } = frame;
  let low = 0;
  let high = holders.length / HOLDER_STRIDE;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holders[middle * HOLDER_STRIDE]! < pair) low = middle + 1;
    else high = middle;
  }
  const sharers: Sharer[] = [];
  for (let at = low * HOLDER_STRIDE; at < holders.length && holders[at] === pair; at += HOLDER_STRIDE) {
    const subject = holders[at + 1]!;
    sharers.push({ subject, records: holders[at + 2]!, isDown: isDown(frame, subject) });
  }
  return sharers;
}

function isDown({ instances }: Frame, subject: number): boolean {
  for (let base = 0; base < instances.length; base += INSTANCE_STRIDE) {
    if (instances[base + InstanceAt.subject] !== subject) continue;
    const health = HEALTHS[instances[base + InstanceAt.health]!];
    return health === "crashed" || health === "stopped";
  }
  return true;
}

/** Whether nobody reads a pair: it has no owner, and nobody of a share group who is up fetches from it. */
export function isUnowned(frame: Frame, pair: number): boolean {
  const owner = frame.pairs[pair * PAIR_STRIDE + PairAt.owner] ?? -1;
  return owner < 0 && sharersOf(frame, pair).every((sharer) => sharer.isDown);
}

/** Whether an instance owns a pair or shares in it. */
export function isReaderOf(frame: Frame, pair: number, subject: number): boolean {
  const owner = frame.pairs[pair * PAIR_STRIDE + PairAt.owner];
  return (
    owner === subject || sharersOf(frame, pair).some((sharer) => sharer.subject === subject && !sharer.isDown)
  );
}
