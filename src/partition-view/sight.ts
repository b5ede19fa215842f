/** What of a partition's log is drawn, read from a frame and the log's detail: plain data, offsets as they are. */
import {
  lagOf,
  PAIR_STRIDE,
  PairAt,
  PARTITION_STRIDE,
  PartitionAt,
  REPLICA_IS,
  REPLICA_STRIDE,
  ReplicaAt,
  type Frame,
} from "#sim/frame.ts";
import { brokerName, instanceName, partitionOf, type Layout } from "#sim/layout.ts";
import type { OffsetDetail, PartitionDetail, TransactionDetail } from "#sim/partition-detail.ts";

export interface ReplicaSight {
  readonly broker: number;
  readonly logEnd: number;
  readonly isOnline: boolean;
  readonly isInSync: boolean;
  readonly isLeader: boolean;
  /** Out of sync, and still trusted to have everything that was committed. */
  readonly isEligible: boolean;
}

export interface ReaderSight {
  readonly name: string;
  /** null: nothing committed, so the lag is unknown. Of a share group: where its records begin. */
  readonly committed: number | null;
  /** null: nobody reads. Of a share group: where its records end. */
  readonly position: number | null;
  readonly owner: string | null;
  readonly lag: number | null;
  readonly isShare: boolean;
}

