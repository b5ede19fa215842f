/**
 * A list of whole numbers (32 bits) that grows at its end, and is cut back at times. A checkpoint of it is its length: what
 * was appended stays where it is. A cut goes on in a copy, so that an earlier checkpoint still finds what was cut off.
 */

/** The memory of a list; a larger one takes the place of its numbers when they outgrow it. */
interface Line {
  numbers: Int32Array;
}

export interface SavedNumbers {
  readonly line: Line;
  readonly length: number;
}

export class GrownNumbers {
  #line: Line = { numbers: new Int32Array(16) };
  length = 0;

  /** The number at an index below the length. */
  at(index: number): number {
    return this.#line.numbers[index]!;
  }

  push(value: number): void {
    const line = this.#line;
    if (this.length === line.numbers.length) {
      const numbers = new Int32Array(this.length * 2);
      numbers.set(line.numbers);
      line.numbers = numbers;
    }
    line.numbers[this.length++] = value;
  }

  /** Keeps the first `length` numbers. What is pushed from now on leaves older checkpoints as they are. */
  cut(length: number): void {
    if (length >= this.length) return;
    const numbers = new Int32Array(Math.max(16, length * 2));
    numbers.set(this.#line.numbers.subarray(0, length));
    this.#line = { numbers };
    this.length = length;
  }

  get bytesHeld(): number {
    return this.#line.numbers.byteLength;
  }

  save(): SavedNumbers {
    return { line: this.#line, length: this.length };
  }

  restore(saved: SavedNumbers): void {
    this.#line = saved.line;
    this.length = saved.length;
  }
}
