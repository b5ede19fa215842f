/**
 * Every message of the run as one index into columns. Payloads are not carried: what a message says is a function of
 * its number. Columns only grow, so a checkpoint is their length.
 */
import type { Micros } from "#base/units.ts";

/** Index of a message in the store. */
export type MessageId = number;

/** A message without a key. */
export const NO_KEY = -1;
/** A message that nothing caused. */
export const NO_PARENT = -1;

/** Numbers of a message in its columns: key, producer, parent, ordinal, next, and its bytes times four with the bits of tombstone and poison. */
const FIELDS = 6;

export class MessageStore {
  #createdUs = new Float64Array(1024);
  #numbers = new Int32Array(1024 * FIELDS);
  length = 0;

  /**
   * A message that is made again after a seek back keeps what came of it later in the same course of events (the link to
   * the next one, the poison): the run may jump forward over the moment that would set it again.
   *
   * `ordinal`: which of its origin's messages this is (from 1), handed down to what it causes; its amount follows from it.
   */
  add(
    createdUs: Micros,
    key: number,
    producer: number,
    parent: MessageId,
    ordinal: number,
    bytes: number,
    isTombstone = false,
  ): MessageId {
    const id = this.length++;
    if (id === this.#createdUs.length) this.#grow();
    this.#createdUs[id] = createdUs;
    const numbers = this.#numbers;
    const at = id * FIELDS;
    numbers[at] = key;
    numbers[at + 1] = producer;
    numbers[at + 2] = parent;
    numbers[at + 3] = ordinal;
    numbers[at + 5] = (bytes << 2) | (isTombstone ? 2 : 0) | (numbers[at + 5]! & 1);
    return id;
  }

  createdUs(id: MessageId): Micros {
    return this.#createdUs[id]!;
  }
  /** Key number of the run (see `keys.ts`), or NO_KEY. */
  key(id: MessageId): number {
    return this.#numbers[id * FIELDS]!;
  }
  /** Subject of the instance that made it. */
  producer(id: MessageId): number {
    return this.#numbers[id * FIELDS + 1]!;
  }
  parent(id: MessageId): MessageId {
    return this.#numbers[id * FIELDS + 2]!;
  }
  ordinal(id: MessageId): number {
    return this.#numbers[id * FIELDS + 3]!;
  }
  /** Size of its record in a batch. */
  bytes(id: MessageId): number {
    return this.#numbers[id * FIELDS + 5]! >>> 2;
  }
  /** Whether it has a key and no value: to a compacted topic it deletes the key. */
  isTombstone(id: MessageId): boolean {
    return (this.#numbers[id * FIELDS + 5]! & 2) !== 0;
  }
  /** The message after it in its batch; means nothing for the last one. */
  next(id: MessageId): MessageId {
    return this.#numbers[id * FIELDS + 4]!;
  }
  link(id: MessageId, next: MessageId): void {
    this.#numbers[id * FIELDS + 4] = next;
  }
  isPoisoned(id: MessageId): boolean {
    return (this.#numbers[id * FIELDS + 5]! & 1) === 1;
  }
  /** Set at the append, both ways: after a seek back the mark of another course of events may still stand there. */
  setPoisoned(id: MessageId, poisoned: boolean): void {
    const at = id * FIELDS + 5;
    if (poisoned) this.#numbers[at]! |= 1;
    else this.#numbers[at]! &= ~1;
  }

  /**
   * What its domain event is worth: 10.00 for the first of its origin, 20.00 for the second … 100.00 for the tenth,
   * then again, so that ten in a row add up to 550.00 and a person can check a sum.
   */
  amountCents(id: MessageId): number {
    return (((this.ordinal(id) - 1) % 10) + 1) * 1000;
  }

  /** Bytes held. */
  get bytesHeld(): number {
    return this.#createdUs.byteLength + this.#numbers.byteLength;
  }

  /** Forgets every message from `length` on, as a seek back does. */
  truncate(length: number): void {
    this.length = length;
  }

  /**
   * The course of events changes: what was noted on messages that are not made any more does not hold. The first `kept`
   * are made before that, whoever stands where now: a checkpoint has them.
   */
  forgetBeyond(kept: number): void {
    this.#numbers.fill(0, Math.max(this.length, kept) * FIELDS);
  }

  /** Takes the first `length` messages of another store. Both may be written to afterwards. */
  copyFrom(other: MessageStore, length: number): void {
    const room = length + 1024;
    this.#createdUs = new Float64Array(room);
    this.#createdUs.set(other.#createdUs.subarray(0, length));
    this.#numbers = new Int32Array(room * FIELDS);
    this.#numbers.set(other.#numbers.subarray(0, length * FIELDS));
    this.length = length;
  }

  #grow(): void {
    const size = Math.ceil(this.#createdUs.length * 1.75);
    const created = new Float64Array(size);
    created.set(this.#createdUs);
    this.#createdUs = created;
    const numbers = new Int32Array(size * FIELDS);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}
