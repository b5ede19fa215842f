/** Producer batches as one index into columns: records of one partition that travel and are appended together. */
import type { Micros } from "#base/units.ts";

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

/** Places of a batch's numbers; its times are: created, departs, arrives, base timestamp (ms), last attempt, retry at, sent. */
const At = {
  first: 0,
  last: 1,
  records: 2,
  bytes: 3,
  partition: 4,
  nextInRequest: 5,
  nextInQueue: 6,
  status: 7,
  baseOffset: 8,
  limit: 9,
  error: 10,
  producerId: 11,
  epoch: 12,
  baseSequence: 13,
  flags: 14,
  attempts: 15,
  node: 16,
  local: 17,
  leaderEpoch: 18,
  ownEpoch: 19,
  ownSequence: 20,
} as const;
const FIELDS = 21;
const TIMES = 7;

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
    numbers[at + At.last] = message;
    numbers[at + At.records] = 1;
    numbers[at + At.bytes] = bytes;
    numbers[at + At.partition] = partition;
    numbers[at + At.nextInRequest] = -1;
    numbers[at + At.nextInQueue] = -1;
    numbers[at + At.status] = BatchIs.open;
    numbers[at + At.baseOffset] = -1;
    numbers[at + At.limit] = limitBytes;
    numbers[at + At.error] = 0;
    numbers[at + At.producerId] = -1;
    numbers[at + At.epoch] = -1;
    numbers[at + At.baseSequence] = -1;
    numbers[at + At.flags] = 0;
    numbers[at + At.attempts] = 0;
    numbers[at + At.node] = -1;
    numbers[at + At.local] = local;
    numbers[at + At.leaderEpoch] = -1;
    numbers[at + At.ownEpoch] = -1;
    numbers[at + At.ownSequence] = -1;
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
    this.#numbers[at + At.last] = message;
    this.#numbers[at + At.records]!++;
    this.#numbers[at + At.bytes]! += bytes;
  }

  first(batch: BatchId): number {
    return this.#numbers[batch * FIELDS]!;
  }
  last(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.last]!;
  }
  records(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.records]!;
  }
  bytes(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.bytes]!;
  }
  partition(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.partition]!;
  }
  /** The next batch of the same request, or -1. */
  nextInRequest(batch: BatchId): BatchId {
    return this.#numbers[batch * FIELDS + At.nextInRequest]!;
  }
  setNextInRequest(batch: BatchId, next: BatchId): void {
    this.#numbers[batch * FIELDS + At.nextInRequest] = next;
  }
  /** The next batch that waits for the same partition, or -1. */
  nextInQueue(batch: BatchId): BatchId {
    return this.#numbers[batch * FIELDS + At.nextInQueue]!;
  }
  setNextInQueue(batch: BatchId, next: BatchId): void {
    this.#numbers[batch * FIELDS + At.nextInQueue] = next;
  }
  status(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.status]!;
  }
  setStatus(batch: BatchId, status: number): void {
    this.#numbers[batch * FIELDS + At.status] = status;
  }
  baseOffset(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.baseOffset]!;
  }
  setBaseOffset(batch: BatchId, offset: number): void {
    this.#numbers[batch * FIELDS + At.baseOffset] = offset;
  }
  /** What it may grow to, bytes: batch.size, or more where its first record needs more (MemoryRecordsBuilder.writeLimit). */
  limitBytes(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.limit]!;
  }
  setLimitBytes(batch: BatchId, bytes: number): void {
    this.#numbers[batch * FIELDS + At.limit] = bytes;
  }
  /** What became of it at the broker: index into PRODUCE_ERRORS. */
  error(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.error]!;
  }
  setError(batch: BatchId, error: number): void {
    this.#numbers[batch * FIELDS + At.error] = error;
  }
  /** Producer id, epoch and sequence number of its first record as they were sent, -1 without idempotence. */
  producerId(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.producerId]!;
  }
  epoch(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.epoch]!;
  }
  baseSequence(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.baseSequence]!;
  }
  /** Epoch and sequence that its producer has in mind: a retry may go out with others than an attempt that is still under way. -1: none yet. */
  ownEpoch(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.ownEpoch]!;
  }
  ownSequence(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.ownSequence]!;
  }
  setOwn(batch: BatchId, epoch: number, sequence: number): void {
    this.#numbers[batch * FIELDS + At.ownEpoch] = epoch;
    this.#numbers[batch * FIELDS + At.ownSequence] = sequence;
  }
  /** What it is sent with is what its producer has in mind now. */
  stamp(batch: BatchId, producerId: number): void {
    const numbers = this.#numbers;
    const at = batch * FIELDS;
    numbers[at + At.producerId] = producerId;
    numbers[at + At.epoch] = numbers[at + At.ownEpoch]!;
    numbers[at + At.baseSequence] = numbers[at + At.ownSequence]!;
  }
  /** Epoch of the leader that it was last sent to, as its producer knew it. */
  leaderEpoch(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.leaderEpoch]!;
  }
  setLeaderEpoch(batch: BatchId, epoch: number): void {
    this.#numbers[batch * FIELDS + At.leaderEpoch] = epoch;
  }
  /** The sum of its BATCH_FLAGS. */
  flags(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.flags]!;
  }
  isGivenUp(batch: BatchId): boolean {
    return (this.flags(batch) & BATCH_FLAGS.givenUp) !== 0;
  }
  setFlags(batch: BatchId, flags: number): void {
    this.#numbers[batch * FIELDS + At.flags] = flags;
  }
  /** How often it was put back to be sent again. */
  attempts(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.attempts]!;
  }
  setAttempts(batch: BatchId, attempts: number): void {
    this.#numbers[batch * FIELDS + At.attempts] = attempts;
  }
  /** The broker that it was sent to. */
  node(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.node]!;
  }
  /** Its partition as its producer counts them (cluster-view.ts). */
  local(batch: BatchId): number {
    return this.#numbers[batch * FIELDS + At.local]!;
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
    numbers[at + At.status] = BatchIs.travelling;
    numbers[at + At.node] = node;
    numbers[at + At.flags] = flags;
    numbers[at + At.error] = 0;
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
    this.#numbers[at + At.last] = last;
    this.#numbers[at + At.records] = records;
    this.#numbers[at + At.bytes] = bytes;
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
