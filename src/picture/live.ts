/**
 * Readings of a frame in the terms of a card: who works, who owns what, how far a group is behind. Pure; used by the
 * painters at every frame and by the text summaries twice a second.
 */
import {
  ACTIVITIES,
  GROUP_STATES,
  GROUP_STRIDE,
  GroupAt,
  HEALTHS,
  INSTANCE_STRIDE,
  InstanceAt,
  PAIR_STRIDE,
  PARTITION_STRIDE,
  PairAt,
  PartitionAt,
  isReaderOf,
  isUnowned,
  lagOf,
  type Frame,
} from "#sim/frame.ts";
import { INSTANCES_MAX, type Layout } from "#sim/layout.ts";

export type Health = (typeof HEALTHS)[number];
export type Activity = (typeof ACTIVITIES)[number];
export type GroupState = (typeof GROUP_STATES)[number];

/** A frame with what every card looks up in it. */
export interface LiveFrame {
  readonly frame: Frame;
  readonly layout: Layout;
  /** For each service, the rows of its instances in `frame.instances`, by instance number. */
  readonly instanceRows: readonly (readonly number[])[];
}

/** Indexes a frame once. */
export function indexFrame(frame: Frame, layout: Layout): LiveFrame {
  const instanceRows: number[][] = layout.services.map(() => []);
  const count = frame.instances.length / INSTANCE_STRIDE;
  for (let row = 0; row < count; row += 1) {
    const subject = frame.instances[row * INSTANCE_STRIDE + InstanceAt.subject]!;
    instanceRows[Math.floor(subject / INSTANCES_MAX)]?.push(row);
  }
  return { frame, layout, instanceRows };
}

/** One number of an instance's row. */
export function instanceValue(live: LiveFrame, row: number, column: keyof typeof InstanceAt): number {
  return live.frame.instances[row * INSTANCE_STRIDE + InstanceAt[column]] ?? -1;
}

export function healthOf(live: LiveFrame, row: number): Health {
  return HEALTHS[instanceValue(live, row, "health")] ?? "up";
}

export function activityOf(live: LiveFrame, row: number): Activity {
  return ACTIVITIES[instanceValue(live, row, "activity")] ?? "idle";
}

/** One number of a group. */
export function groupValue(live: LiveFrame, group: number, column: keyof typeof GroupAt): number {
  return live.frame.groups[group * GROUP_STRIDE + GroupAt[column]] ?? -1;
}

export function groupStateOf(live: LiveFrame, group: number): GroupState {
  return GROUP_STATES[groupValue(live, group, "state")] ?? "Empty";
}

/** Whether a group is between two generations. */
export function isRebalancing(live: LiveFrame, group: number): boolean {
  const state = groupStateOf(live, group);
  return (
    state === "PreparingRebalance" ||
    state === "CompletingRebalance" ||
    state === "Assigning" ||
    state === "Reconciling"
  );
}

/** One number of a (group, partition) pair. */
export function pairValue(live: LiveFrame, pair: number, column: keyof typeof PairAt): number {
  return live.frame.pairs[pair * PAIR_STRIDE + PairAt[column]] ?? -1;
}

/** One number of a partition of the run. */
export function partitionValue(live: LiveFrame, partition: number, column: keyof typeof PartitionAt): number {
  return live.frame.partitions[partition * PARTITION_STRIDE + PartitionAt[column]] ?? 0;
}

/** A partition that an instance owns, as a chip shows it. */
export interface Owned {
  /** Its number in its topic. */
  readonly number: number;
  /** First letter of the topic where the group reads more than one, else "". */
  readonly prefix: string;
  readonly pair: number;
}

/** What an instance owns, in the order of topics and partitions. */
export function ownedBy(live: LiveFrame, group: number, subject: number): Owned[] {
  const layout = live.layout.groups[group];
  if (layout === undefined) return [];
  const owned: Owned[] = [];
  let at = 0;
  for (const topicIndex of layout.topics) {
    const topic = live.layout.topics[topicIndex];
    if (topic === undefined) continue;
    const prefix = layout.topics.length > 1 ? (topic.name[0] ?? "") : "";
    for (let number = 0; number < topic.partitions; number += 1, at += 1) {
      const pair =
        layout.pairs[at] === topic.firstPartition + number
          ? at
          : layout.pairs.indexOf(topic.firstPartition + number);
      if (pair < 0) continue;
      if (isReaderOf(live.frame, layout.firstPair + pair, subject)) {
        owned.push({ number, prefix, pair: layout.firstPair + pair });
      }
    }
  }
  return owned;
}

/** A group's lag: the sum over partitions with a commit; `unknown` counts those without. */
export interface GroupLag {
  readonly lag: number;
  readonly unknown: number;
  readonly unowned: number;
}

/** Lag of a group over some of its pairs (default: all). */
export function groupLag(live: LiveFrame, group: number, only?: readonly number[]): GroupLag {
  const layout = live.layout.groups[group];
  let [lag, unknown, unowned] = [0, 0, 0];
  if (layout === undefined) return { lag, unknown, unowned };
  const count = (pair: number): void => {
    const partition = layout.pairs[pair - layout.firstPair];
    if (partition === undefined) return;
    const behind = lagOf(live.frame, pair);
    if (behind === null) unknown += 1;
    else lag += behind;
    if (isUnowned(live.frame, pair)) unowned += 1;
  };
  if (only === undefined) for (let i = 0; i < layout.pairs.length; i += 1) count(layout.firstPair + i);
  else for (const pair of only) count(pair);
  return { lag, unknown, unowned };
}

/** How many members of a rebalancing group have come back, of how many that the coordinator waits for. */
export function joinProgress(live: LiveFrame, group: number): { joined: number; members: number } {
  const service = live.layout.groups[group]?.service ?? -1;
  let [joined, members] = [0, 0];
  for (const row of live.instanceRows[service] ?? []) {
    const joining = activityOf(live, row) === "joining" && healthOf(live, row) === "up";
    if (joining) joined += 1;
    if (joining || instanceValue(live, row, "sessionDeadlineUs") >= 0) members += 1;
  }
  return { joined, members };
}

/** Step of the lag ramp: 0 none, then a step for each power of ten up to 4. */
export function lagLevel(lag: number): number {
  if (lag <= 0) return 0;
  if (lag < 10) return 1;
  if (lag < 100) return 2;
  return lag < 1000 ? 3 : 4;
}

/** Time that runs out, short: "3.1 s", "31 s", "2 min". Takes µs. */
export function remainingText(us: number): string {
  const seconds = Math.max(0, us) / 1e6;
  if (seconds < 0.95) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** A count that fits a narrow place: "1,204", "120k", "3.4M". */
export function shortCount(value: number): string {
  if (value < 10_000) return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  if (value < 999_500) return `${Math.round(value / 1000)}k`;
  return `${(value / 1e6).toFixed(1)}M`;
}

/** A rate in messages per simulated second: "8.3/s", "120/s". */
export function rateText(perSecond: number): string {
  if (perSecond < 9.95) return `${perSecond.toFixed(1)}/s`;
  return `${shortCount(Math.round(perSecond))}/s`;
}

/** Dead letters in a queue that nobody has dealt with; those that were redriven or thrown away still lie in its log. */
export function deadLetterDepth(live: LiveFrame, topic: number): number {
  const waiting = live.frame.retries?.waiting[topic];
  if (waiting !== undefined) return waiting;
  const partition = live.layout.topics[topic]?.firstPartition ?? 0;
  return partitionValue(live, partition, "logEnd") - partitionValue(live, partition, "logStart");
}
