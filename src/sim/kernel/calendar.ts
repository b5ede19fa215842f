/**
 * What is still to happen: scheduled calls in the order (time, sequence number), which is a law of the simulator.
 * A 4-ary heap over typed arrays; a call's arguments sit in a slot beside it. Nothing is ever cancelled: a call that
 * has lost its point finds that out from its process's state.
 */
import { clone } from "#base/clone.ts";
import type { Micros } from "#base/units.ts";

/** Plain data that a call carries beside its three numbers; copied with every checkpoint. */
export type Parcel = unknown;

interface SavedCalendar {
  readonly length: number;
  readonly slots: number;
  readonly nextSequence: number;
  readonly times: Float64Array;
  readonly sequences: Float64Array;
  readonly heap: Int32Array;
  readonly numbers: Int32Array;
  readonly free: readonly number[];
  readonly parcels: readonly Parcel[];
}

/** Numbers in a slot: process, incarnation, handler, a, b, c. */
const SLOT = 6;

export class Calendar {
  #times = new Float64Array(256);
  #sequences = new Float64Array(256);
  #heap = new Int32Array(256);
  #numbers = new Int32Array(256 * SLOT);
  #parcels: Parcel[] = [];
  #free: number[] = [];
  #length = 0;
  #slots = 0;
  #nextSequence = 0;
  /**
   * Whether the call at the top was taken out and its place is still open. Most calls schedule another one right away:
   * that one then sinks from the top, which costs half of moving the last one there and letting the new one rise.
   */
  #isTopOpen = false;

  /** The call that `pop` took out: */
  process = 0;
  incarnation = 0;
  handler = 0;
  a = 0;
  b = 0;
  c = 0;
  parcel: Parcel = undefined;

  get length(): number {
    return this.#isTopOpen ? this.#length - 1 : this.#length;
  }

  /** When the next call is due; Infinity if none is. */
  get nextTimeUs(): Micros {
    if (this.#isTopOpen) this.#closeTop();
    return this.#length === 0 ? Infinity : this.#times[0]!;
  }

  push(
    timeUs: Micros,
    process: number,
    incarnation: number,
    handler: number,
    a: number,
    b: number,
    c: number,
    parcel?: Parcel,
  ): void {
    const slot = this.#free.length > 0 ? this.#free.pop()! : this.#newSlot();
    const numbers = this.#numbers;
    const at = slot * SLOT;
    numbers[at] = process;
    numbers[at + 1] = incarnation;
    numbers[at + 2] = handler;
    numbers[at + 3] = a;
    numbers[at + 4] = b;
    numbers[at + 5] = c;
    if (parcel !== undefined) this.#parcels[slot] = parcel;
    if (this.#isTopOpen) {
      this.#isTopOpen = false;
      return this.#sink(timeUs, this.#nextSequence++, slot, this.#length);
    }
    const times = this.#times;
    const sequences = this.#sequences;
    const heap = this.#heap;
    let i = this.#length++;
    // A new call has the highest sequence number, so it moves up only past strictly later times.
    while (i > 0) {
      const parent = (i - 1) >> 2;
      if (times[parent]! <= timeUs) break;
      times[i] = times[parent]!;
      sequences[i] = sequences[parent]!;
      heap[i] = heap[parent]!;
      i = parent;
    }
    times[i] = timeUs;
    sequences[i] = this.#nextSequence++;
    heap[i] = slot;
  }

  #newSlot(): number {
    const slot = this.#slots++;
    this.#parcels.push(undefined);
    if (this.#slots > this.#times.length) this.#grow();
    return slot;
  }

  /** Takes the next call out; its parts are then in this object's fields. The calendar must not be empty. */
  pop(): void {
    if (this.#isTopOpen) this.#closeTop();
    const slot = this.#heap[0]!;
    const at = slot * SLOT;
    const numbers = this.#numbers;
    this.process = numbers[at]!;
    this.incarnation = numbers[at + 1]!;
    this.handler = numbers[at + 2]!;
    this.a = numbers[at + 3]!;
    this.b = numbers[at + 4]!;
    this.c = numbers[at + 5]!;
    const parcel = this.#parcels[slot];
    this.parcel = parcel;
    if (parcel !== undefined) this.#parcels[slot] = undefined;
    this.#free.push(slot);
    this.#isTopOpen = true;
  }

  /** Fills the open place at the top with the last call. */
  #closeTop(): void {
    this.#isTopOpen = false;
    const last = --this.#length;
    if (last > 0) this.#sink(this.#times[last]!, this.#sequences[last]!, this.#heap[last]!, last);
  }

  #sink(time: number, sequence: number, slot: number, length: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const heap = this.#heap;
    let i = 0;
    for (;;) {
      const first = i * 4 + 1;
      if (first >= length) break;
      const end = first + 4 < length ? first + 4 : length;
      let best = first;
      let bestTime = times[first]!;
      for (let child = first + 1; child < end; child++) {
        const childTime = times[child]!;
        if (childTime < bestTime || (childTime === bestTime && sequences[child]! < sequences[best]!)) {
          best = child;
          bestTime = childTime;
        }
      }
      if (bestTime > time || (bestTime === time && sequences[best]! > sequence)) break;
      times[i] = bestTime;
      sequences[i] = sequences[best]!;
      heap[i] = heap[best]!;
      i = best;
    }
    times[i] = time;
    sequences[i] = sequence;
    heap[i] = slot;
  }

  #grow(): void {
    const size = this.#times.length * 2;
    this.#times = grown(this.#times, new Float64Array(size));
    this.#sequences = grown(this.#sequences, new Float64Array(size));
    this.#heap = grown(this.#heap, new Int32Array(size));
    this.#numbers = grown(this.#numbers, new Int32Array(size * SLOT));
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#times.byteLength * 2 + this.#heap.byteLength + this.#numbers.byteLength + this.#slots * 8;
  }

  save(): SavedCalendar {
    if (this.#isTopOpen) this.#closeTop();
    return {
      length: this.#length,
      slots: this.#slots,
      nextSequence: this.#nextSequence,
      times: this.#times.slice(0, this.#length),
      sequences: this.#sequences.slice(0, this.#length),
      heap: this.#heap.slice(0, this.#length),
      numbers: this.#numbers.slice(0, this.#slots * SLOT),
      free: this.#free.slice(),
      parcels: clone(this.#parcels.slice(0, this.#slots)),
    };
  }

  restore(saved: SavedCalendar): void {
    this.#isTopOpen = false;
    this.#length = saved.length;
    this.#slots = saved.slots;
    this.#nextSequence = saved.nextSequence;
    while (this.#times.length < saved.slots) this.#grow();
    this.#times.set(saved.times);
    this.#sequences.set(saved.sequences);
    this.#heap.set(saved.heap);
    this.#numbers.set(saved.numbers);
    this.#free = saved.free.slice();
    this.#parcels = clone(saved.parcels) as Parcel[];
  }
}

function grown<T extends Float64Array | Int32Array>(from: T, into: T): T {
  into.set(from as never);
  return into;
}
