/**
 * The batches of one partition's log, where something depends on them: compaction, transactions, or a log that is cut
 * back. Below the dirty part stands what the last compaction left, a list that never changes; then come batches as they
 * were appended. Records themselves are offsets; what a message says is found elsewhere.
 */
import { GrownNumbers, type SavedNumbers } from "./grown-numbers.ts";

/** What a batch is. The markers are control batches: one record that no application ever sees. */
export const BatchKind = { plain: 0, transactional: 1, commit: 2, abort: 3 } as const;

/** Bytes of a batch that holds nothing but a marker. */
export const MARKER_BYTES = 78;

/** Of a batch's delete horizon: it has none. */
export const NO_HORIZON = -1;

/** Numbers an appended batch: base offset, producer id, kind and epoch, base sequence, bytes, timestamp (two halves). */
const FIELDS = 7;
const TWO_32 = 4_294_967_296;

/** What compaction left of a log. Never changed: the next compaction makes another one. */
export interface CleanedLog {
  /** Everything below it is in here. */
  readonly end: number;
  /** A batch each: CLEANED_FIELDS numbers. */
  readonly numbers: Int32Array;
  /** A batch each: newest timestamp, delete horizon (or NO_HORIZON), milliseconds. */
  readonly times: Float64Array;
  /** Offsets of the records that are left. */
  readonly offsets: Int32Array;
}

/** Bytes of what compaction left. */
export function cleanedBytes({ numbers, times, offsets }: CleanedLog): number {
  return numbers.byteLength + times.byteLength + offsets.byteLength;
}

/** Base offset, last offset, producer id, kind and epoch, base sequence, bytes, index of its first record. */
export const CLEANED_FIELDS = 7;

export interface SavedBatches {
  readonly numbers: SavedNumbers;
  readonly cleaned: CleanedLog | null;
}

export class LogBatches {
  readonly #numbers = new GrownNumbers();
  #cleaned: CleanedLog | null = null;
  /** Appended batches that lie below the end of the cleaned part. */
  #covered = 0;

  add(
    baseOffset: number,
    producerId: number,
    epoch: number,
    kind: number,
    baseSequence: number,
    bytes: number,
    timestampMs: number,
  ): void {
    const numbers = this.#numbers;
    numbers.push(baseOffset);
    numbers.push(producerId);
    numbers.push((epoch << 2) | kind);
    numbers.push(baseSequence);
    numbers.push(bytes);
    const high = Math.floor(timestampMs / TWO_32);
    numbers.push(timestampMs - high * TWO_32);
    numbers.push(high);
  }

  get cleaned(): CleanedLog | null {
    return this.#cleaned;
  }

  /** Puts what compaction left in the place of the batches below its end. */
  replace(cleaned: CleanedLog): void {
    this.#cleaned = cleaned;
    this.#covered = this.#firstFrom(cleaned.end);
  }

  /** Batches as they were appended, behind the cleaned part. */
  get appended(): number {
    return this.#numbers.length / FIELDS - this.#covered;
  }

