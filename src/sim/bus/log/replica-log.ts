/**
 * How far one replica's log goes, and which leaders wrote it (Kafka's LeaderEpochFileCache). An epoch has one leader, so two
 * logs are equal up to where their epochs part; what lies at an offset is the business of `partition-logs.ts`.
 */

/** The log of one replica. */
export interface ReplicaLog {
  /** The next offset. */
  end: number;
  /** As far as it knows. */
  highWatermark: number;
  /** Flat list of [leader epoch, first offset], rising. */
  readonly epochs: number[];
}

export function createReplicaLog(): ReplicaLog {
  return { end: 0, highWatermark: 0, epochs: [] };
}

/** A leader begins to write under its epoch; an epoch that has written nothing is forgotten (LeaderEpochFileCache.assign). */
export function beginEpoch(log: ReplicaLog, epoch: number): void {
  takeEpoch(log, epoch, log.end);
}

/** What follows from `start` on was written under this epoch. */
export function takeEpoch({ epochs }: ReplicaLog, epoch: number, start: number): void {
  while (epochs.length > 0 && epochs[epochs.length - 1]! >= start) shortenBy2(epochs);
  epochs.push(epoch, start);
}

/** The last epoch that wrote something, -1 for an empty log. */
export function lastEpoch({ epochs, end }: ReplicaLog): number {
  for (let i = epochs.length - 2; i >= 0; i -= 2) if (epochs[i + 1]! < end) return epochs[i]!;
  return -1;
}

/** The epoch under which the record at an offset was written, -1 where there is none. */
export function epochAt({ epochs, end }: ReplicaLog, offset: number): number {
  if (offset >= end) return -1;
  for (let i = epochs.length - 2; i >= 0; i -= 2) if (epochs[i + 1]! <= offset) return epochs[i]!;
  return -1;
}

/** Up to which offset two logs are the same. */
export function commonEnd(a: ReplicaLog, b: ReplicaLog): number {
  let common = 0;
  for (let i = 0; i < a.epochs.length && i < b.epochs.length; i += 2) {
    if (a.epochs[i] !== b.epochs[i] || a.epochs[i + 1] !== b.epochs[i + 1]) return common;
    common = Math.min(endOfEpoch(a, i), endOfEpoch(b, i));
    if (endOfEpoch(a, i) !== endOfEpoch(b, i)) return common;
  }
  return common;
}

/** Cuts a log off; how many records that took. */
export function truncateReplica(log: ReplicaLog, to: number): number {
  if (to >= log.end) return 0;
  const cut = log.end - to;
  log.end = to;
  log.highWatermark = Math.min(log.highWatermark, to);
  const { epochs } = log;
  while (epochs.length > 0 && epochs[epochs.length - 1]! >= to) shortenBy2(epochs);
  return cut;
}

/** A follower takes over what its leader has up to `to`, behind what both have in common. */
export function copyUpTo(follower: ReplicaLog, leader: ReplicaLog, to: number): void {
  const { epochs } = leader;
  for (let i = 0; i < epochs.length; i += 2) {
    const start = epochs[i + 1]!;
    if (start >= to) break;
    if (start >= follower.end) takeEpoch(follower, epochs[i]!, start);
  }
  follower.end = to;
}

function endOfEpoch({ epochs, end }: ReplicaLog, at: number): number {
  return Math.min(end, epochs[at + 3] ?? end);
}

function shortenBy2(list: number[]): void {
  list.pop();
  list.pop();
}
