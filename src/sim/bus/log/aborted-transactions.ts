/**
 * Follows a list of aborted transactions along the batches of a log, as the consumer's CompletedFetch and the cleaner's
 * CleanedTransactionMetadata do. They end at their markers; here the end is known, as compaction may have taken the marker.
 */
import { BatchKind, type BatchCursor } from "./log-batches.ts";
import { ABORTED_STRIDE } from "./log-transactions.ts";

export class AbortedTransactions {
  /** Flat by ABORTED_STRIDE, by first offset. */
  readonly #list: readonly number[];
  #at = 0;
  /** Offset of the marker by producer id. */
  readonly #open = new Map<number, number>();

  /** `list`: as LogTransactions.abortedIn gives it. */
  constructor(list: readonly number[]) {
    const starts: number[] = [];
    for (let i = 0; i < list.length; i += ABORTED_STRIDE) starts.push(i);
    starts.sort((a, b) => list[a + 1]! - list[b + 1]!);
    this.#list = starts.flatMap((at) => list.slice(at, at + ABORTED_STRIDE));
  }

  /** Whether a batch is data of an aborted transaction. Batches must come in order. */
  reaches(batch: BatchCursor): boolean {
    const list = this.#list;
    for (; this.#at < list.length && list[this.#at + 1]! <= batch.last; this.#at += ABORTED_STRIDE)
      this.#open.set(list[this.#at]!, list[this.#at + 2]!);
    if (batch.kind !== BatchKind.transactional) return false;
    return batch.base < (this.#open.get(batch.producerId) ?? -1);
  }
}
