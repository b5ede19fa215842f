/**
 * Compaction of one partition's log: which part of it is due (Kafka 4.3's LogCleanerManager.cleanableOffsets and
 * LogToClean) and what a run leaves of it (Cleaner, MemoryRecords.filterTo, CleanedTransactionMetadata). It keeps the newest
 * record of each key, drops deletions in two steps, and what aborted transactions wrote. Offsets stay what they were.
 *
 * Left out: the limits of the map of keys (log.cleaner.dedupe.buffer.size) and of indexes.
 */
import {
  BatchCursor,
  BatchKind,
  MARKER_BYTES,
  NO_HORIZON,
  type CleanedLog,
  type LogBatches,
} from "./log-batches.ts";
import { AbortedTransactions } from "./aborted-transactions.ts";
import type { LogTransactions } from "./log-transactions.ts";
import { logBytes, replaceOldest, type PartitionSegments } from "./partition-segments.ts";
import type { ProducerTable } from "./producer-table.ts";
import { BATCH_HEADER_BYTES, varintBytes } from "./record-size.ts";

/** The topic settings that govern compaction, in Kafka's units. */
export interface CompactionConfig {
  /** min.cleanable.dirty.ratio. */
  readonly minDirtyRatio: number;
  /** delete.retention.ms. */
  readonly deleteRetentionMs: number;
  /** min.compaction.lag.ms. */
  readonly minLagMs: number;
  /** max.compaction.lag.ms, Infinity for no limit. */
  readonly maxLagMs: number;
}

/** A compacted log, as the cleaner works on it. */
export interface CompactedLog {
  readonly segments: PartitionSegments;
  readonly batches: LogBatches;
  readonly transactions: LogTransactions;
  readonly producers: ProducerTable;
}

/** What the cleaner asks of single records, by offset. Records of markers are never asked for. */
export interface RecordLooks {
  /** The key as a number, -1 for none. */
  key(offset: number): number;
  isTombstone(offset: number): boolean;
  /** Bytes of the record within a batch, its time counted from the batch's base. */
  bytes(offset: number, offsetDelta: number, timestampDeltaMs: number): number;
}

/** What a compaction would find. */
export interface CleanableRange {
  /** Offsets below this were compacted before. */
  readonly firstDirtyOffset: number;
  /** Nothing from here on may be compacted yet; begins a segment. */
  readonly firstUncleanableOffset: number;
  /** Bytes of the segments below the first dirty offset, and of those that would be compacted for the first time. */
  readonly cleanBytes: number;
  readonly cleanableBytes: number;
  /** The oldest dirty record has waited for longer than max.compaction.lag.ms. */
  readonly isOverdue: boolean;
}

/** The dirty part of a log. `lastStableOffset`: as LogTransactions says. */
export function cleanableRange(
  log: CompactedLog,
  config: CompactionConfig,
  firstDirty: number,
  lastStableOffset: number,
  nowMs: number,
): CleanableRange {
  const { segments } = log;
  const firstDirtyOffset =
    firstDirty < segments.logStartOffset || firstDirty > segments.logEndOffset
      ? segments.logStartOffset
      : firstDirty;
  const { closedBaseOffsets: bases, closedBytes, closedLargestTimestampsMs } = segments;
  const dirtyFrom = indexHolding(segments, firstDirtyOffset);
  let firstUncleanableOffset = Math.min(lastStableOffset, segments.activeBaseOffset);
  for (let i = dirtyFrom; config.minLagMs > 0 && i < bases.length; i++) {
    if (closedLargestTimestampsMs[i]! <= nowMs - config.minLagMs) continue;
    firstUncleanableOffset = Math.min(firstUncleanableOffset, bases[i]!);
    break;
  }
  // A range ends with a segment.
  firstUncleanableOffset = bases[indexHolding(segments, firstUncleanableOffset)] ?? segments.activeBaseOffset;
  let cleanBytes = firstDirtyOffset > segments.activeBaseOffset ? logBytes(segments) : 0;
  let cleanableBytes = 0;
  for (let i = 0; i < bases.length; i++) {
    const end = bases[i + 1] ?? segments.activeBaseOffset;
    if (bases[i]! < firstDirtyOffset && firstDirtyOffset <= segments.activeBaseOffset)
      cleanBytes += closedBytes[i]!;
    if (end > firstDirtyOffset && bases[i]! < firstUncleanableOffset) cleanableBytes += closedBytes[i]!;
  }
  const oldestMs = oldestTimestampMs(log, dirtyFrom);
  const isOverdue = cleanableBytes > 0 && oldestMs < nowMs - config.maxLagMs;
  return { firstDirtyOffset, firstUncleanableOffset, cleanBytes, cleanableBytes, isOverdue };
}

