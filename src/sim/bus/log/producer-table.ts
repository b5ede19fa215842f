/**
 * What one partition knows of the producers that write to it (Kafka 4.3's ProducerStateManager, ProducerStateEntry and
 * ProducerAppendInfo): epoch, the last five batches by their sequence numbers, and where an open transaction begins. It
 * judges batches and markers before they are appended. Numbers in one column; a checkpoint shares it until the next write.
 */
import { assert } from "#base/assert.ts";

/** What becomes of a batch or marker. `DUPLICATE`: it is in the log already, and its producer hears where. */
export type AppendVerdict =
  | "NONE"
  | "DUPLICATE"
  | "OUT_OF_ORDER_SEQUENCE_NUMBER"
  | "INVALID_PRODUCER_EPOCH"
  | "INVALID_TXN_STATE"
  | "TRANSACTION_COORDINATOR_FENCED";

/** A producer's id where a batch has none. */
export const NO_PRODUCER_ID = -1;

const SEQUENCE_MAX = 2_147_483_647;
const BATCHES_KEPT = 5;
const BATCH_FIELDS = 3;
/** `batches`: how many are known; `next`: the place of the next one, which takes that of the oldest. */
const AT = { id: 0, epoch: 1, coordinatorEpoch: 2, batches: 3, next: 4, openFrom: 5, firstBatch: 6 } as const;
const FIELDS = AT.firstBatch + BATCHES_KEPT * BATCH_FIELDS;
const NO_EPOCH = -1;

/** A saved table; shared with the table that it was saved from until that changes. */
export interface SavedProducers {
  readonly count: number;
  readonly numbers: Int32Array;
  readonly times: Float64Array;
}

/** The sequence number `steps` after another; after 2147483647 comes 0. */
export function sequenceAfter(sequence: number, steps: number): number {
  return sequence > SEQUENCE_MAX - steps ? steps - (SEQUENCE_MAX - sequence) - 1 : sequence + steps;
}

export class ProducerTable {
  #count = 0;
  #numbers: Int32Array = new Int32Array(FIELDS * 4);
  /** Newest timestamp of each producer, milliseconds. */
  #times: Float64Array = new Float64Array(4);
  /** A checkpoint holds the columns, too. */
  #isShared = false;
  /** Where the last producer was found. */
  #hint = 0;
  /** After a verdict of DUPLICATE: the first offset of the batch in the log. */
  duplicateOffset = -1;

