/**
 * With which schemas each message was written: two numbers a message, in a run that has schemas. Written anew whenever a
 * message is made, so going back needs nothing.
 */
import type { MessageId } from "./message-store.ts";

export class WriterColumn {
  #numbers = new Int32Array(2048);

  /** Schema numbers, 0 for none. */
  set(id: MessageId, value: number, key: number): void {
    if (id * 2 >= this.#numbers.length) {
      const larger = new Int32Array(Math.max(id * 2 + 2, Math.ceil(this.#numbers.length * 1.75)));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[id * 2] = value;
    this.#numbers[id * 2 + 1] = key;
  }

  value(id: MessageId): number {
    return this.#numbers[id * 2]!;
  }
  key(id: MessageId): number {
    return this.#numbers[id * 2 + 1]!;
  }

  /** Takes what another column says of the first `length` messages. */
  copyFrom(other: WriterColumn, length: number): void {
    this.#numbers = new Int32Array((length + 1024) * 2);
    this.#numbers.set(other.#numbers.subarray(0, length * 2));
  }

  get bytesHeld(): number {
    return this.#numbers.byteLength;
  }
}
