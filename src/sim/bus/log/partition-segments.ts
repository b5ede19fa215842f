/**
 * The segments of one partition's log: when a new one begins and when old ones are deleted (Kafka 4.3's LogSegment.shouldRoll
 * and UnifiedLog.deleteOldSegments). It counts bytes and offsets; where a message lies is the caller's business. Plain data,
 * and appending allocates nothing unless a segment is rolled.
 *
 * Left out, because a simulated log does not reach them: full indexes, segments of 2^31 offsets, segment.jitter.ms, and the
 * minute that deleted files stay on disk.
 */
import { assert, present } from "#base/assert.ts";

/** The topic settings that govern segments, in Kafka's units. */
export interface SegmentConfig {
  /** segment.bytes. */
  readonly segmentBytes: number;
  /** segment.ms, milliseconds. */
  readonly segmentMs: number;
  /** retention.bytes, -1 for no limit. */
  readonly retentionBytes: number;
  /** retention.ms, -1 for no limit. */
  readonly retentionMs: number;
  /** Whether cleanup.policy has "delete"; without it only what lies below the log start offset is deleted. */
  readonly isDeleting: boolean;
}

/** Kafka's defaults: 1 GiB or 7 days a segment, kept for 7 days. */
export const segmentDefaults: SegmentConfig = {
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  retentionBytes: -1,
  retentionMs: 604_800_000,
  isDeleting: true,
};

/** One log. The active segment lies flat in the object, the closed ones in columns, oldest first. */
export interface PartitionSegments {
  /** May be replaced at any time, as a topic's settings may be altered. */
  config: SegmentConfig;
  /** The first offset a consumer may read. */
  logStartOffset: number;
  /** The next offset. */
  logEndOffset: number;
  activeBaseOffset: number;
  activeBytes: number;
  /** The largest timestamp of the active segment's first batch: the age of the segment counts from it. */
  activeFirstTimestampMs: number;
  /** Meaningless while the active segment is empty. */
  activeLargestTimestampMs: number;
  closedBytesTotal: number;
  readonly closedBaseOffsets: number[];
  readonly closedBytes: number[];
  readonly closedLargestTimestampsMs: number[];
}

/** What a retention check did. */
export interface RetentionResult {
  readonly deletedSegments: number;
  /** Offsets below this are gone. */
  readonly newLogStartOffset: number;
}

/** An empty log with one empty segment. */
export function createPartitionSegments(config: SegmentConfig): PartitionSegments {
  return {
    config,
    logStartOffset: 0,
    logEndOffset: 0,
    activeBaseOffset: 0,
    activeBytes: 0,
    activeFirstTimestampMs: 0,
    activeLargestTimestampMs: 0,
    closedBytesTotal: 0,
    closedBaseOffsets: [],
    closedBytes: [],
    closedLargestTimestampsMs: [],
  };
}

/**
 * Appends a batch; true if a new segment was begun for it. Segments roll by the batches' own timestamps, so the time of day
 * is not asked: an idle segment never rolls by itself.
 */
export function appendBatch(
  log: PartitionSegments,
  bytes: number,
  maxTimestampMs: number,
  recordCount: number,
): boolean {
  const isRolled =
    log.activeBytes > 0 &&
    (log.activeBytes > log.config.segmentBytes - bytes ||
      maxTimestampMs - log.activeFirstTimestampMs > log.config.segmentMs);
  if (isRolled) rollSegment(log);
  if (log.activeBytes === 0) {
    log.activeFirstTimestampMs = maxTimestampMs;
    log.activeLargestTimestampMs = maxTimestampMs;
  } else if (maxTimestampMs > log.activeLargestTimestampMs) {
    log.activeLargestTimestampMs = maxTimestampMs;
  }
  log.activeBytes += bytes;
  log.logEndOffset += recordCount;
  return isRolled;
}

/** Closes the active segment and begins an empty one at the log end; does nothing to a segment that is still empty. */
export function rollSegment(log: PartitionSegments): void {
  if (log.activeBytes === 0) return;
  log.closedBaseOffsets.push(log.activeBaseOffset);
  log.closedBytes.push(log.activeBytes);
  log.closedLargestTimestampsMs.push(log.activeLargestTimestampMs);
  log.closedBytesTotal += log.activeBytes;
  log.activeBaseOffset = log.logEndOffset;
  log.activeBytes = 0;
}

/** Bytes of all segments. */
export function logBytes(log: PartitionSegments): number {
  return log.closedBytesTotal + log.activeBytes;
}

/** How many segments there are, the active one included. */
export function segmentCount(log: PartitionSegments): number {
  return log.closedBytes.length + 1;
}

/** Raises the log start offset (DeleteRecords); the segments go with the next retention check. */
export function deleteRecordsBefore(log: PartitionSegments, offset: number, highWatermark: number): void {
  assert(offset <= highWatermark, "records to be deleted only below the high watermark");
  log.logStartOffset = Math.max(log.logStartOffset, offset);
}

