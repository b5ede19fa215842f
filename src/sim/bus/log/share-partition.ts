/**
 * What a share group knows of one partition (kafka.server.share.SharePartition): the records between its start offset
 * (everything below is done with) and its end offset (nothing from there on was ever given out), each of them available,
 * acquired by one member for a while, acknowledged or archived. As in Kafka the records are kept as the batches in which
 * they were given out, and one by one only in a batch whose records have gone different ways. Plain data throughout.
 * Giving out is in `share-acquire.ts`, acknowledging in `share-acknowledge.ts`.
 */
import type { Micros } from "#base/units.ts";

/** What has become of a record (RecordState). Nothing leads out of the last two. */
export const RecordIs = { available: 0, acquired: 1, acknowledged: 2, archived: 3 } as const;
export type RecordState = (typeof RecordIs)[keyof typeof RecordIs];

/** The holder of a record that nobody has. */
export const NOBODY = -1;

/** The broker settings that govern it. */
export interface ShareSettings {
  /** group.share.record.lock.duration.ms in µs: how long a member may keep a record. */
  readonly lockDurationUs: Micros;
  /** group.share.delivery.count.limit. */
  readonly deliveryCountLimit: number;
  /** group.share.partition.max.record.locks: how many records may lie between start and end. */
  readonly recordLocksMax: number;
}

/** What is known of single records, by their place in the batch. */
export interface RecordColumns {
  readonly state: RecordState[];
  readonly deliveryCount: number[];
  readonly holder: number[];
  readonly lockedUntilUs: Micros[];
}

/** Records that were first given out together. */
export interface InFlightBatch {
  readonly first: number;
  /** The last of them, included. */
  readonly last: number;
  /** What holds for all of them as long as `each` is null. */
  state: RecordState;
  deliveryCount: number;
  /** Which member has them, NOBODY for none. */
  holder: number;
  lockedUntilUs: Micros;
  each: RecordColumns | null;
}

export interface SharePartition {
  /** The share partition start offset: everything below is acknowledged, archived or gone from the log. */
  start: number;
  /** The next offset that was never given out. */
  end: number;
  /** By offset, without overlap. */
  batches: InFlightBatch[];
  /** Whether some record between start and end may be available again; where it is false none is. */
  mayHaveAvailable: boolean;
  /** Records from the start on that are acknowledged or archived already: they are no lag. */
  completed: number;
}

/** Records side by side that have fared alike. */
export interface RecordRange {
  readonly first: number;
  readonly count: number;
  /** What they are now. */
  readonly is: RecordState;
  readonly deliveryCount: number;
  /** Who has them, or had them last. */
  readonly holder: number;
}

/** A share partition that begins to be read at an offset. */
export function createSharePartition(start: number): SharePartition {
  return { start, end: start, batches: [], mayHaveAvailable: false, completed: 0 };
}

export function isFinal(state: RecordState): boolean {
  return state === RecordIs.acknowledged || state === RecordIs.archived;
}

/** Records between start and end, done with or not: what the limit of locks counts. */
export function inFlight({ batches, start, end }: SharePartition): number {
  return batches.length === 0 ? 0 : end - start;
}

