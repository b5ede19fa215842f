/**
 * Giving records of a share partition to a member (SharePartition.acquire): what is available again first, then new ones.
 * Records that came back too often are given out in ever smaller portions, the last time alone, so that one bad record does
 * not take its neighbours down with it. The acquire mode is Kafka's own, `batch_optimized`: batches of the log stay whole.
 */
import type { Micros } from "#base/units.ts";
import {
  archiveAvailable,
  floorBatch,
  inFlight,
  type InFlightBatch,
  RangeList,
  RecordIs,
  type RecordRange,
  type SharePartition,
  type ShareSettings,
  split,
} from "./share-partition.ts";

/** What a fetch has read from the log, and for whom. */
export interface AcquireRequest {
  readonly holder: number;
  /** At most so many records, but whole batches of the log; and about so many records in a new in-flight batch (max.poll.records both). */
  readonly maxRecords: number;
  /** From where the log was read: `nextFetchOffset`. */
  readonly fetchOffset: number;
  /** Where the first batch that was read begins, and where the last one ends (included). */
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Where the batch of the log ends that holds an offset (included). */
  readonly lastOfBatch: (offset: number) => number;
  readonly nowUs: Micros;
}

/** Gives records out; the ranges, each with its delivery count. Locks run from now on. */
export function acquire(
  partition: SharePartition,
  request: AcquireRequest,
  settings: ShareSettings,
): readonly RecordRange[] {
  const list = new RangeList();
  if (request.maxRecords <= 0 || request.lastOffset < partition.start) return [];
  const room = roomFor(partition, request, settings);
  if (room === null) return [];
  // Compaction has taken away what was to be given out again.
  if (request.fetchOffset < request.firstOffset)
    archiveAvailable(partition, request.fetchOffset, request.firstOffset);
  const from = firstToLookAt(partition, request.firstOffset);
  const walk = { left: room.maxRecords, request, settings, lastOffset: room.lastOffset, list };
  const { batches } = partition;
  const earliest = Math.min(from, request.firstOffset);
  let next = from;
  for (let at = Math.max(0, floorBatch(partition, earliest)); at < batches.length && walk.left > 0; at++) {
    const batch = batches[at]!;
    if (batch.first > room.lastOffset) break;
    if (batch.first < earliest) continue;
    acquireKnown(batch, walk);
    next = batch.last + 1;
  }
  if (walk.left > 0 && next <= room.lastOffset) acquireNew(partition, next, walk);
  return list.ranges;
}

interface Walk {
  /** Records that may still be given out; 0 also where no more are to be mixed with what is given out. */
  left: number;
  readonly request: AcquireRequest;
  readonly settings: ShareSettings;
  readonly lastOffset: number;
  readonly list: RangeList;
}

/** How many records up to which offset the limit of locks allows, null for none (lastOffsetAndMaxRecordsToAcquire). */
function roomFor(
  partition: SharePartition,
  { maxRecords, fetchOffset, lastOffset }: AcquireRequest,
  { recordLocksMax }: ShareSettings,
): { readonly maxRecords: number; readonly lastOffset: number } | null {
  const free = Math.min(maxRecords, recordLocksMax - inFlight(partition));
  if (free > 0) return { maxRecords: free, lastOffset };
  // Full: what is between start and end has its locks counted already and may be given out again.
  if (fetchOffset >= partition.end) return null;
  return {
    maxRecords: Math.min(maxRecords, partition.end - fetchOffset),
    lastOffset: Math.min(lastOffset, partition.end - 1),
  };
}

/** Where the first batch that the fetch touches begins. */
function firstToLookAt(partition: SharePartition, firstOffset: number): number {
  const floor = partition.batches[floorBatch(partition, firstOffset)];
  if (floor === undefined) return Math.max(firstOffset, partition.start);
  return floor.last >= firstOffset ? floor.first : firstOffset;
}

function acquireKnown(batch: InFlightBatch, walk: Walk): void {
  const { list, request, settings } = walk;
  const isThrottled = isToBeThrottled(batch, walk);
  if (isThrottled && list.ranges.length > 0) {
    walk.left = 0;
    return;
  }
  const isFullMatch = batch.first >= request.firstOffset && batch.last <= walk.lastOffset;
  if (batch.each === null && batch.state !== RecordIs.available) return;
  if (!isFullMatch || batch.each !== null || isThrottled) {
    const count = acquireSingly(batch, walk);
    walk.left = isThrottled && count > 0 ? 0 : walk.left - count;
    return;
  }
  const count = batch.last - batch.first + 1;
  batch.state = RecordIs.acquired;
  batch.deliveryCount++;
  batch.holder = request.holder;
  batch.lockedUntilUs = request.nowUs + settings.lockDurationUs;
  walk.left -= count;
  list.add(batch.first, count, batch.state, batch.deliveryCount, batch.holder);
}

