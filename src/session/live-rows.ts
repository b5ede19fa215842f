/**
 * What the inspector's live tables say, read from one frame. A frame may be of another layout than the one on screen
 * for a moment (the document was just edited), so everything missing reads as nothing.
 */
import type { Micros } from "#base/units.ts";
import {
  ACTIVITIES,
  GROUP_STATES,
  GROUP_STRIDE,
  GroupAt,
  HEALTHS,
  INSTANCE_STRIDE,
  InstanceAt,
  isReaderOf,
  lagOf,
  PAIR_STRIDE,
  PairAt,
  PARTITION_STRIDE,
  PartitionAt,
  sharersOf,
  TRANSIT_STRIDE,
  TransitAt,
  type Frame,
} from "#sim/frame.ts";
import { TRIP_STRIDE, TripAt } from "#sim/trips.ts";
import {
  brokerName,
  INSTANCES_MAX,
  instanceName,
  partitionOf,
  type GroupLayout,
  type Layout,
} from "#sim/layout.ts";

/** How a state is coloured; always beside its word. */
export type Tone = "plain" | "busy" | "waiting" | "bad";

export interface InstanceRow {
  readonly subject: number;
  /** From 1, as people and faults count. */
  readonly number: number;
  readonly health: (typeof HEALTHS)[number];
  readonly activity: (typeof ACTIVITIES)[number];
  /** What it is or does, in words. */
  readonly state: string;
  readonly tone: Tone;
  /** Partitions that it believes to own, as short labels. */
  readonly owns: readonly string[];
  readonly produced: number;
  readonly processed: number;
  /** Attempt under way or waited for; 0 when nothing is in work. */
  readonly attempt: number;
  /** Message in work, -1 for none. */
  readonly message: number;
  /** Time until the coordinator gives it up, in µs; null where it is no member. */
  readonly sessionLeftUs: Micros | null;
  /** Time until its client leaves for want of a poll, in µs; null where it is no member. */
  readonly pollLeftUs: Micros | null;
  /** 1 is normal, 4 is four times slower. */
  readonly slowness: number;
}

const ACTIVITY_WORDS = {
  idle: "idle",
  joining: "joining",
  polling: "polling",
  working: "working",
  "backing-off": "backing off",
  committing: "committing",
  publishing: "publishing",
  calling: "calling",
  storing: "waiting for its database",
  "awaiting-permission": "waiting for its rate limiter",
} as const satisfies Record<(typeof ACTIVITIES)[number], string>;

/** The instances of one service, in order of their numbers. */
export function instanceRows(layout: Layout, frame: Frame, service: number): readonly InstanceRow[] {
  const rows: InstanceRow[] = [];
  const group = layout.groups[layout.services[service]?.group ?? -1];
  for (let base = 0; base < frame.instances.length; base += INSTANCE_STRIDE) {
    const at = (column: number): number => frame.instances[base + column] ?? 0;
    const subject = at(InstanceAt.subject);
    if (Math.floor(subject / INSTANCES_MAX) !== service) continue;
    const health = HEALTHS[at(InstanceAt.health)] ?? "up";
    const activity = ACTIVITIES[at(InstanceAt.activity)] ?? "idle";
    const isUp = health === "up" || health === "stopping";
    rows.push({
      subject,
      number: (subject % INSTANCES_MAX) + 1,
      health,
      activity,
      state: health === "up" ? ACTIVITY_WORDS[activity] : health,
      tone: toneOf(health, activity),
      owns: group === undefined ? [] : ownedBy(layout, frame, group, subject),
      produced: at(InstanceAt.produced),
      processed: at(InstanceAt.processed),
      attempt: isUp ? at(InstanceAt.attempt) : 0,
      message: isUp ? at(InstanceAt.message) : -1,
      sessionLeftUs: left(at(InstanceAt.sessionDeadlineUs), frame.atUs),
      pollLeftUs: left(at(InstanceAt.pollDeadlineUs), frame.atUs),
      slowness: at(InstanceAt.slowPercent) / 100,
    });
  }
  return rows.sort((a, b) => a.number - b.number);
}

function toneOf(health: (typeof HEALTHS)[number], activity: (typeof ACTIVITIES)[number]): Tone {
  if (health === "crashed" || health === "stopped") return "bad";
  if (
    health === "paused" ||
    activity === "joining" ||
    activity === "backing-off" ||
    activity === "awaiting-permission"
  )
    return "waiting";
  return activity === "idle" || activity === "polling" ? "plain" : "busy";
}

function left(deadlineUs: number, atUs: Micros): Micros | null {
  return deadlineUs < 0 ? null : Math.max(0, deadlineUs - atUs);
}

function ownedBy(layout: Layout, frame: Frame, group: GroupLayout, subject: number): readonly string[] {
  return group.pairs.flatMap((partition, index) =>
    isReaderOf(frame, group.firstPair + index, subject) ? [partitionLabel(layout, group, partition)] : [],
  );
}

