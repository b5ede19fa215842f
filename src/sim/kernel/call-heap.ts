/** The scheduled calls that are far off, as a 4-ary heap over typed arrays in the order (time, sequence number). */
import type { Micros } from "#base/units.ts";

export interface SavedHeap {
  readonly times: Float64Array;
  readonly sequences: Float64Array;
  readonly slots: Int32Array;
}

export class CallHeap {
  #times = new Float64Array(64);
  #sequences = new Float64Array(64);
  #slots = new Int32Array(64);
  length = 0;
  /** When its first call is due; Infinity if there is none. */
  firstUs: Micros = Infinity;

  push(timeUs: Micros, sequence: number, slot: number): void {
    if (this.length === this.#times.length) this.#grow(this.length * 2);
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#slots;
    let i = this.length++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const parentUs = times[parent]!;
      if (parentUs < timeUs || (parentUs === timeUs && sequences[parent]! < sequence)) break;
      times[i] = parentUs;
      sequences[i] = sequences[parent]!;
      slots[i] = slots[parent]!;
      i = parent;
    }
    times[i] = timeUs;
    sequences[i] = sequence;
    slots[i] = slot;
    this.firstUs = times[0]!;
  }

  /** Takes the first call out; the slot it was pushed with. The heap must not be empty. */
  pop(): number {
    const slot = this.#slots[0]!;
    const last = --this.length;
    if (last > 0) this.#sink(this.#times[last]!, this.#sequences[last]!, this.#slots[last]!, last);
    this.firstUs = last > 0 ? this.#times[0]! : Infinity;
    return slot;
  }

  /** Looks at all of them, in no order that means anything. */
  forEach(visit: (timeUs: Micros, slot: number) => void): void {
    for (let i = 0; i < this.length; i++) visit(this.#times[i]!, this.#slots[i]!);
  }

  #sink(timeUs: Micros, sequence: number, slot: number, length: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#slots;
    let i = 0;
    for (;;) {
      const first = i * 4 + 1;
      if (first >= length) break;
      const end = first + 4 < length ? first + 4 : length;
      let best = first;
      let bestUs = times[first]!;
      for (let child = first + 1; child < end; child++) {
        const childUs = times[child]!;
        if (childUs < bestUs || (childUs === bestUs && sequences[child]! < sequences[best]!)) {
          best = child;
          bestUs = childUs;
        }
      }
      if (bestUs > timeUs || (bestUs === timeUs && sequences[best]! > sequence)) break;
      times[i] = bestUs;
      sequences[i] = sequences[best]!;
      slots[i] = slots[best]!;
      i = best;
    }
    times[i] = timeUs;
    sequences[i] = sequence;
    slots[i] = slot;
  }

  get bytes(): number {
    return this.#times.byteLength * 2 + this.#slots.byteLength;
  }

  save(): SavedHeap {
    return {
      times: this.#times.slice(0, this.length),
      sequences: this.#sequences.slice(0, this.length),
      slots: this.#slots.slice(0, this.length),
    };
  }

  restore({ times, sequences, slots }: SavedHeap): void {
    if (times.length > this.#times.length) this.#grow(times.length);
    this.#times.set(times);
    this.#sequences.set(sequences);
    this.#slots.set(slots);
    this.length = times.length;
    this.firstUs = times[0] ?? Infinity;
  }

  #grow(size: number): void {
    const times = new Float64Array(size);
    times.set(this.#times);
    this.#times = times;
    const sequences = new Float64Array(size);
    sequences.set(this.#sequences);
    this.#sequences = sequences;
    const slots = new Int32Array(size);
    slots.set(this.#slots);
    this.#slots = slots;
  }
}