/** Half of the limit, rounded up, at least 2: who was delivered as often is suspect. */
function throttleFrom({ deliveryCountLimit }: ShareSettings): number {
  return Math.max(2, Math.ceil(deliveryCountLimit / 2));
}

/** Whether a record of the batch that could be given out is suspect (shouldThrottleRecordsDelivery). */
function isToBeThrottled({ first, last, each, state, deliveryCount }: InFlightBatch, walk: Walk): boolean {
  const limit = throttleFrom(walk.settings);
  if (each === null) return state === RecordIs.available && deliveryCount >= limit;
  const to = Math.min(last, walk.lastOffset);
  for (let offset = Math.max(first, walk.request.firstOffset); offset <= to; offset++) {
    const at = offset - first;
    if (each.state[at] === RecordIs.available && each.deliveryCount[at]! >= limit) return true;
  }
  return false;
}

/**
 * Gives out available records of a batch one by one; how many (acquireSubsetBatchRecords). With each delivery from the
 * threshold on the portion is halved, and a record at its last delivery goes alone.
 */
function acquireSingly(batch: InFlightBatch, walk: Walk): number {
  const { request, settings, list } = walk;
  const { deliveryCountLimit } = settings;
  const each = split(batch);
  const suspectFrom = throttleFrom(settings);
  const isolates = deliveryCountLimit > 2;
  let portion = Infinity;
  let count = 0;
  const to = Math.min(batch.last, walk.lastOffset);
  for (let offset = Math.max(batch.first, request.firstOffset); offset <= to; offset++) {
    const at = offset - batch.first;
    if (each.state[at] !== RecordIs.available) continue;
    const before = each.deliveryCount[at]!;
    if (isolates && before === deliveryCountLimit - 1 && count > 0) break;
    if (before >= suspectFrom && portion === Infinity)
      portion = Math.max(1, each.state.length >> (before - suspectFrom + 1));
    each.state[at] = RecordIs.acquired;
    each.deliveryCount[at] = before + 1;
    each.holder[at] = request.holder;
    each.lockedUntilUs[at] = request.nowUs + settings.lockDurationUs;
    list.add(offset, 1, RecordIs.acquired, before + 1, request.holder);
    count++;
    if ((isolates && before + 1 === deliveryCountLimit) || count === portion) break;
  }
  return count;
}

/** Gives out records for the first time: whole batches of the log, in portions of about `maxRecords` (acquireNewBatchRecords, createBatches). */
function acquireNew(partition: SharePartition, from: number, walk: Walk): void {
  const { request, settings, list } = walk;
  const { holder, lastOfBatch, maxRecords: portion, nowUs } = request;
  const wasEmpty = partition.batches.length === 0;
  const first = wasEmpty ? Math.max(from, partition.end) : from;
  if (first > walk.lastOffset) return;
  const isCut = walk.left < walk.lastOffset - first + 1;
  const last = isCut ? lastOfBatch(first + walk.left - 1) : walk.lastOffset;
  const lockedUntilUs = nowUs + settings.lockDurationUs;
  const add = (begin: number, end: number): void => {
    const batch: InFlightBatch = {
      first: begin,
      last: end,
      state: RecordIs.acquired,
      deliveryCount: 1,
      holder,
      lockedUntilUs,
      each: null,
    };
    partition.batches.splice(floorBatch(partition, begin) + 1, 0, batch);
  };
  let begin = first;
  if (last - first + 1 > portion) {
    for (let base = lastOfBatch(first) + 1; base <= last; base = lastOfBatch(base) + 1) {
      if (base - begin < portion) continue;
      add(begin, base - 1);
      begin = base;
    }
  }
  add(begin, last);
  if (wasEmpty) partition.start = first;
  partition.end = Math.max(partition.end, last + 1);
  walk.left -= last - first + 1;
  list.add(first, last - first + 1, RecordIs.acquired, 1, holder);
}