/** A partition's number, with its topic's name where the group reads several. */
function partitionLabel(layout: Layout, group: GroupLayout, partition: number): string {
  if (group.topics.length <= 1) {
    const topic = layout.topics[group.topics[0] ?? -1];
    return String(partition - (topic?.firstPartition ?? 0));
  }
  const { topic, number } = partitionOf(layout, partition);
  return `${topic.name} ${number}`;
}

/** One partition as one group reads it. */
export interface PairRow {
  readonly label: string;
  /** Offset, or null before the first commit. */
  readonly committed: number | null;
  /** Offset, or null where nobody reads. */
  readonly position: number | null;
  /** null: unknown, since nothing is committed yet. */
  readonly lag: number | null;
  /** Short name of the owner, e.g. "payment-2", or null: unowned, or shared. */
  readonly owner: string | null;
  /** Members of a share group that fetch from it, by name, and how many of its records each holds. */
  readonly sharers: readonly { readonly name: string; readonly records: number; readonly isDown: boolean }[];
}

/** Whether nobody reads it. */
export function isUnread({ owner, sharers }: PairRow): boolean {
  return owner === null && sharers.every(({ isDown }) => isDown);
}

/** Who reads it, in words: the owner, or who shares it with the records that each holds just now. */
export function readerText(row: PairRow): string {
  if (row.owner !== null) return row.owner;
  const readers = row.sharers.map(({ name, records, isDown }) =>
    isDown ? `${name} (${records} locked)` : `${name} (${records})`,
  );
  return (isUnread(row) ? ["unowned", ...readers] : readers).join(", ");
}

/** All partitions that a group reads. */
export function pairRows(layout: Layout, frame: Frame, groupIndex: number): readonly PairRow[] {
  const group = layout.groups[groupIndex];
  if (group === undefined) return [];
  return group.pairs.map((partition, index) =>
    pairRow(layout, frame, group, partition, group.firstPair + index),
  );
}

function pairRow(layout: Layout, frame: Frame, group: GroupLayout, partition: number, pair: number): PairRow {
  const at = (column: number): number => frame.pairs[pair * PAIR_STRIDE + column] ?? -1;
  const owner = at(PairAt.owner);
  return {
    label: partitionLabel(layout, group, partition),
    committed: at(PairAt.committed) < 0 ? null : at(PairAt.committed),
    position: at(PairAt.position) < 0 ? null : at(PairAt.position),
    lag: lagOf(frame, pair),
    owner: owner < 0 ? null : instanceName(layout, owner),
    sharers: sharersOf(frame, pair).map(({ subject, records, isDown }) => ({
      name: instanceName(layout, subject),
      records,
      isDown,
    })),
  };
}

export interface GroupFacts {
  readonly state: (typeof GROUP_STATES)[number];
  readonly generation: number;
  readonly rebalances: number;
  /** How long the rebalance in progress has taken, in µs; null while there is none. */
  readonly rebalancingUs: Micros | null;
  /** Sum over partitions whose lag is known. */
  readonly lag: number;
  /** Partitions without a commit: their lag is unknown, not 0. */
  readonly lagUnknown: number;
  readonly partitions: number;
  readonly unowned: number;
  /** Members up and owning nothing while others own something. */
  readonly idleMembers: number;
  readonly processed: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly retried: number;
  readonly deadLettered: number;
  /** Sums of what first-time effects, and all effects, moved; whole cents. */
  readonly amountOnceCents: number;
  readonly amountEffectsCents: number;
}

/** What is true of one group as a whole. */
export function groupFacts(layout: Layout, frame: Frame, groupIndex: number): GroupFacts | null {
  const group = layout.groups[groupIndex];
  if (group === undefined) return null;
  const at = (column: number): number => frame.groups[groupIndex * GROUP_STRIDE + column] ?? 0;
  const pairs = pairRows(layout, frame, groupIndex);
  const members = instanceRows(layout, frame, group.service).filter((row) => row.health === "up");
  const unowned = pairs.filter(isUnread).length;
  const since = at(GroupAt.rebalanceSinceUs);
  return {
    state: GROUP_STATES[at(GroupAt.state)] ?? "Empty",
    generation: at(GroupAt.generation),
    rebalances: at(GroupAt.rebalances),
    rebalancingUs: since < 0 ? null : Math.max(0, frame.atUs - since),
    lag: pairs.reduce((sum, pair) => sum + (pair.lag ?? 0), 0),
    lagUnknown: pairs.filter((pair) => pair.lag === null).length,
    partitions: pairs.length,
    unowned,
    idleMembers: unowned < pairs.length ? members.filter((row) => row.owns.length === 0).length : 0,
    processed: at(GroupAt.processed),
    duplicates: at(GroupAt.duplicates),
    lost: at(GroupAt.lost),
    retried: at(GroupAt.retried),
    deadLettered: at(GroupAt.deadLettered),
    amountOnceCents: at(GroupAt.amountOnce),
    amountEffectsCents: at(GroupAt.amountEffects),
  };
}