/** The dirty part's share of the bytes that a compaction would work on. */
export function dirtyRatio({ cleanBytes, cleanableBytes }: CleanableRange): number {
  return cleanableBytes === 0 ? 0 : cleanableBytes / (cleanBytes + cleanableBytes);
}

/** Whether the cleaner may take the log. */
export function isDue(range: CleanableRange, config: CompactionConfig): boolean {
  return range.isOverdue || dirtyRatio(range) > config.minDirtyRatio;
}

/** What a run of the cleaner did. */
export interface CleaningResult {
  /** The next run's first dirty offset. */
  readonly firstDirtyOffset: number;
  readonly removedRecords: number;
  /** How many of them were deletions that had been kept for delete.retention.ms. */
  readonly removedTombstones: number;
}

/** Compacts a range that is not empty: changes the log's segments and puts what is left in the place of its batches. */
export function clean(
  log: CompactedLog,
  looks: RecordLooks,
  range: CleanableRange,
  config: CompactionConfig,
  nowMs: number,
): CleaningResult {
  const newest = newestByKey(log, looks, range);
  const { segments } = log;
  const end = range.firstUncleanableOffset;
  const count = indexHolding(segments, end);
  const run = new CleanerRun(log, looks, newest, config, end, nowMs);
  const groups = groupsOf(segments, count);
  const left = { bases: [] as number[], bytes: [] as number[], largestMs: [] as number[] };
  for (let group = 0; group < groups.length; group++) {
    const first = groups[group]!;
    const after = groups[group + 1] ?? count;
    const { bytes, largestMs } = run.rewrite(first, after);
    left.bases.push(segments.closedBaseOffsets[first]!);
    left.bytes.push(bytes);
    // A segment without records has the age of the file, which is that of the last one that went into it.
    left.largestMs.push(bytes > 0 ? largestMs : segments.closedLargestTimestampsMs[after - 1]!);
  }
  replaceOldest(segments, count, left.bases, left.bytes, left.largestMs);
  log.batches.replace(run.take());
  return {
    firstDirtyOffset: end,
    removedRecords: run.removedRecords,
    removedTombstones: run.removedTombstones,
  };
}

/** Index of the closed segment that holds an offset; their number where the active one does, 0 below all. */
function indexHolding(segments: PartitionSegments, offset: number): number {
  const { closedBaseOffsets: bases } = segments;
  if (offset >= segments.activeBaseOffset) return bases.length;
  let index = bases.length - 1;
  while (index > 0 && bases[index]! > offset) index--;
  return Math.max(0, index);
}

/** The oldest first timestamp of the dirty closed segments; Infinity without any. */
function oldestTimestampMs({ batches, segments }: CompactedLog, from: number): number {
  let oldestMs = Infinity;
  for (let i = from; i < segments.closedBaseOffsets.length; i++) {
    const cursor = new BatchCursor(batches, segments.closedBaseOffsets[i]!, segments.logEndOffset);
    if (cursor.next() && cursor.timestampMs > 0) oldestMs = Math.min(oldestMs, cursor.timestampMs);
  }
  return oldestMs;
}

/** Where each group of segments begins that becomes one: as many neighbours as segment.bytes holds. */
function groupsOf({ closedBytes, config }: PartitionSegments, count: number): number[] {
  const firsts: number[] = [];
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    if (i > 0 && bytes + closedBytes[i]! <= config.segmentBytes) bytes += closedBytes[i]!;
    else {
      firsts.push(i);
      bytes = closedBytes[i]!;
    }
  }
  return firsts;
}

