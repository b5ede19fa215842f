/** Producer batches as one index into columns: records of one partition that travel and are appended together. */
import type { Micros } from "#base/units.ts";
import * as At from "./batch-columns.ts";
import { FIELDS, TIMES } from "./batch-columns.ts";

/** Index of a batch; free ones are used again. */
export type BatchId = number;

/**
 * Where a batch is. `closed`: not sent yet, but a record did not fit any more. `travelling`: on its way to the broker or
 * kept there until it may be answered. `answered`: an answer is on its way. The first batch of a request speaks for it:
 * `orphan`: nobody waits for the answer any more, so whoever has it in hand next (the broker, or the client that gets the
 * answer after all) frees the request. `lost`: it or its answer never arrives; the client frees it when it gives up.
 */
export const BatchIs = { open: 0, travelling: 1, answered: 2, orphan: 3, closed: 4, lost: 5 } as const;

/** What a batch's `flags` add up from. */
export const BATCH_FLAGS = {
  transactional: 1,
  acksLeader: 2,
  acksAll: 4,
  /** Its producer has given it up while it is under way. */
  givenUp: 8,
} as const;

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
    local: number,
    message: number,
    bytes: number,
    nowUs: Micros,
    timestampMs: number,
    limitBytes: number,
  ): BatchId {
    const batch = this.#take();
    const at = batch * FIELDS;
    const numbers = this.#numbers;
    numbers[at] = message;
    numbers[at + At.LAST] = message;
    numbers[at + At.RECORDS] = 1;
    numbers[at + At.BYTES] = bytes;
    numbers[at + At.PARTITION] = partition;
    numbers[at + At.NEXT_IN_REQUEST] = -1;
    numbers[at + At.NEXT_IN_QUEUE] = -1;
    numbers[at + At.STATUS] = BatchIs.open;
    numbers[at + At.BASE_OFFSET] = -1;
    numbers[at + At.LIMIT] = limitBytes;
    numbers[at + At.ERROR] = 0;
    numbers[at + At.PRODUCER_ID] = -1;
    numbers[at + At.EPOCH] = -1;
    numbers[at + At.BASE_SEQUENCE] = -1;
    numbers[at + At.FLAGS] = 0;
    numbers[at + At.ATTEMPTS] = 0;
    numbers[at + At.NODE] = -1;
    numbers[at + At.LOCAL] = local;
    numbers[at + At.LEADER_EPOCH] = -1;
    numbers[at + At.OWN_EPOCH] = -1;
    numbers[at + At.OWN_SEQUENCE] = -1;
    const times = this.#times;
    times[batch * TIMES] = nowUs;
    times[batch * TIMES + 3] = timestampMs;
    times[batch * TIMES + 4] = nowUs;
    times[batch * TIMES + 5] = -1;
    return batch;
  }

  /** A copy with the same messages, to be sent again while the broker may still have the first. */
  copy(batch: BatchId): BatchId {
    const copy = this.#take();
    this.#numbers.copyWithin(copy * FIELDS, batch * FIELDS, (batch + 1) * FIELDS);
    this.#times.copyWithin(copy * TIMES, batch * TIMES, (batch + 1) * TIMES);
    this.setNextInRequest(copy, -1);
    this.setNextInQueue(copy, -1);
    return copy;
  }

  #take(): BatchId {
    const batch = this.#free.length > 0 ? this.#free.pop()! : this.#count++;
    if (batch * FIELDS === this.#numbers.length) this.#grow();
    return batch;
  }

  free(batch: BatchId): void {
    this.#free.push(batch);
  }

  /** Gives all batches of a request back. */
  freeRequest(first: BatchId): void {
    for (let batch = first; batch >= 0;) {
      const next = this.nextInRequest(batch);
      this.free(batch);
      batch = next;
    }
  }

  /** Adds one message; the caller links it to the former last one. */
  add(batch: BatchId, message: number, bytes: number): void {
    const at = batch * FIELDS;
    this.#numbers[at + At.LAST] = message;
    this.#numbers[at + At.RECORDS]!++;
    this.#numbers[at + At.BYTES]! += bytes;
  }

  first(batch: BatchId): number {
    return this.#numbers[batch * FIELDS]!;
  }
  last(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.LAST]!;
  }
  records(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.RECORDS]!;
  }
  bytes(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.BYTES]!;
  }
  partition(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.PARTITION]!;
  }
  /** The next batch of the same request, or -1. */
  nextInRequest(batch: BatchId): BatchId {
    return this.#numbers[batch * FIELDS + At.NEXT_IN_REQUEST]!;
  }
  setNextInRequest(batch: BatchId, next: BatchId): void {
    this.#numbers[batch * FIELDS + At.NEXT_IN_REQUEST] = next;
  }
  /** The next batch that waits for the same partition, or -1. */
  nextInQueue(batch: BatchId): BatchId {
    return this.#numbers[batch * FIELDS + At.NEXT_IN_QUEUE]!;
  }
  setNextInQueue(batch: BatchId, next: BatchId): void {
    this.#numbers[batch * FIELDS + At.NEXT_IN_QUEUE] = next;
  }
  status(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.STATUS]!;
  }
  setStatus(batch: BatchId, status: number): void {
    this.#numbers[batch * FIELDS + At.STATUS] = status;
  }
  baseOffset(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.BASE_OFFSET]!;
  }
  setBaseOffset(batch: BatchId, offset: number): void {
    this.#numbers[batch * FIELDS + At.BASE_OFFSET] = offset;
  }
  /** What it may grow to, bytes: batch.size, or more where its first record needs more (MemoryRecordsBuilder.writeLimit). */
  limitBytes(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.LIMIT]!;
  }
  setLimitBytes(batch: BatchId, bytes: number): void {
    this.#numbers[batch * FIELDS + At.LIMIT] = bytes;
  }
  /** What became of it at the broker: index into PRODUCE_ERRORS. */
  error(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.ERROR]!;
  }
  setError(batch: BatchId, error: number): void {
    this.#numbers[batch * FIELDS + At.ERROR] = error;
  }
  /** Producer id, epoch and sequence number of its first record as they were sent, -1 without idempotence. */
  producerId(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.PRODUCER_ID]!;
  }
  epoch(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.EPOCH]!;
  }
  baseSequence(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.BASE_SEQUENCE]!;
  }
  /** Epoch and sequence that its producer has in mind: a retry may go out with others than an attempt that is still under way. -1: none yet. */
  ownEpoch(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.OWN_EPOCH]!;
  }
  ownSequence(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.OWN_SEQUENCE]!;
  }
  setOwn(batch: BatchId, epoch: number, sequence: number): void {
    this.#numbers[batch * FIELDS + At.OWN_EPOCH] = epoch;
    this.#numbers[batch * FIELDS + At.OWN_SEQUENCE] = sequence;
  }
  /** What it is sent with is what its producer has in mind now. */
  stamp(batch: BatchId, producerId: number): void {
    const numbers = this.#numbers;
    const at = batch * FIELDS;
    numbers[at + At.PRODUCER_ID] = producerId;
    numbers[at + At.EPOCH] = numbers[at + At.OWN_EPOCH]!;
    numbers[at + At.BASE_SEQUENCE] = numbers[at + At.OWN_SEQUENCE]!;
  }
  /** Epoch of the leader that it was last sent to, as its producer knew it. */
  leaderEpoch(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.LEADER_EPOCH]!;
  }
  setLeaderEpoch(batch: BatchId, epoch: number): void {
    this.#numbers[batch * FIELDS + At.LEADER_EPOCH] = epoch;
  }
  /** The sum of its BATCH_FLAGS. */
  flags(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.FLAGS]!;
  }
  isGivenUp(batch: BatchId): boolean {
    return (this.flags(batch) & BATCH_FLAGS.givenUp) !== 0;
  }
  setFlags(batch: BatchId, flags: number): void {
    this.#numbers[batch * FIELDS + At.FLAGS] = flags;
  }
  /** How often it was put back to be sent again. */
  attempts(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.ATTEMPTS]!;
  }
  setAttempts(batch: BatchId, attempts: number): void {
    this.#numbers[batch * FIELDS + At.ATTEMPTS] = attempts;
  }
  /** The broker that it was sent to. */
  node(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.NODE]!;
  }
  /** Its partition as its producer counts them (cluster-view.ts). */
  local(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.LOCAL]!;
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

  /** Since when it waits, and until when it must (-1: it need not): both change when it is put back to be sent again. */
  attemptUs(batch: BatchId): Micros {
    return this.#times[batch * TIMES + 4]!;
  }
  retryUs(batch: BatchId): Micros {
    return this.#times[batch * TIMES + 5]!;
  }
  setRetry(batch: BatchId, attemptUs: Micros, retryUs: Micros): void {
    this.#times[batch * TIMES + 4] = attemptUs;
    this.#times[batch * TIMES + 5] = retryUs;
  }
  /** Its producer sends it to a broker. */
  sendOff(batch: BatchId, nowUs: Micros, arrivesUs: Micros, node: number, flags: number): void {
    const numbers = this.#numbers;
    const times = this.#times;
    const at = batch * FIELDS;
    numbers[at + At.STATUS] = BatchIs.travelling;
    numbers[at + At.NODE] = node;
    numbers[at + At.FLAGS] = flags;
    numbers[at + At.ERROR] = 0;
    times[batch * TIMES + 1] = nowUs;
    times[batch * TIMES + 2] = arrivesUs;
    times[batch * TIMES + 6] = nowUs;
  }
  /** When its producer sent it last. */
  sentUs(batch: BatchId): Micros {
    return this.#times[batch * TIMES + 6]!;
  }
  /** Cuts a batch down to some of its records. */
  cut(batch: BatchId, first: number, last: number, records: number, bytes: number): void {
    const at = batch * FIELDS;
    this.#numbers[at] = first;
    this.#numbers[at + At.LAST] = last;
    this.#numbers[at + At.RECORDS] = records;
    this.#numbers[at + At.BYTES] = bytes;
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