/** One partition's log. */
export interface PartitionRow {
  readonly number: number;
  readonly logStart: number;
  readonly highWatermark: number;
  readonly logEnd: number;
  readonly bytes: number;
  /** Name of the broker that leads, null where nobody does. */
  readonly leader: string | null;
  readonly leaderEpoch: number;
  readonly inSync: number;
  /** Writes with acks=all are refused. */
  readonly isUnderMinimum: boolean;
}

export interface TopicFacts {
  readonly partitions: readonly PartitionRow[];
  readonly replicationFactor: number;
  /** Partitions that nobody leads, and those of which not all replicas are in sync. */
  readonly offline: number;
  readonly underReplicated: number;
  /** Messages ever appended. */
  readonly appended: number;
  /** Messages that are still there. */
  readonly held: number;
  /** Of a dead letter queue: those of them that nobody has redriven or discarded. */
  readonly waiting: number;
  readonly amountCents: number;
  /** Who reads it, each with one row a partition of this topic. */
  readonly readers: readonly { readonly name: string; readonly rows: readonly PairRow[] }[];
}

/** Who leads a partition, and how many replicas follow. */
function leadOf(
  { partitions }: Frame,
  base: number,
): Pick<PartitionRow, "leader" | "leaderEpoch" | "inSync" | "isUnderMinimum"> {
  const leader = partitions[base + PartitionAt.leader] ?? -1;
  return {
    leader: leader < 0 ? null : brokerName(leader),
    leaderEpoch: partitions[base + PartitionAt.leaderEpoch] ?? 0,
    inSync: partitions[base + PartitionAt.inSync] ?? 0,
    isUnderMinimum: partitions[base + PartitionAt.isUnderMinimum] === 1,
  };
}

/** A topic's partitions and how far each of its groups has read. A dead letter queue is one, too. */
export function topicFacts(layout: Layout, frame: Frame, topicIndex: number): TopicFacts | null {
  const topic = layout.topics[topicIndex];
  if (topic === undefined) return null;
  const partitions = Array.from({ length: topic.partitions }, (_, number): PartitionRow => {
    const base = (topic.firstPartition + number) * PARTITION_STRIDE;
    return {
      number,
      logStart: frame.partitions[base + PartitionAt.logStart] ?? 0,
      highWatermark: frame.partitions[base + PartitionAt.highWatermark] ?? 0,
      logEnd: frame.partitions[base + PartitionAt.logEnd] ?? 0,
      bytes: frame.partitions[base + PartitionAt.bytes] ?? 0,
      ...leadOf(frame, base),
    };
  });
  const held = partitions.reduce((sum, row) => sum + row.highWatermark - row.logStart, 0);
  const readers = layout.groups
    .filter((group) => group.topics.includes(topicIndex))
    .map((group) => ({
      name: group.name,
      rows: group.pairs.flatMap((partition, index) => {
        const number = partition - topic.firstPartition;
        if (number < 0 || number >= topic.partitions) return [];
        return [
          { ...pairRow(layout, frame, group, partition, group.firstPair + index), label: String(number) },
        ];
      }),
    }));
  const { replicationFactor } = topic;
  return {
    partitions,
    replicationFactor,
    offline: partitions.filter(({ leader }) => leader === null).length,
    underReplicated: partitions.filter(({ inSync }) => inSync < replicationFactor).length,
    appended: frame.topicTotals[topicIndex * 2] ?? 0,
    held,
    waiting: frame.retries?.waiting[topicIndex] ?? held,
    amountCents: frame.topicTotals[topicIndex * 2 + 1] ?? 0,
    readers,
  };
}

export interface WireFacts {
  /** Messages that have gone over it. */
  readonly total: number;
  /** Messages on their way now (of those that the frame lists). */
  readonly travelling: number;
}

/** What goes over one wire. */
export function wireFacts(layout: Layout, frame: Frame, wireId: string): WireFacts | null {
  const index = layout.wires.findIndex((wire) => wire.wireId === wireId);
  if (index === -1) return null;
  let travelling = 0;
  for (let base = 0; base < frame.transits.length; base += TRANSIT_STRIDE) {
    if (frame.transits[base + TransitAt.wire] === index) travelling += 1;
  }
  const { trips = new Float64Array() } = frame;
  for (let base = 0; base < trips.length; base += TRIP_STRIDE) {
    if (trips[base + TripAt.wire] === index && trips[base + TripAt.isBack] === 0) travelling += 1;
  }
  return { total: frame.wireTotals[index] ?? 0, travelling };
}

/** Steps of the lag ramp, 0 … 4: none, a few, tens, hundreds, a thousand and more. */
export function lagStep(lag: number): 0 | 1 | 2 | 3 | 4 {
  if (lag <= 0) return 0;
  if (lag < 10) return 1;
  if (lag < 100) return 2;
  return lag < 1_000 ? 3 : 4;
}
