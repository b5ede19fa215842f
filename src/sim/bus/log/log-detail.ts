/**
 * One partition's log with everything that depends on single batches: sequence numbers, transactions, compaction. Logs
 * that need none of it are counted by their segments alone. Here a batch is judged, appended and, where an election goes
 * wrong, cut off again.
 */
import { BatchCursor, BatchKind, LogBatches, MARKER_BYTES, type SavedBatches } from "./log-batches.ts";
import { LogTransactions, type SavedTransactions } from "./log-transactions.ts";
import { appendBatch, cutSegments, type PartitionSegments } from "./partition-segments.ts";
import { NO_PRODUCER_ID, ProducerTable, type AppendVerdict, type SavedProducers } from "./producer-table.ts";

export interface LogDetail {
  /** Those of the log, which outlive a checkpoint elsewhere. */
  segments: PartitionSegments;
  readonly batches: LogBatches;
  readonly producers: ProducerTable;
  readonly transactions: LogTransactions;
  /** What the next compaction begins with. */
  firstDirtyOffset: number;
}

export interface SavedDetail {
  readonly batches: SavedBatches;
  readonly producers: SavedProducers;
  readonly transactions: SavedTransactions;
  readonly firstDirtyOffset: number;
}

/** An append's batch. */
export interface NewBatch {
  /** NO_PRODUCER_ID for a producer without idempotence. */
  readonly producerId: number;
  readonly epoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  readonly records: number;
  readonly bytes: number;
  /** The newest. */
  readonly timestampMs: number;
}

/** The marker at the end of a transaction. */
export interface NewMarker {
  readonly isCommit: boolean;
  readonly producerId: number;
  readonly epoch: number;
  readonly coordinatorEpoch: number;
  /** transaction.version of the cluster, 1 or 2. */
  readonly version: number;
  readonly timestampMs: number;
}

export function createLogDetail(segments: PartitionSegments): LogDetail {
  return {
    segments,
    batches: new LogBatches(),
    producers: new ProducerTable(),
    transactions: new LogTransactions(),
    firstDirtyOffset: 0,
  };
}

/** Appends a batch at the log end after it was judged; true where a new segment was begun for it. */
export function appendToDetail(log: LogDetail, batch: NewBatch): boolean {
  const { producerId, epoch, baseSequence, isTransactional, records, bytes, timestampMs } = batch;
  const base = log.segments.logEndOffset;
  if (producerId !== NO_PRODUCER_ID) {
    const begins = log.producers.append(
      producerId,
      epoch,
      baseSequence,
      records,
      base,
      isTransactional,
      timestampMs,
    );
    if (begins) log.transactions.begin(producerId, base);
  }
  const kind = isTransactional ? BatchKind.transactional : BatchKind.plain;
  log.batches.add(base, producerId, epoch, kind, baseSequence, bytes, timestampMs);
  return appendBatch(log.segments, bytes, timestampMs, records);
}

/** Judges a marker, and appends it where nothing is wrong with it. */
export function appendMarker(log: LogDetail, marker: NewMarker): AppendVerdict {
  const { isCommit, producerId, epoch, coordinatorEpoch, version, timestampMs } = marker;
  const verdict = log.producers.judgeMarker(producerId, epoch, coordinatorEpoch, version);
  if (verdict !== "NONE") return verdict;
  const offset = log.segments.logEndOffset;
  takeDownMarker(log, marker, offset);
  const kind = isCommit ? BatchKind.commit : BatchKind.abort;
  log.batches.add(offset, producerId, epoch, kind, coordinatorEpoch, MARKER_BYTES, timestampMs);
  appendBatch(log.segments, MARKER_BYTES, timestampMs, 1);
  return "NONE";
}

function takeDownMarker(
  log: LogDetail,
  { producerId, epoch, coordinatorEpoch, isCommit, timestampMs }: Omit<NewMarker, "version">,
  offset: number,
): void {
  const openFrom = log.producers.mark(producerId, epoch, coordinatorEpoch, timestampMs);
  if (openFrom >= 0) log.transactions.end(producerId, openFrom, offset, !isCommit);
}

/**
 * Cuts the log back to an offset that begins a batch. What was known of producers and transactions is read from the
 * batches that are left, as a broker does that becomes a follower (truncateAndReload).
 */
export function cutDetail(log: LogDetail, offset: number): void {
  log.batches.cut(offset);
  log.producers.clear();
  log.transactions.clear();
  cutSegments(log.segments, offset, segmentEndsAt(log, offset));
  log.firstDirtyOffset = Math.min(log.firstDirtyOffset, offset);
  const cursor = new BatchCursor(log.batches, 0, offset);
  while (cursor.next()) {
    const { base, last, producerId, epoch, kind, baseSequence, timestampMs } = cursor;
    if (producerId === NO_PRODUCER_ID) continue;
    if (kind >= BatchKind.commit) {
      const isCommit = kind === BatchKind.commit;
      // A marker's sequence is its coordinator's epoch.
      const marker = { producerId, epoch, coordinatorEpoch: baseSequence, isCommit, timestampMs };
      if (cursor.records > 0) takeDownMarker(log, marker, base);
      continue;
    }
    const records = last + 1 - base;
    const isTransactional = kind === BatchKind.transactional;
    if (log.producers.append(producerId, epoch, baseSequence, records, base, isTransactional, timestampMs))
      log.transactions.begin(producerId, base);
  }
}

/** Bytes and timestamps of the segment that holds the last batch below an offset. */
function segmentEndsAt(
  log: LogDetail,
  offset: number,
): { bytes: number; firstTimestampMs: number; largestTimestampMs: number } {
  const { closedBaseOffsets, activeBaseOffset } = log.segments;
  const base =
    activeBaseOffset <= offset
      ? activeBaseOffset
      : (closedBaseOffsets.findLast((from) => from <= offset) ?? closedBaseOffsets[0] ?? activeBaseOffset);
  const found = { bytes: 0, firstTimestampMs: 0, largestTimestampMs: 0 };
  const cursor = new BatchCursor(log.batches, base, offset);
  while (cursor.next()) {
    if (found.bytes === 0) found.firstTimestampMs = cursor.timestampMs;
    if (found.bytes === 0 || cursor.timestampMs > found.largestTimestampMs)
      found.largestTimestampMs = cursor.timestampMs;
    found.bytes += cursor.bytes;
  }
  return found;
}

export function saveDetail(log: LogDetail): SavedDetail {
  return {
    batches: log.batches.save(),
    producers: log.producers.save(),
    transactions: log.transactions.save(),
    firstDirtyOffset: log.firstDirtyOffset,
  };
}

export function restoreDetail(log: LogDetail, saved: SavedDetail, segments: PartitionSegments): void {
  log.segments = segments;
  log.batches.restore(saved.batches);
  log.producers.restore(saved.producers);
  log.transactions.restore(saved.transactions);
  log.firstDirtyOffset = saved.firstDirtyOffset;
}
