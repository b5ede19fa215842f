/** What a consumer may read of a partition, by its isolation level: up to where, and which offsets in between it sees. */
import type { ListDraft } from "#base/lists.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { highWatermark } from "./cluster-state.ts";
import { BatchCursor, LogBatches } from "./log-batches.ts";
import { visibleRuns } from "./read-log.ts";

/**
 * Up to where every transaction is decided; the high watermark where nobody writes with transactions. Retention may take
 * the beginning of an open one: then it is where the log begins (UnifiedLog.maybeIncrementFirstUnstableOffset).
 */
export function lastStableOffset(kernel: Kernel, partition: number, committed: number): number {
  const log = kernel.logs.detail(partition);
  if (log === null) return committed;
  const stable = log.transactions.lastStableOffset(committed);
  return Math.min(committed, Math.max(stable, kernel.logs.startOffset(partition)));
}

/** Where reading ends for this isolation level. `committed`: the high watermark as the answering broker knows it. */
export function visibleEnd(
  kernel: Kernel,
  partition: number,
  readsCommitted: boolean,
  committed = highWatermark(kernel, partition),
): number {
  return readsCommitted ? lastStableOffset(kernel, partition, committed) : committed;
}

/**
 * Lag of a pair of the run as Kafka's tools say it: high watermark - committed, whatever the isolation level; of a share group
 * without what is done already. Behind an open transaction it grows, while records-lag of a consumer with read_committed, last
 * stable offset - position, is 0.
 */
export function lagBehind(kernel: Kernel, pair: number, partition: number, committed: number): number {
  return Math.max(0, highWatermark(kernel, partition) - committed - kernel.ledger.completed[pair]!);
}

/** The message at an offset, or a number below 0: a marker stands there, or compaction has taken the record. */
export function recordAt({ logs }: Kernel, partition: number, offset: number): number {
  const message = logs.messageAt(partition, offset);
  const cleaned = logs.batchesOf(partition)?.cleaned ?? null;
  if (message < 0 || cleaned === null || offset >= cleaned.end) return message;
  cursor.start(logs.batchesOf(partition)!, offset, logs.endOffset(partition));
  if (!cursor.next()) return NO_RECORD;
  for (let i = 0; i < cursor.records; i++) if (cursor.offsetAt(i) === offset) return message;
  return NO_RECORD;
}

const NO_RECORD = -1;

const cursor = new BatchCursor(new LogBatches(), 0, 0);

/**
 * Where a fetch's part of one partition ends: whole batches up to `bytesMax`, not beyond `end`; the first one in any case
 * where `isNeverEmpty`. Logs of which batches are not kept are counted record by record. `read.bytes` says how much it is.
 */
export function fetchEnd(
  kernel: Kernel,
  partition: number,
  from: number,
  end: number,
  bytesMax: number,
  isNeverEmpty: boolean,
): number {
  const batches = kernel.logs.batchesOf(partition);
  if (batches === null) return recordsEnd(kernel, partition, from, end, bytesMax, isNeverEmpty);
  let bytes = 0;
  let to = from;
  let mayExceed = isNeverEmpty;
  read.bytes = 0;
  cursor.start(batches, from, kernel.logs.endOffset(partition));
  while (cursor.next() && cursor.base < end) {
    if (bytes + cursor.bytes > bytesMax && !mayExceed) return to;
    mayExceed = false;
    bytes += cursor.bytes;
    read.bytes = bytes;
    to = Math.min(end, cursor.last + 1);
  }
  // Behind the last batch there may be a gap that compaction has left.
  return end;
}

/** How many bytes the last call of `fetchEnd` has found. */
export const read = { bytes: 0 };

function recordsEnd(
  { logs, messages }: Kernel,
  partition: number,
  from: number,
  end: number,
  bytesMax: number,
  isNeverEmpty: boolean,
): number {
  let bytes = 0;
  let to = from;
  while (to < end) {
    const more = messages.bytes(logs.messageAt(partition, to));
    if (bytes + more > bytesMax && (to > from || !isNeverEmpty)) break;
    bytes += more;
    to++;
  }
  read.bytes = bytes;
  return to;
}

/**
 * Adds the runs [first, after) of offsets that a consumer sees of [from, to), flat: everything, but for markers, what
 * compaction took and, with read_committed, what was aborted.
 */
export function addSeenRuns(
  kernel: Kernel,
  partition: number,
  from: number,
  to: number,
  readsCommitted: boolean,
  runs: ListDraft,
): void {
  const log = kernel.logs.detail(partition);
  if (log === null || kernel.logs.hasOnlyRecords(partition)) {
    runs.add(from);
    runs.add(to);
    return;
  }
  const aborted = readsCommitted ? log.transactions.abortedIn(from, to) : [];
  visibleRuns(log.batches, from, to, kernel.logs.endOffset(partition), aborted, runs);
}