/** The last offset of each key in the dirty part, aborted transactions left out. */
function newestByKey(log: CompactedLog, looks: RecordLooks, range: CleanableRange): Map<number, number> {
  const { firstDirtyOffset: from, firstUncleanableOffset: to } = range;
  const newest = new Map<number, number>();
  const outcomes = new TransactionOutcomes(log.transactions.abortedIn(from, to));
  const cursor = new BatchCursor(log.batches, from, log.segments.logEndOffset);
  while (cursor.next() && cursor.base < to) {
    if (outcomes.isNeedless(cursor) || cursor.kind >= BatchKind.commit) continue;
    for (let i = 0; i < cursor.records; i++) {
      const offset = cursor.offsetAt(i);
      if (offset < from) continue;
      const key = looks.key(offset);
      if (key >= 0) newest.set(key, offset);
    }
  }
  return newest;
}

/** Follows the transactions batch by batch: which data was aborted, and which marker has no data left (CleanedTransactionMetadata). */
class TransactionOutcomes {
  readonly #aborted: AbortedTransactions;
  /** Producers whose aborted transaction left a batch that was seen. */
  readonly #seen = new Set<number>();
  readonly #committing = new Set<number>();

  constructor(aborted: readonly number[]) {
    this.#aborted = new AbortedTransactions(aborted);
  }

  /** Whether a data batch was aborted, or a marker has nothing left to mark. Batches must come in order. */
  isNeedless(batch: BatchCursor): boolean {
    const isAborted = this.#aborted.reaches(batch);
    const { kind, producerId } = batch;
    if (kind === BatchKind.plain) return false;
    if (kind === BatchKind.commit) return batch.records === 0 || !this.#committing.delete(producerId);
    if (kind === BatchKind.abort) return batch.records === 0 || !this.#seen.delete(producerId);
    (isAborted ? this.#seen : this.#committing).add(producerId);
    return isAborted;
  }
}

/** One run over the segments: reads every batch below the end, and gathers what stays. */
class CleanerRun {
  removedRecords = 0;
  removedTombstones = 0;
  readonly #log: CompactedLog;
  readonly #looks: RecordLooks;
  readonly #newest: ReadonlyMap<number, number>;
  readonly #config: CompactionConfig;
  readonly #end: number;
  readonly #nowMs: number;
  readonly #outcomes: TransactionOutcomes;
  readonly #numbers: number[] = [];
  readonly #times: number[] = [];
  readonly #offsets: number[] = [];
  readonly #kept: number[] = [];

  constructor(
    log: CompactedLog,
    looks: RecordLooks,
    newest: ReadonlyMap<number, number>,
    config: CompactionConfig,
    end: number,
    nowMs: number,
  ) {
    this.#log = log;
    this.#looks = looks;
    this.#newest = newest;
    this.#config = config;
    this.#end = end;
    this.#nowMs = nowMs;
    this.#outcomes = new TransactionOutcomes(log.transactions.abortedIn(0, end));
  }

  /** Rewrites the closed segments [first, after) as one. */
  rewrite(first: number, after: number): { bytes: number; largestMs: number } {
    const { segments, batches } = this.#log;
    const from = segments.closedBaseOffsets[first]!;
    const to = segments.closedBaseOffsets[after] ?? segments.activeBaseOffset;
    const cursor = new BatchCursor(batches, from, segments.logEndOffset);
    const segment = { bytes: 0, largestMs: -1 };
    while (cursor.next() && cursor.base < to) this.#filter(cursor, segment);
    return segment;
  }