/**
 * The check that runs every log.retention.check.interval.ms: deletes the oldest segments that lie below the log start, then
 * those beyond retention.bytes, then those older than retention.ms. Each pass stops at the first segment that stays, and none
 * touches a segment that reaches the high watermark. The active segment goes too if it must; a new one is begun first.
 */
export function applyRetention(
  log: PartitionSegments,
  nowMs: number,
  highWatermark: number,
): RetentionResult {
  const { isDeleting, retentionBytes, retentionMs } = log.config;
  let deletedSegments = deleteOldest(log, countBelowLogStart(log, highWatermark));
  if (isDeleting && retentionBytes >= 0) {
    deletedSegments += deleteOldest(log, countBeyondSize(log, highWatermark));
  }
  if (isDeleting && retentionMs >= 0) {
    deletedSegments += deleteOldest(log, countTooOld(log, nowMs, highWatermark));
  }
  return { deletedSegments, newLogStartOffset: log.logStartOffset };
}

/** Segments whose every offset is below the log start; the active one never is one of them. */
function countBelowLogStart(log: PartitionSegments, highWatermark: number): number {
  let count = 0;
  while (count < log.closedBytes.length) {
    const endOffset = endOffsetOf(log, count);
    if (endOffset > highWatermark || endOffset > log.logStartOffset) break;
    count += 1;
  }
  return count;
}

/** Segments without which the log still has retention.bytes. */
function countBeyondSize(log: PartitionSegments, highWatermark: number): number {
  let excessBytes = logBytes(log) - log.config.retentionBytes;
  let count = 0;
  while (isDeletable(log, count, highWatermark)) {
    excessBytes -= bytesOf(log, count);
    if (excessBytes < 0) break;
    count += 1;
  }
  return count;
}

/** Segments whose youngest record is older than retention.ms. A record from the future keeps its segment and all behind it. */
function countTooOld(log: PartitionSegments, nowMs: number, highWatermark: number): number {
  let count = 0;
  while (isDeletable(log, count, highWatermark)) {
    if (nowMs - largestTimestampMsOf(log, count) <= log.config.retentionMs) break;
    count += 1;
  }
  return count;
}

/** Whether the segment exists, holds something, and lies below the high watermark, so that the log start never passes it. */
function isDeletable(log: PartitionSegments, index: number, highWatermark: number): boolean {
  if (index > log.closedBytes.length) return false;
  return bytesOf(log, index) > 0 && endOffsetOf(log, index) <= highWatermark;
}

/** Index 0 is the oldest segment; the active one comes after the closed ones. */
function bytesOf(log: PartitionSegments, index: number): number {
  return log.closedBytes[index] ?? log.activeBytes;
}

function largestTimestampMsOf(log: PartitionSegments, index: number): number {
  return log.closedLargestTimestampsMs[index] ?? log.activeLargestTimestampMs;
}

/** The base offset of the segment after it. */
function endOffsetOf(log: PartitionSegments, index: number): number {
  if (index === log.closedBytes.length) return log.logEndOffset;
  return log.closedBaseOffsets[index + 1] ?? log.activeBaseOffset;
}

/** Cuts the log back to `offset`. `last`: what is left of the segment that then is the active one. */
export function cutSegments(
  log: PartitionSegments,
  offset: number,
  last: { readonly bytes: number; readonly firstTimestampMs: number; readonly largestTimestampMs: number },
): void {
  while (log.closedBytes.length > 0 && log.activeBaseOffset > offset) {
    log.activeBaseOffset = present(log.closedBaseOffsets.pop(), "a closed segment");
    log.closedBytesTotal -= present(log.closedBytes.pop(), "a closed segment");
    log.closedLargestTimestampsMs.pop();
  }
  log.activeBytes = last.bytes;
  log.activeFirstTimestampMs = last.firstTimestampMs;
  log.activeLargestTimestampMs = last.largestTimestampMs;
  log.logEndOffset = offset;
  log.logStartOffset = Math.min(log.logStartOffset, offset);
}

/** Puts what compaction made of the oldest `count` closed segments in their place: base offsets, bytes and largest timestamps. */
export function replaceOldest(
  log: PartitionSegments,
  count: number,
  baseOffsets: readonly number[],
  bytes: readonly number[],
  largestTimestampsMs: readonly number[],
): void {
  log.closedBaseOffsets.splice(0, count, ...baseOffsets);
  log.closedBytes.splice(0, count, ...bytes);
  log.closedLargestTimestampsMs.splice(0, count, ...largestTimestampsMs);
  log.closedBytesTotal = log.closedBytes.reduce((sum, each) => sum + each, 0);
}

function deleteOldest(log: PartitionSegments, count: number): number {
  if (count === 0) return 0;
  if (count > log.closedBytes.length) rollSegment(log);
  for (let index = 0; index < count; index += 1) {
    log.closedBytesTotal -= present(log.closedBytes[index], "a closed segment");
  }
  log.closedBaseOffsets.splice(0, count);
  log.closedBytes.splice(0, count);
  log.closedLargestTimestampsMs.splice(0, count);
  log.logStartOffset = Math.max(log.logStartOffset, log.closedBaseOffsets[0] ?? log.activeBaseOffset);
  return count;
}