  /** Forgets everything from an offset on, which begins a batch. */
  cut(offset: number): void {
    this.#numbers.cut(this.#firstFrom(offset) * FIELDS);
    if (this.#cleaned !== null && this.#cleaned.end > offset) this.replace(cutCleaned(this.#cleaned, offset));
  }

  get bytesHeld(): number {
    return this.#numbers.bytesHeld + (this.#cleaned === null ? 0 : cleanedBytes(this.#cleaned));
  }

  save(): SavedBatches {
    return { numbers: this.#numbers.save(), cleaned: this.#cleaned };
  }

  restore(saved: SavedBatches): void {
    this.#numbers.restore(saved.numbers);
    this.#cleaned = saved.cleaned;
    this.#covered = saved.cleaned === null ? 0 : this.#firstFrom(saved.cleaned.end);
  }

  /** Index among all appended ones of the first batch that begins at or after an offset. */
  #firstFrom(offset: number): number {
    let low = 0;
    let high = this.#numbers.length / FIELDS;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#numbers.at(middle * FIELDS) >= offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Fills a cursor with an appended batch, `index` counted behind the cleaned part. */
  read(index: number, into: BatchCursor): void {
    const numbers = this.#numbers;
    const at = (this.#covered + index) * FIELDS;
    into.base = numbers.at(at);
    into.last = (at + FIELDS < numbers.length ? numbers.at(at + FIELDS) : into.end) - 1;
    into.producerId = numbers.at(at + 1);
    into.kind = numbers.at(at + 2) & 3;
    into.epoch = numbers.at(at + 2) >> 2;
    into.baseSequence = numbers.at(at + 3);
    into.bytes = numbers.at(at + 4);
    into.timestampMs = numbers.at(at + 6) * TWO_32 + (numbers.at(at + 5) >>> 0);
    into.horizonMs = NO_HORIZON;
    into.records = into.last + 1 - into.base;
    into.firstRecord = -1;
  }

  /** Index behind the cleaned part of the batch that holds an offset, or of the first one after it. */
  indexOf(offset: number): number {
    const next = this.#firstFrom(offset + 1) - 1 - this.#covered;
    return Math.max(0, next);
  }
}

/** Walks over the batches of a log in order. After `next` its fields are those of the batch that it stands on. */
export class BatchCursor {
  base = 0;
  last = 0;
  producerId = -1;
  epoch = -1;
  kind = 0;
  baseSequence = -1;
  bytes = 0;
  /** Newest timestamp in it. */
  timestampMs = 0;
  horizonMs = NO_HORIZON;
  /** How many records it (still) has. */
  records = 0;
  /** Index of its first record in the cleaned part, -1 where it has all its records. */
  firstRecord = -1;
  /** The log end offset. */
  end = 0;
  #batches: LogBatches;
  #at = 0;
  #cleanedCount = 0;

  /** Stands before the batch that holds `from`, or the first one after it. `end`: the log end offset. */
  constructor(batches: LogBatches, from: number, end: number) {
    this.#batches = batches;
    this.start(batches, from, end);
  }

  /** As a new cursor. */
  start(batches: LogBatches, from: number, end: number): void {
    this.#batches = batches;
    this.end = end;
    const { cleaned } = batches;
    this.#cleanedCount = cleaned === null ? 0 : cleaned.numbers.length / CLEANED_FIELDS;
    if (cleaned === null || from >= cleaned.end) this.#at = this.#cleanedCount + batches.indexOf(from);
    else this.#at = firstReaching(cleaned, from);
  }

  /** Goes to the next batch; false at the end of the log. */
  next(): boolean {
    const { cleaned, appended } = this.#batches;
    const at = this.#at;
    if (cleaned !== null && at < this.#cleanedCount) this.#readCleaned(cleaned, at);
    else if (at - this.#cleanedCount < appended) this.#batches.read(at - this.#cleanedCount, this);
    else return false;
    this.#at = at + 1;
    return true;
  }

  /** Offset of the batch's record at an index below `records`. */
  offsetAt(index: number): number {
    return this.firstRecord < 0
      ? this.base + index
      : this.#batches.cleaned!.offsets[this.firstRecord + index]!;
  }

  #readCleaned(cleaned: CleanedLog, index: number): void {
    const { numbers, times, offsets } = cleaned;
    const at = index * CLEANED_FIELDS;
    this.base = numbers[at]!;
    this.last = numbers[at + 1]!;
    this.producerId = numbers[at + 2]!;
    this.kind = numbers[at + 3]! & 3;
    this.epoch = numbers[at + 3]! >> 2;
    this.baseSequence = numbers[at + 4]!;
    this.bytes = numbers[at + 5]!;
    this.firstRecord = numbers[at + 6]!;
    this.records = (numbers[at + CLEANED_FIELDS + 6] ?? offsets.length) - this.firstRecord;
    this.timestampMs = times[index * 2]!;
    this.horizonMs = times[index * 2 + 1]!;
  }
}

function cutCleaned(cleaned: CleanedLog, offset: number): CleanedLog {
  const count = firstReaching(cleaned, offset);
  const records = cleaned.numbers[count * CLEANED_FIELDS + 6] ?? cleaned.offsets.length;
  return {
    end: offset,
    numbers: cleaned.numbers.slice(0, count * CLEANED_FIELDS),
    times: cleaned.times.slice(0, count * 2),
    offsets: cleaned.offsets.slice(0, records),
  };
}

/** Index of the first batch whose last offset is at or after an offset. */
function firstReaching({ numbers }: CleanedLog, offset: number): number {
  let low = 0;
  let high = numbers.length / CLEANED_FIELDS;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle * CLEANED_FIELDS + 1]! >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