  /**
   * Judges a batch of a client. `mustBeginAtZero`: a transactional producer of transaction.version 2, of which nothing
   * may be known only if it has not written yet.
   */
  judge(
    id: number,
    epoch: number,
    firstSequence: number,
    records: number,
    isTransactional: boolean,
    mustBeginAtZero = false,
  ): AppendVerdict {
    const at = this.#find(id);
    if (at < 0) return mustBeginAtZero && firstSequence !== 0 ? "OUT_OF_ORDER_SEQUENCE_NUMBER" : "NONE";
    const numbers = this.#numbers;
    const known = numbers[at + AT.epoch]!;
    // What comes next cannot have been there before.
    const isNext = firstSequence === (epoch === known ? this.#nextSequence(at) : 0);
    if (!isNext || epoch < known) {
      const last = sequenceAfter(firstSequence, records - 1);
      if (epoch === known && this.#isDuplicate(at, firstSequence, last)) return "DUPLICATE";
      return epoch < known ? "INVALID_PRODUCER_EPOCH" : "OUT_OF_ORDER_SEQUENCE_NUMBER";
    }
    if (!isTransactional && numbers[at + AT.openFrom]! >= 0) return "INVALID_TXN_STATE";
    return "NONE";
  }

  /** Takes down a batch that is being appended; whether a transaction begins with it on this partition. */
  append(
    id: number,
    epoch: number,
    firstSequence: number,
    records: number,
    baseOffset: number,
    isTransactional: boolean,
    timestampMs: number,
  ): boolean {
    const at = this.#claim(id);
    const numbers = this.#numbers;
    this.#setEpoch(at, epoch);
    const next = numbers[at + AT.next]!;
    const batch = at + AT.firstBatch + next * BATCH_FIELDS;
    numbers[batch] = firstSequence;
    numbers[batch + 1] = sequenceAfter(firstSequence, records - 1);
    numbers[batch + 2] = baseOffset;
    numbers[at + AT.next] = next === BATCHES_KEPT - 1 ? 0 : next + 1;
    if (numbers[at + AT.batches]! < BATCHES_KEPT) numbers[at + AT.batches]!++;
    this.#times[at / FIELDS] = timestampMs;
    if (!isTransactional || numbers[at + AT.openFrom]! >= 0) return false;
    numbers[at + AT.openFrom] = baseOffset;
    return true;
  }

  /**
   * Judges the marker of a transaction's end. With transaction.version 2 a marker has a higher epoch than what it ends;
   * one with the same epoch is a repetition, and does no harm where nothing is open.
   */
  judgeMarker(id: number, epoch: number, coordinatorEpoch: number, version: number): AppendVerdict {
    const at = this.#find(id);
    if (at < 0) return "NONE";
    const numbers = this.#numbers;
    const known = numbers[at + AT.epoch]!;
    const isStale = version >= 2 && numbers[at + AT.openFrom]! >= 0 ? epoch <= known : epoch < known;
    if (isStale) return "INVALID_PRODUCER_EPOCH";
    if (coordinatorEpoch < numbers[at + AT.coordinatorEpoch]!) return "TRANSACTION_COORDINATOR_FENCED";
    return "NONE";
  }

  /** Takes down a marker; where the transaction that it ends began on this partition, or -1 for none. */
  mark(id: number, epoch: number, coordinatorEpoch: number, timestampMs: number): number {
    const at = this.#claim(id);
    const openFrom = this.#numbers[at + AT.openFrom]!;
    this.#setEpoch(at, epoch);
    this.#numbers[at + AT.coordinatorEpoch] = coordinatorEpoch;
    this.#numbers[at + AT.openFrom] = -1;
    this.#times[at / FIELDS] = timestampMs;
    return openFrom;
  }

  /** Forgets producers without an open transaction that have been silent for producer.id.expiration.ms. */
  expire(nowMs: number, expirationMs: number): void {
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const isOpen = this.#numbers[i * FIELDS + AT.openFrom]! >= 0;
      if (!isOpen && nowMs - this.#times[i]! >= expirationMs) continue;
      if (kept !== i) {
        this.#own();
        this.#numbers.copyWithin(kept * FIELDS, i * FIELDS, (i + 1) * FIELDS);
        this.#times[kept] = this.#times[i]!;
      }
      kept++;
    }
    this.#count = kept;
    this.#hint = 0;
  }

  /** Forgets everybody, as before a log is read anew. */
  clear(): void {
    this.#count = 0;
    this.#hint = 0;
  }

  get count(): number {
    return this.#count;
  }

  /** Epoch of a producer, or -1 where nothing is known of it. */
  epochOf(id: number): number {
    const at = this.#find(id);
    return at < 0 ? NO_EPOCH : this.#numbers[at + AT.epoch]!;
  }

  /** Last offset of the newest batch of a producer under its present epoch, or -1. */
  lastDataOffsetOf(id: number): number {
    const at = this.#find(id);
    if (at < 0 || this.#numbers[at + AT.batches] === 0) return -1;
    const batch = this.#newest(at);
    const [first, last, base] = [this.#numbers[batch]!, this.#numbers[batch + 1]!, this.#numbers[batch + 2]!];
    return base + (last >= first ? last - first : SEQUENCE_MAX - first + last + 1);
  }

  /** Bytes that it holds. */
  get bytesHeld(): number {
    return this.#numbers.byteLength + this.#times.byteLength;
  }

  save(): SavedProducers {
    this.#isShared = true;
    return { count: this.#count, numbers: this.#numbers, times: this.#times };
  }

  restore(saved: SavedProducers): void {
    this.#count = saved.count;
    this.#numbers = saved.numbers;
    this.#times = saved.times;
    this.#isShared = true;
    this.#hint = 0;
  }

  /** Position of a producer's numbers, or -1. Whoever wrote last often writes next. */
  #find(id: number): number {
    const numbers = this.#numbers;
    const count = this.#count;
    if (count > 0 && numbers[this.#hint * FIELDS] === id) return this.#hint * FIELDS;
    for (let i = 0, slot = this.#hint; i < count; i++, slot++) {
      if (slot >= count) slot = 0;
      if (numbers[slot * FIELDS] !== id) continue;
      this.#hint = slot;
      return slot * FIELDS;
    }
    return -1;
  }

  /** Position of a producer's numbers to be written to; a new one where nothing is known. */
  #claim(id: number): number {
    assert(id >= 0, "a producer id");
    this.#own();
    const found = this.#find(id);
    if (found >= 0) return found;
    if (this.#count === this.#times.length) this.#grow();
    const slot = this.#count++;
    const at = slot * FIELDS;
    this.#numbers[at + AT.id] = id;
    this.#numbers[at + AT.epoch] = NO_EPOCH;
    this.#numbers[at + AT.coordinatorEpoch] = -1;
    this.#numbers[at + AT.batches] = 0;
    this.#numbers[at + AT.next] = 0;
    this.#numbers[at + AT.openFrom] = -1;
    this.#hint = slot;
    return at;
  }

  /** A new epoch begins with no batches known. */
  #setEpoch(at: number, epoch: number): void {
    if (this.#numbers[at + AT.epoch] === epoch) return;
    this.#numbers[at + AT.epoch] = epoch;
    this.#numbers[at + AT.batches] = 0;
    this.#numbers[at + AT.next] = 0;
  }

  #isDuplicate(at: number, firstSequence: number, lastSequence: number): boolean {
    const numbers = this.#numbers;
    const end = at + AT.firstBatch + numbers[at + AT.batches]! * BATCH_FIELDS;
    for (let batch = at + AT.firstBatch; batch < end; batch += BATCH_FIELDS) {
      if (numbers[batch] !== firstSequence || numbers[batch + 1] !== lastSequence) continue;
      this.duplicateOffset = numbers[batch + 2]!;
      return true;
    }
    return false;
  }

  #nextSequence(at: number): number {
    return this.#numbers[at + AT.batches] === 0 ? 0 : sequenceAfter(this.#numbers[this.#newest(at) + 1]!, 1);
  }

  /** Position of the newest batch's numbers. */
  #newest(at: number): number {
    const next = this.#numbers[at + AT.next]!;
    return at + AT.firstBatch + (next === 0 ? BATCHES_KEPT - 1 : next - 1) * BATCH_FIELDS;
  }

  #own(): void {
    if (!this.#isShared) return;
    this.#isShared = false;
    this.#numbers = this.#numbers.slice();
    this.#times = this.#times.slice();
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
