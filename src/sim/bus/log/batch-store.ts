/** Producer batches as one index into columns: records of one partition that travel and are appended together. */
import type { Micros } from "#base/units.ts";

/** Index of a batch; free ones are used again. */
export type BatchId = number;

/** Where a batch is. `orphan`: on its way, but nobody waits for the answer any more. `closed`: not sent yet, but a record did not fit any more. */
export const BatchIs = { open: 0, travelling: 1, answered: 2, orphan: 3, closed: 4 } as const;

/** Numbers a batch: first message, last message, records, bytes, partition, next batch of the request, next of the queue, status, base offset, write limit. */
const FIELDS = 10;
/** Times a batch: created, departs, arrives, base timestamp (ms). */
const TIMES = 4;

interface SavedBatches {
  readonly count: number;
  readonly numbers: Int32Array;
  readonly times: Float64Array;
  readonly free: readonly number[];
}

export class BatchStore {
  #numbers = new Int32Array(FIELDS * 256);
  #times = new Float64Array(TIMES * 256);
  #free: number[] = [];
  #count = 0;

  /** A new batch with one message. `timestampMs`: the message's; `limitBytes`: what the batch may grow to. */
  open(
    partition: number,
    message: number,
    bytes: number,
    nowUs: Micros,
    timestampMs: number,
    limitBytes: number,
  ): BatchId {
    const batch = this.#free.length > 0 ? this.#free.pop()! : this.#count++;
    if (batch * FIELDS === this.#numbers.length) this.#grow();
    const at = batch * FIELDS;
    const numbers = this.#numbers;
    numbers[at] = message;
    numbers[at + 1] = message;
    numbers[at + 2] = 1;
    numbers[at + 3] = bytes;
    numbers[at + 4] = partition;
    numbers[at + 5] = -1;
    numbers[at + 6] = -1;
    numbers[at + 7] = BatchIs.open;
    numbers[at + 8] = -1;
    numbers[at + 9] = limitBytes;
    this.#times[batch * TIMES] = nowUs;
    this.#times[batch * TIMES + 3] = timestampMs;
    return batch;
  }

  free(batch: BatchId): void {
    this.#free.push(batch);
  }

  /** Adds one message; the caller links it to the former last one. */
  add(batch: BatchId, message: number, bytes: number): void {
    const at = batch * FIELDS;
    this.#numbers[at + 1] = message;
    this.#numbers[at + 2]!++;
    this.#numbers[at + 3]! += bytes;
  }

  first(batch: BatchId): number {
    return this.#numbers[batch * FIELDS]!;
  }
  last(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + 1]!;
  }
  records(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + 2]!;
  }
  bytes(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + 3]!;
  }
  partition(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + 4]!;
  }
  /** The next batch of the same request, or -1. */
  nextInRequest(batch: BatchId): BatchId {
    return this.#numbers[batch * FIELDS + 5]!;
  }
  setNextInRequest(batch: BatchId, next: BatchId): void {
    this.#numbers[batch * FIELDS + 5] = next;
  }
  /** The next batch that waits for the same partition, or -1. */
  nextInQueue(batch: BatchId): BatchId {
    return this.#numbers[batch * FIELDS + 6]!;
  }
  setNextInQueue(batch: BatchId, next: BatchId): void {
    this.#numbers[batch * FIELDS + 6] = next;
  }
  status(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + 7]!;
  }
  setStatus(batch: BatchId, status: number): void {
    this.#numbers[batch * FIELDS + 7] = status;
  }
  baseOffset(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + 8]!;
  }
  setBaseOffset(batch: BatchId, offset: number): void {
    this.#numbers[batch * FIELDS + 8] = offset;
  }
  /** What it may grow to, bytes: batch.size, or more where its first record needs more (MemoryRecordsBuilder.writeLimit). */
  limitBytes(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + 9]!;
  }
  createdUs(batch: BatchId): Micros {
    return this.#times[batch * TIMES]!;
  }
  departsUs(batch: BatchId): Micros {
    return this.#times[batch * TIMES + 1]!;
  }
  arrivesUs(batch: BatchId): Micros {
    return this.#times[batch * TIMES + 2]!;
  }
  setTravel(batch: BatchId, departsUs: Micros, arrivesUs: Micros): void {
    this.#times[batch * TIMES + 1] = departsUs;
    this.#times[batch * TIMES + 2] = arrivesUs;
  }
  /** The timestamp of its first record, ms. */
  timestampMs(batch: BatchId): number {
    return this.#times[batch * TIMES + 3]!;
  }

  /** The batches that are in use: not appended yet, or not acknowledged yet. */
  used(): BatchId[] {
    const free = new Set(this.#free);
    return Array.from({ length: this.#count }, (_, batch) => batch).filter((batch) => !free.has(batch));
  }

  get bytesHeld(): number {
    return this.#numbers.byteLength + this.#times.byteLength;
  }

  save(): SavedBatches {
    return {
      count: this.#count,
      numbers: this.#numbers.slice(0, this.#count * FIELDS),
      times: this.#times.slice(0, this.#count * TIMES),
      free: this.#free.slice(),
    };
  }

  restore(saved: SavedBatches): void {
    this.#count = saved.count;
    while (this.#numbers.length < saved.numbers.length) this.#grow();
    this.#numbers.set(saved.numbers);
    this.#times.set(saved.times);
    this.#free = saved.free.slice();
  }

  #grow(): void {
    const numbers = new Int32Array(this.#numbers.length * 2);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const times = new Float64Array(this.#times.length * 2);
    times.set(this.#times);
    this.#times = times;
  }
}
