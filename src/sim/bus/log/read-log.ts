/**
 * What a consumer gets to see of a stretch of the log (Kafka 4.3's CompletedFetch): no markers, nothing that compaction
 * took, and with read_committed nothing of aborted transactions. Its position moves over all of it.
 */
import type { ListDraft } from "#base/lists.ts";
import { AbortedTransactions } from "./aborted-transactions.ts";
import { BatchCursor, BatchKind, type LogBatches } from "./log-batches.ts";

/**
 * Adds to `runs` the runs [first, after) of offsets that are seen in [from, to), flat and in order. `aborted`: for
 * read_committed, the transactions that the broker names with its answer (LogTransactions.abortedIn).
 */
export function visibleRuns(
  batches: LogBatches,
  from: number,
  to: number,
  logEnd: number,
  aborted: readonly number[],
  runs: ListDraft,
): void {
  const cursor = new BatchCursor(batches, from, logEnd);
  const filter = aborted.length > 0 ? new AbortedTransactions(aborted) : null;
  const run = { first: -1, after: -1 };
  while (cursor.next() && cursor.base < to) {
    if (filter?.reaches(cursor) === true || cursor.kind >= BatchKind.commit) continue;
    if (cursor.firstRecord < 0) {
      extend(runs, run, Math.max(cursor.base, from), Math.min(cursor.last + 1, to));
      continue;
    }
    for (let i = 0; i < cursor.records; i++) {
      const offset = cursor.offsetAt(i);
      if (offset >= from && offset < to) extend(runs, run, offset, offset + 1);
    }
  }
  extend(runs, run, -1, -1);
}

interface Run {
  first: number;
  after: number;
}

/** Lets the run go on to `after` where it reaches to `first`; else notes it and begins another one. */
function extend(runs: ListDraft, run: Run, first: number, after: number): void {
  if (first !== run.after) {
    if (run.first >= 0) {
      runs.add(run.first);
      runs.add(run.after);
    }
    run.first = first;
  }
  run.after = after;
}