  /** What is left, as a log's cleaned part. */
  take(): CleanedLog {
    return {
      end: this.#end,
      numbers: Int32Array.from(this.#numbers),
      times: Float64Array.from(this.#times),
      offsets: Int32Array.from(this.#offsets),
    };
  }

  /** Decides on one batch (Cleaner's RecordFilter and MemoryRecords.filterTo). */
  #filter(batch: BatchCursor, segment: { bytes: number; largestMs: number }): void {
    const isMarker = batch.kind >= BatchKind.commit;
    const isNeedless = this.#outcomes.isNeedless(batch);
    const hasHorizon = batch.horizonMs !== NO_HORIZON;
    const isPastHorizon = hasHorizon && batch.horizonMs <= this.#nowMs;
    const discards = isNeedless && (!isMarker || isPastHorizon);
    const staysEmpty = batch.last + 1 === this.#end || this.#isLastOfProducer(batch, isMarker);
    let hasTombstone = false;
    this.#kept.length = 0;
    for (let i = 0; i < batch.records; i++) {
      const offset = batch.offsetAt(i);
      if (discards || !(isMarker || this.#keeps(offset, isPastHorizon))) {
        if (!isMarker) this.removedRecords++;
        continue;
      }
      this.#kept.push(offset);
      if (!isMarker && this.#looks.isTombstone(offset)) hasTombstone = true;
    }
    if (this.#kept.length === 0) {
      if (staysEmpty) this.#write(batch, segment, BATCH_HEADER_BYTES, batch.timestampMs, NO_HORIZON);
      return;
    }
    const mustStamp = !hasHorizon && (hasTombstone || (isMarker && isNeedless));
    const horizonMs = mustStamp ? this.#nowMs + this.#config.deleteRetentionMs : batch.horizonMs;
    if (isMarker && mustStamp) {
      const bytes = MARKER_BYTES - 1 + varintBytes(batch.timestampMs - horizonMs);
      return this.#write(batch, segment, bytes, batch.timestampMs, horizonMs);
    }
    if (this.#kept.length === batch.records && !mustStamp)
      return this.#write(batch, segment, batch.bytes, batch.timestampMs, horizonMs);
    this.#rebuild(batch, segment, horizonMs);
  }

  #isLastOfProducer(batch: BatchCursor, isMarker: boolean): boolean {
    const { producers } = this.#log;
    if (batch.producerId < 0) return false;
    const epoch = producers.epochOf(batch.producerId);
    if (epoch < 0) return false;
    const lastOffset = producers.lastDataOffsetOf(batch.producerId);
    return lastOffset >= 0 ? batch.last === lastOffset : isMarker && batch.epoch === epoch;
  }

  #keeps(offset: number, isPastHorizon: boolean): boolean {
    const key = this.#looks.key(offset);
    // Records without a key are refused at the append; one that was there before goes.
    if (key < 0) return false;
    const newest = this.#newest.get(key);
    if (newest !== undefined && offset < newest) return false;
    if (!isPastHorizon || !this.#looks.isTombstone(offset)) return true;
    this.removedTombstones++;
    return false;
  }

  /** Writes a batch with the records that stay. Their times count from the horizon; all have the batch's newest one. */
  #rebuild(batch: BatchCursor, segment: { bytes: number; largestMs: number }, horizonMs: number): void {
    const deltaMs = horizonMs === NO_HORIZON ? 0 : batch.timestampMs - horizonMs;
    let bytes = BATCH_HEADER_BYTES;
    for (const offset of this.#kept) bytes += this.#looks.bytes(offset, offset - batch.base, deltaMs);
    this.#write(batch, segment, bytes, batch.timestampMs, horizonMs);
  }

  #write(
    batch: BatchCursor,
    segment: { bytes: number; largestMs: number },
    bytes: number,
    timestampMs: number,
    horizonMs: number,
  ): void {
    this.#numbers.push(
      batch.base,
      batch.last,
      batch.producerId,
      (batch.epoch << 2) | batch.kind,
      batch.baseSequence,
      bytes,
      this.#offsets.length,
    );
    this.#times.push(timestampMs, horizonMs);
    for (const offset of this.#kept) this.#offsets.push(offset);
    segment.bytes += bytes;
    if (timestampMs > segment.largestMs) segment.largestMs = timestampMs;
  }
}