export interface PartitionSight {
  readonly topic: string;
  readonly number: number;
  readonly logStart: number;
  readonly lastStable: number;
  readonly highWatermark: number;
  readonly logEnd: number;
  readonly bytes: number;
  /** Broker, -1 where nobody leads. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly inSync: number;
  readonly isUnderMinimum: boolean;
  readonly replicas: readonly ReplicaSight[];
  readonly readers: readonly ReaderSight[];
}

/** What a frame says of a partition of the run; null where it has none of that number. */
export function sightOf(layout: Layout, frame: Frame, partition: number): PartitionSight | null {
  if (partition < 0 || partition >= layout.partitionCount) return null;
  const { topic, number } = partitionOf(layout, partition);
  const at = (column: number): number => frame.partitions[partition * PARTITION_STRIDE + column] ?? 0;
  return {
    topic: topic.name,
    number,
    logStart: at(PartitionAt.logStart),
    lastStable: at(PartitionAt.lastStable),
    highWatermark: at(PartitionAt.highWatermark),
    logEnd: at(PartitionAt.logEnd),
    bytes: at(PartitionAt.bytes),
    leader: at(PartitionAt.leader),
    leaderEpoch: at(PartitionAt.leaderEpoch),
    inSync: at(PartitionAt.inSync),
    isUnderMinimum: at(PartitionAt.isUnderMinimum) === 1,
    replicas: replicasOf(layout, frame, partition),
    readers: readersOf(layout, frame, partition),
  };
}

function replicasOf(layout: Layout, frame: Frame, partition: number): readonly ReplicaSight[] {
  const { topic, number } = partitionOf(layout, partition);
  return Array.from({ length: topic.replicationFactor }, (_, i) => {
    const base = (topic.firstReplica + number * topic.replicationFactor + i) * REPLICA_STRIDE;
    const is = frame.replicas[base + ReplicaAt.is] ?? 0;
    return {
      broker: frame.replicas[base + ReplicaAt.broker] ?? 0,
      logEnd: frame.replicas[base + ReplicaAt.logEnd] ?? 0,
      isOnline: (is & REPLICA_IS.online) !== 0,
      isInSync: (is & REPLICA_IS.inSync) !== 0,
      isLeader: (is & REPLICA_IS.leader) !== 0,
      isEligible: (is & REPLICA_IS.eligible) !== 0,
    };
  });
}

function readersOf(layout: Layout, frame: Frame, partition: number): readonly ReaderSight[] {
  const known = (value: number | undefined): number | null =>
    value === undefined || value < 0 ? null : value;
  return layout.groups.flatMap((group) => {
    const place = group.pairs.indexOf(partition);
    if (place < 0) return [];
    const pair = group.firstPair + place;
    const at = (column: number): number | undefined => frame.pairs[pair * PAIR_STRIDE + column];
    const owner = known(at(PairAt.owner));
    return {
      name: group.name,
      committed: known(at(PairAt.committed)),
      position: known(at(PairAt.position)),
      owner: owner === null ? null : instanceName(layout, owner),
      lag: lagOf(frame, pair),
      isShare: group.protocol === "share",
    };
  });
}

/** "leader", "in sync", "lags behind", "offline"; a replica out of sync that may still lead is said to be eligible. */
export function replicaWords({ isOnline, isInSync, isLeader, isEligible }: ReplicaSight): string {
  if (!isOnline) return isEligible ? "offline, eligible" : "offline";
  if (isLeader) return "leader";
  if (isInSync) return "in sync";
  return isEligible ? "out of sync, eligible" : "out of sync";
}

/** Marks of the log that share an offset, in the order of the log. */
export interface LogMark {
  readonly offset: number;
  readonly names: readonly MarkName[];
}

/** Short for each mark where there is little room, as the field has it. */
export const MARK_SHORT = {
  "log start": "start",
  "last stable": "LSO",
  "high watermark": "HW",
  "log end": "LEO",
} as const;

export type MarkName = keyof typeof MARK_SHORT;

/** The four marks; where some are equal they are one. */
export function marksOf({ logStart, lastStable, highWatermark, logEnd }: PartitionSight): readonly LogMark[] {
  const marks: { offset: number; names: MarkName[] }[] = [];
  for (const [name, offset] of [
    ["log start", logStart],
    ["last stable", lastStable],
    ["high watermark", highWatermark],
    ["log end", logEnd],
  ] as const) {
    const same = marks.find((mark) => mark.offset === offset);
    if (same === undefined) marks.push({ offset, names: [name] });
    else same.names.push(name);
  }
  return marks.sort((a, b) => a.offset - b.offset);
}

/**
 * In which line below each other marks are named, so that the names of neighbours do not cover each other. `places`: where
 * they stand, in percent and in order; `apart`: what a name takes, in percent.
 */
export function markLines(places: readonly number[], apart: number): readonly number[] {
  const ends: number[] = [];
  return places.map((place) => {
    const free = ends.findIndex((end) => place - end >= apart);
    const line = free < 0 ? ends.length : free;
    ends[line] = place;
    return line;
  });
}

/** Rows of things that lie between offsets, so that none covers another; what does not fit any more is left out. */
export function packed<T extends { readonly first: number; readonly last: number }>(
  things: readonly T[],
  rowsMax: number,
): readonly (readonly T[])[] {
  const rows: T[][] = [];
  for (const thing of things) {
    const row = rows.find((each) => (each.at(-1)?.last ?? -1) < thing.first);
    if (row !== undefined) row.push(thing);
    else if (rows.length < rowsMax) rows.push([thing]);
  }
  return rows;
}

/** Who writes in a transaction. */
export function writerText(layout: Layout, { subject, producerId }: TransactionDetail): string {
  return subject < 0 ? `producer ${producerId}` : instanceName(layout, subject);
}

const OFFSET_WORDS = {
  commit: "commit marker of a transaction",
  abort: "abort marker of a transaction",
  gap: "nothing: compaction took the record",
} as const;

/** What stands at an offset, in words. */
export function offsetText(layout: Layout, detail: PartitionDetail, offset: number): string {
  const record = detail.records[offset - detail.from];
  const parts = [record === undefined ? "" : whatText(record)];
  const segment = detail.segments.find(({ base, end }) => offset >= base && offset < end);
  if (segment !== undefined) parts.push(`segment ${segment.base}${segment.isActive ? " (active)" : ""}`);
  const epoch = detail.epochs.findLast(({ from }) => from <= offset);
  if (epoch !== undefined) parts.push(`leader epoch ${epoch.epoch}`);
  const batch = detail.batches.find(({ base, last }) => offset >= base && offset <= last);
  if (batch !== undefined && batch.producerId >= 0)
    parts.push(
      `producer ${batch.producerId}, epoch ${batch.epoch}, sequence ${batch.sequence + offset - batch.base}`,
    );
  const transaction =
    batch === undefined || batch.is === "plain"
      ? undefined
      : detail.transactions.find(
          ({ producerId, first, last }) =>
            producerId === batch.producerId && offset >= first && offset <= last,
        );
  if (transaction !== undefined)
    parts.push(`transaction of ${writerText(layout, transaction)}, ${transaction.is}`);
  if (offset >= detail.highWatermark) parts.push("above the high watermark: no reader sees it yet");
  else if (offset >= detail.lastStable) parts.push("above the last stable offset: read_committed waits");
  return parts.filter((part) => part !== "").join(" · ");
}

function whatText({ is, key, isPoisoned, isTombstone, isAborted }: OffsetDetail): string {
  if (is !== "record") return OFFSET_WORDS[is];
  const notes = [
    isTombstone ? "a deletion" : "",
    isPoisoned ? "poisoned" : "",
    isAborted ? "aborted" : "",
  ].filter((note) => note !== "");
  return [key ?? "no key", ...notes].join(", ");
}

/** Name of the broker that leads. */
export function leaderText({ leader, leaderEpoch }: PartitionSight): string {
  return leader < 0
    ? `no leader (epoch ${leaderEpoch})`
    : `${brokerName(leader)} leads, epoch ${leaderEpoch}`;
}
