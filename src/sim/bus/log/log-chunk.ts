/** How much of a log goes into one answer: whole batches, the first one in any case. */
import type { Kernel } from "#sim/kernel/kernel.ts";
import { BatchCursor, LogBatches } from "./log-batches.ts";
import type { ReplicaLog } from "./replica-log.ts";

const none = new LogBatches();
const cursor = new BatchCursor(none, 0, 0);

/** The end of the batches from `from` on that have room in `bytesMax`, not beyond `end`; and their bytes. */
export function batchesWithin(
  kernel: Kernel,
  partition: number,
  log: ReplicaLog,
  from: number,
  end: number,
  bytesMax: number,
): { readonly to: number; readonly bytes: number } {
  const batches = kernel.logs.detail(partition)?.batches ?? null;
  // What a deposed leader wrote on its own is never much, and is not in there.
  if (batches === null || log.end > kernel.logs.endOffset(partition)) return { to: end, bytes: end - from };
  cursor.start(batches, from, end);
  let bytes = 0;
  let to = from;
  while (cursor.next() && cursor.base < end) {
    if (bytes > 0 && bytes + cursor.bytes > bytesMax) break;
    bytes += cursor.bytes;
    to = Math.min(end, cursor.last + 1);
  }
  return to > from ? { to, bytes } : { to: end, bytes };
}

/** How many batches of a partition lie in [from, to). */
export function batchCount(kernel: Kernel, partition: number, from: number, to: number): number {
  const batches = kernel.logs.detail(partition)?.batches ?? null;
  if (batches === null || to > kernel.logs.endOffset(partition)) return 1;
  cursor.start(batches, from, to);
  let count = 0;
  while (cursor.next() && cursor.base < to) count++;
  return Math.max(1, count);
}