/** Position in `batches` of the last one that begins at or before an offset, -1 for none (ConcurrentSkipListMap.floorEntry). */
export function floorBatch({ batches }: SharePartition, offset: number): number {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (batches[middle]!.first <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** From where the next fetch reads: the first record that is available again, else the end (SharePartition.nextFetchOffset). */
export function nextFetchOffset(partition: SharePartition): number {
  if (!partition.mayHaveAvailable) return partition.end;
  for (const batch of partition.batches) {
    if (batch.each === null) {
      if (batch.state === RecordIs.available) return batch.first;
    } else {
      const at = batch.each.state.indexOf(RecordIs.available);
      if (at >= 0) return batch.first + at;
    }
  }
  partition.mayHaveAvailable = false;
  return partition.end;
}

/** Whether a fetch may have records: some are available again, or there is room for more locks (SharePartition.canAcquireRecords). */
export function canAcquire(partition: SharePartition, { recordLocksMax }: ShareSettings): boolean {
  return nextFetchOffset(partition) !== partition.end || inFlight(partition) < recordLocksMax;
}

/** Keeps the records of a batch one by one from now on. */
export function split(batch: InFlightBatch): RecordColumns {
  if (batch.each !== null) return batch.each;
  const length = batch.last - batch.first + 1;
  batch.each = {
    state: Array.from({ length }, () => batch.state),
    deliveryCount: Array.from({ length }, () => batch.deliveryCount),
    holder: Array.from({ length }, () => batch.holder),
    lockedUntilUs: Array.from({ length }, () => batch.lockedUntilUs),
  };
  return batch.each;
}

/** Gathers single records into ranges. */
export class RangeList {
  readonly ranges: RecordRange[] = [];

  add(first: number, count: number, is: RecordState, deliveryCount: number, holder: number): void {
    const last = this.ranges.at(-1);
    const isNext =
      last !== undefined &&
      last.first + last.count === first &&
      last.is === is &&
      last.deliveryCount === deliveryCount &&
      last.holder === holder;
    if (isNext) this.ranges[this.ranges.length - 1] = { ...last, count: last.count + count };
    else this.ranges.push({ first, count, is, deliveryCount, holder });
  }
}

/** What a record becomes that goes back: available, unless it has been delivered as often as it may be (InFlightState.tryUpdateState). */
export function whenReturned(deliveryCount: number, { deliveryCountLimit }: ShareSettings): RecordState {
  return deliveryCount >= deliveryCountLimit ? RecordIs.archived : RecordIs.available;
}

/** Notes that acquired records became something else; `from` is the first of them. */
export function countChange(partition: SharePartition, from: number, count: number, is: RecordState): void {
  if (is === RecordIs.available) partition.mayHaveAvailable = true;
  else if (isFinal(is)) partition.completed += Math.max(0, from + count - Math.max(from, partition.start));
}

/** Moves the start past everything that is done with (maybeUpdateCachedStateAndOffsets). */
export function moveStart(partition: SharePartition): void {
  const { batches } = partition;
  let { start } = partition;
  let done = 0;
  for (; done < batches.length; done++) {
    const batch = batches[done]!;
    if (batch.last < start) continue;
    // Between two batches nothing was ever given out: the log has nothing there.
    const from = Math.max(start, batch.first);
    start = from;
    if (batch.each === null) {
      if (isFinal(batch.state)) start = batch.last + 1;
    } else {
      while (start <= batch.last && isFinal(batch.each.state[start - batch.first]!)) start++;
    }
    partition.completed -= start - from;
    if (start <= batch.last) break;
  }
  if (done > 0) batches.splice(0, done);
  partition.start = batches.length > 0 ? start : Math.max(start, partition.end);
  partition.end = Math.max(partition.start, partition.end);
}

/**
 * Takes acquired records for which `isOver` holds away from their holders; what they become depends on how often they were
 * delivered, and is archived where the log has forgotten them meanwhile.
 */
function takeBack(
  partition: SharePartition,
  isOver: (holder: number, lockedUntilUs: Micros) => boolean,
  becomes: (deliveryCount: number) => RecordState,
  countChangesBy: 0 | -1,
): readonly RecordRange[] {
  const list = new RangeList();
  const { start } = partition;
  for (const batch of partition.batches) {
    const isWhole = batch.each === null;
    if (isWhole && (batch.state !== RecordIs.acquired || !isOver(batch.holder, batch.lockedUntilUs)))
      continue;
    if (isWhole && (batch.first >= start || batch.last < start)) {
      const { first, last, holder } = batch;
      batch.state = last < start ? RecordIs.archived : becomes(batch.deliveryCount);
      if (batch.state !== RecordIs.archived) batch.deliveryCount += countChangesBy;
      batch.holder = NOBODY;
      countChange(partition, first, last - first + 1, batch.state);
      list.add(first, last - first + 1, batch.state, batch.deliveryCount, holder);
      continue;
    }
    const each = split(batch);
    for (let at = 0; at < each.state.length; at++) {
      const holder = each.holder[at]!;
      if (each.state[at] !== RecordIs.acquired || !isOver(holder, each.lockedUntilUs[at]!)) continue;
      const offset = batch.first + at;
      const state = offset < start ? RecordIs.archived : becomes(each.deliveryCount[at]!);
      each.state[at] = state;
      if (state !== RecordIs.archived) each.deliveryCount[at]! += countChangesBy;
      each.holder[at] = NOBODY;
      countChange(partition, offset, 1, state);
      list.add(offset, 1, state, each.deliveryCount[at]!, holder);
    }
  }
  if (list.ranges.length > 0) moveStart(partition);
  return list.ranges;
}

/** Locks that are over: their records are available again with the same delivery count, or archived at the limit. */
export function expireLocks(
  partition: SharePartition,
  nowUs: Micros,
  settings: ShareSettings,
): readonly RecordRange[] {
  return takeBack(
    partition,
    (_, lockedUntilUs) => lockedUntilUs <= nowUs,
    (deliveryCount) => whenReturned(deliveryCount, settings),
    0,
  );
}

/** A share session is closed: what the member still has was not really delivered, so the count goes back, too (releaseAcquiredRecords). */
export function releaseHeld(partition: SharePartition, holder: number): readonly RecordRange[] {
  return takeBack(
    partition,
    (who) => who === holder,
    () => RecordIs.available,
    -1,
  );
}

/** Another broker leads now and reads what was written down: who acquired something was not, and neither was its count. */
export function forgetAcquisitions(partition: SharePartition): readonly RecordRange[] {
  return takeBack(
    partition,
    () => true,
    () => RecordIs.available,
    -1,
  );
}

/** When the first lock is over, Infinity for none. */
export function nextExpiryUs({ batches }: SharePartition): Micros {
  let firstUs = Infinity;
  for (const { each, state, lockedUntilUs } of batches) {
    if (each === null) {
      if (state === RecordIs.acquired && lockedUntilUs < firstUs) firstUs = lockedUntilUs;
    } else {
      for (let at = 0; at < each.state.length; at++)
        if (each.state[at] === RecordIs.acquired && each.lockedUntilUs[at]! < firstUs)
          firstUs = each.lockedUntilUs[at]!;
    }
  }
  return firstUs;
}

/** Archives what is available from one offset up to another one (archiveRecords); the ranges. */
export function archiveAvailable(
  partition: SharePartition,
  from: number,
  to: number,
): readonly RecordRange[] {
  const list = new RangeList();
  for (const batch of partition.batches) {
    if (batch.first >= to) break;
    if (batch.last < from || (batch.each === null && batch.state !== RecordIs.available)) continue;
    if (batch.each === null && batch.first >= from && batch.last < to) {
      batch.state = RecordIs.archived;
      countChange(partition, batch.first, batch.last - batch.first + 1, RecordIs.archived);
      list.add(batch.first, batch.last - batch.first + 1, RecordIs.archived, batch.deliveryCount, NOBODY);
      continue;
    }
    const each = split(batch);
    for (let offset = Math.max(from, batch.first); offset <= batch.last && offset < to; offset++) {
      const at = offset - batch.first;
      if (each.state[at] !== RecordIs.available) continue;
      each.state[at] = RecordIs.archived;
      countChange(partition, offset, 1, RecordIs.archived);
      list.add(offset, 1, RecordIs.archived, each.deliveryCount[at]!, NOBODY);
    }
  }
  return list.ranges;
}

/**
 * The log begins later now (updateCacheAndOffsets): what was available below is archived, and the start follows. Who has
 * records from below keeps them, and nothing that is acknowledged of them counts any more.
 */
export function advanceLogStart(partition: SharePartition, logStart: number): readonly RecordRange[] {
  if (logStart <= partition.start) return [];
  const ranges = archiveAvailable(partition, partition.start, logStart);
  partition.completed -= finalBelow(partition, logStart);
  partition.start = logStart;
  moveStart(partition);
  return ranges;
}

/** Records from the start on and below an offset that are done with. */
function finalBelow({ batches, start }: SharePartition, below: number): number {
  let count = 0;
  for (const { first, last, state, each } of batches) {
    const from = Math.max(start, first);
    const to = Math.min(below, last + 1);
    if (each === null) count += isFinal(state) ? Math.max(0, to - from) : 0;
    else for (let offset = from; offset < to; offset++) if (isFinal(each.state[offset - first]!)) count++;
  }
  return count;
}
