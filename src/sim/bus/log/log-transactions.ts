/**
 * The transactions of one partition's log: which are open, which have ended by a marker that is not yet below the high
 * watermark, and the index of aborted ones (Kafka 4.3's ProducerStateManager and TransactionIndex). From it follow the last
 * stable offset and what a consumer with read_committed has to leave out.
 */
import { GrownNumbers, type SavedNumbers } from "./grown-numbers.ts";

/** Numbers of an aborted transaction in a list of them: producer id, first offset, offset of its marker. */
export const ABORTED_STRIDE = 3;

/** In the index, besides: the last stable offset when the marker was appended. */
const INDEX_FIELDS = 4;

export interface SavedTransactions {
  readonly open: readonly number[];
  readonly unreplicated: readonly number[];
  readonly aborted: SavedNumbers;
}

export class LogTransactions {
  /** Flat: producer id, first offset; by first offset. */
  #open: number[] = [];
  /** Flat: first offset, offset of the marker; in the order of the markers. */
  #unreplicated: number[] = [];
  readonly #aborted = new GrownNumbers();

  /** A transaction's first batch is being appended. */
  begin(producerId: number, firstOffset: number): void {
    this.#open.push(producerId, firstOffset);
  }

  /** A marker ends the transaction that began at `firstOffset`. */
  end(producerId: number, firstOffset: number, markerOffset: number, isAborted: boolean): void {
    const open = this.#open;
    let left = 0;
    for (let i = 0; i < open.length; i += 2) {
      if (open[i] === producerId) continue;
      open[left] = open[i]!;
      open[left + 1] = open[i + 1]!;
      left += 2;
    }
    open.length = left;
    this.#unreplicated.push(firstOffset, markerOffset);
    if (!isAborted) return;
    const lastStable = left > 0 ? open[1]! : markerOffset + 1;
    this.#aborted.push(producerId);
    this.#aborted.push(firstOffset);
    this.#aborted.push(markerOffset);
    this.#aborted.push(lastStable);
  }

  /**
   * Up to where every transaction is decided and known to be: what lies behind is held back from read_committed. Changes
   * nothing, since it is also asked by those who only look at a run.
   */
  lastStableOffset(highWatermark: number): number {
    let stable = highWatermark;
    if (this.#open.length > 0 && this.#open[1]! < stable) stable = this.#open[1]!;
    const list = this.#unreplicated;
    for (let i = 0; i < list.length; i += 2)
      if (list[i + 1]! >= highWatermark && list[i]! < stable) stable = list[i]!;
    return stable;
  }

  /** Forgets the transactions whose markers are below the high watermark, as the log that serves a fetch knows it. */
  forgetReplicated(highWatermark: number): void {
    const list = this.#unreplicated;
    if (list.length === 0) return;
    let left = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i + 1]! < highWatermark) continue;
      list[left] = list[i]!;
      list[left + 1] = list[i + 1]!;
      left += 2;
    }
    list.length = left;
  }

  /** Open transactions, flat: producer id, first offset; by first offset. */
  openList(): readonly number[] {
    return this.#open.slice();
  }

  /** The first offset of the earliest open transaction, or -1. */
  get firstOpenOffset(): number {
    return this.#open[1] ?? -1;
  }

  /** The producer of the earliest open transaction, or -1. */
  get firstOpenProducer(): number {
    return this.#open[0] ?? -1;
  }

  /** Whether any transaction has ever been aborted here. */
  get hasAborted(): boolean {
    return this.#aborted.length > 0;
  }

  /** Aborted transactions with something in [from, upTo), flat by ABORTED_STRIDE, in the order of their markers. */
  abortedIn(from: number, upTo: number): number[] {
    const index = this.#aborted;
    const list: number[] = [];
    for (let at = this.#firstEndingFrom(from); at < index.length; at += INDEX_FIELDS) {
      const first = index.at(at + 1);
      if (first < upTo) list.push(index.at(at), first, index.at(at + 2));
      if (index.at(at + 3) >= upTo) break;
    }
    return list;
  }

  /** Forgets everything, as before a log is read anew. */
  clear(): void {
    this.#open.length = 0;
    this.#unreplicated.length = 0;
    this.#aborted.cut(0);
  }

  get bytesHeld(): number {
    return this.#aborted.bytesHeld;
  }

  save(): SavedTransactions {
    return {
      open: this.#open.slice(),
      unreplicated: this.#unreplicated.slice(),
      aborted: this.#aborted.save(),
    };
  }

  restore(saved: SavedTransactions): void {
    this.#open = saved.open.slice();
    this.#unreplicated = saved.unreplicated.slice();
    this.#aborted.restore(saved.aborted);
  }

  /** Markers lie in order, so the index can be searched by them. */
  #firstEndingFrom(offset: number): number {
    let low = 0;
    let high = this.#aborted.length / INDEX_FIELDS;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#aborted.at(middle * INDEX_FIELDS + 2) >= offset) high = middle;
      else low = middle + 1;
    }
    return low * INDEX_FIELDS;
  }
}
