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

export class MessageStore {
  #createdUs = new Float64Array(1024);
  #key = new Int32Array(1024);
  #producer = new Int32Array(1024);
  #parent = new Int32Array(1024);
  #ordinal = new Int32Array(1024);
  #bytes = new Int32Array(1024);
  #next = new Int32Array(1024);
  #poisoned = new Uint8Array(1024);
  length = 0;

  /** `ordinal`: which of its origin's messages this is (from 1), handed down to what it causes; its amount follows from it. */
  add(
    createdUs: Micros,
    key: number,
    producer: number,
    parent: MessageId,
    ordinal: number,
    bytes: number,
  ): MessageId {
    const id = this.length++;
    if (id === this.#key.length) this.#grow();
    this.#createdUs[id] = createdUs;
    this.#key[id] = key;
    this.#producer[id] = producer;
    this.#parent[id] = parent;
    this.#ordinal[id] = ordinal;
    this.#bytes[id] = bytes;
    this.#next[id] = -1;
    this.#poisoned[id] = 0;
    return id;
  }

  createdUs(id: MessageId): Micros {
    return this.#createdUs[id]!;
  }
  /** Key number of the run (see `keys.ts`), or NO_KEY. */
  key(id: MessageId): number {
    return this.#key[id]!;
  }
  /** Subject of the instance that made it. */
  producer(id: MessageId): number {
    return this.#producer[id]!;
  }
  parent(id: MessageId): MessageId {
    return this.#parent[id]!;
  }
  ordinal(id: MessageId): number {
    return this.#ordinal[id]!;
  }
  /** Size of its record in a batch. */
  bytes(id: MessageId): number {
    return this.#bytes[id]!;
  }
  /** The message after it in its batch, or -1. */
  next(id: MessageId): MessageId {
    return this.#next[id]!;
  }
  link(id: MessageId, next: MessageId): void {
    this.#next[id] = next;
  }
  isPoisoned(id: MessageId): boolean {
    return this.#poisoned[id] === 1;
  }
  /** Set at the append, both ways: after a seek back the mark of another course of events may still stand there. */
  setPoisoned(id: MessageId, poisoned: boolean): void {
    this.#poisoned[id] = poisoned ? 1 : 0;
  }

  /**
   * What its domain event is worth: 10.00 for the first of its origin, 20.00 for the second … 100.00 for the tenth,
   * then again, so that ten in a row add up to 550.00 and a person can check a sum.
   */
  amountCents(id: MessageId): number {
    return (((this.#ordinal[id]! - 1) % 10) + 1) * 1000;
  }

  /** Bytes held. */
  get bytesHeld(): number {
    return this.#key.length * 33;
  }

  /** Forgets every message from `length` on, as a seek back does. */
  truncate(length: number): void {
    this.length = length;
  }

  #grow(): void {
    const size = Math.ceil(this.#key.length * 1.75);
    const grow = (column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(size);
      larger.set(column);
      return larger;
    };
    const created = new Float64Array(size);
    created.set(this.#createdUs);
    this.#createdUs = created;
    this.#key = grow(this.#key);
    this.#producer = grow(this.#producer);
    this.#parent = grow(this.#parent);
    this.#ordinal = grow(this.#ordinal);
    this.#bytes = grow(this.#bytes);
    this.#next = grow(this.#next);
    const poisoned = new Uint8Array(size);
    poisoned.set(this.#poisoned);
    this.#poisoned = poisoned;
  }
}
