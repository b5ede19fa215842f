/**
 * What is still to happen: scheduled calls in the order (time, sequence number), which is a law of the simulator. The next
 * few lie sorted in a short list, where most new calls find their place after a few steps; the others lie in a heap behind
 * it. A call's arguments sit in a slot beside both. Nothing is ever cancelled: a call that has lost its point finds that
 * out from its process's state.
 */
import { clone } from "#base/clone.ts";
import type { Micros } from "#base/units.ts";
import { CallHeap, type SavedHeap } from "./call-heap.ts";

/** Plain data that a call carries beside its three numbers; copied with every checkpoint. */
export type Parcel = unknown;

interface SavedCalendar {
  readonly nearTimes: Float64Array;
  readonly nearSlots: Int32Array;
  readonly far: SavedHeap;
  readonly nextSequence: number;
  readonly numbers: Int32Array;
  readonly sequences: Float64Array;
  readonly free: Int32Array;
  readonly parcels: readonly Parcel[];
}

/** Numbers in a slot: process, incarnation, handler, a, b, c. */
const SLOT = 6;
/** Places in the list of near calls; half of them move at a time between list and heap. */
const NEAR_MAX = 64;
const NEAR_HALF = NEAR_MAX / 2;

export class Calendar {
  /** The near calls, the next one last: no call in the heap comes before one of them. */
  readonly #nearTimes = new Float64Array(NEAR_MAX);
  readonly #nearSlots = new Int32Array(NEAR_MAX);
  #near = 0;
  readonly #far = new CallHeap();
  #nextSequence = 0;
  #numbers = new Int32Array(SLOT * NEAR_MAX);
  #sequences = new Float64Array(NEAR_MAX);
  #parcels: Parcel[] = [];
  /** A stack of the slots that are free. */
  #free = new Int32Array(NEAR_MAX);
  #freeCount = 0;

  /** The call that `pop` took out: */
  process = 0;
  incarnation = 0;
  handler = 0;
  a = 0;
  b = 0;
  c = 0;
  parcel: Parcel = undefined;

  get length(): number {
    return this.#near + this.#far.length;
  }

  /** When the next call is due; Infinity if none is. */
  get nextTimeUs(): Micros {
    if (this.#near === 0) this.#refill();
    return this.#near === 0 ? Infinity : this.#nearTimes[this.#near - 1]!;
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
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#newSlot();
    const numbers = this.#numbers;
    const at = slot * SLOT;
    numbers[at] = process;
    numbers[at + 1] = incarnation;
    numbers[at + 2] = handler;
    numbers[at + 3] = a;
    numbers[at + 4] = b;
    numbers[at + 5] = c;
    if (parcel !== undefined) this.#parcels[slot] = parcel;
    const sequence = this.#nextSequence++;
    this.#sequences[slot] = sequence;
    if (timeUs >= this.#far.firstUs) return this.#far.push(timeUs, sequence, slot);
    if (this.#near === NEAR_MAX) {
      this.#spill();
      if (timeUs >= this.#far.firstUs) return this.#far.push(timeUs, sequence, slot);
    }
    const times = this.#nearTimes;
    const slots = this.#nearSlots;
    let i = this.#near++;
    // A new call has the highest sequence number, so it goes behind all that are due at its moment.
    for (; i > 0 && times[i - 1]! <= timeUs; i--) {
      times[i] = times[i - 1]!;
      slots[i] = slots[i - 1]!;
    }
    times[i] = timeUs;
    slots[i] = slot;
  }

  /** Looks at every call that is pending, in no order that means anything. */
  forEach(
    visit: (
      timeUs: Micros,
      process: number,
      incarnation: number,
      handler: number,
      a: number,
      b: number,
      c: number,
      parcel: Parcel,
    ) => void,
  ): void {
    const numbers = this.#numbers;
    const look = (timeUs: Micros, slot: number): void => {
      const at = slot * SLOT;
      visit(
        timeUs,
        numbers[at]!,
        numbers[at + 1]!,
        numbers[at + 2]!,
        numbers[at + 3]!,
        numbers[at + 4]!,
        numbers[at + 5]!,
        this.#parcels[slot],
      );
    };
    for (let i = 0; i < this.#near; i++) look(this.#nearTimes[i]!, this.#nearSlots[i]!);
    this.#far.forEach(look);
  }

  /** Takes the next call out; its parts are then in this object's fields. The calendar must not be empty. */
  pop(): void {
    if (this.#near === 0) this.#refill();
    const slot = this.#nearSlots[--this.#near]!;
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
    this.#free[this.#freeCount++] = slot;
  }

  /** Brings the first calls of the heap into the empty list. */
  #refill(): void {
    const count = Math.min(NEAR_HALF, this.#far.length);
    for (let i = count - 1; i >= 0; i--) {
      this.#nearTimes[i] = this.#far.firstUs;
      this.#nearSlots[i] = this.#far.pop();
    }
    this.#near = count;
  }

  /** Moves the later half of the full list into the heap. */
  #spill(): void {
    for (let i = NEAR_HALF - 1; i >= 0; i--) {
      const slot = this.#nearSlots[i]!;
      this.#far.push(this.#nearTimes[i]!, this.#sequences[slot]!, slot);
    }
    this.#nearTimes.copyWithin(0, NEAR_HALF);
    this.#nearSlots.copyWithin(0, NEAR_HALF);
    this.#near = NEAR_HALF;
  }

  #newSlot(): number {
    const slot = this.#parcels.length;
    this.#parcels.push(undefined);
    if (slot === this.#sequences.length) this.#grow(slot * 2);
    return slot;
  }

  #grow(slots: number): void {
    const numbers = new Int32Array(slots * SLOT);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const sequences = new Float64Array(slots);
    sequences.set(this.#sequences);
    this.#sequences = sequences;
    const free = new Int32Array(slots);
    free.set(this.#free);
    this.#free = free;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#far.bytes + this.#sequences.length * (SLOT * 4 + 20);
  }

  save(): SavedCalendar {
    const slots = this.#parcels.length;
    return {
      nearTimes: this.#nearTimes.slice(0, this.#near),
      nearSlots: this.#nearSlots.slice(0, this.#near),
      far: this.#far.save(),
      nextSequence: this.#nextSequence,
      numbers: this.#numbers.slice(0, slots * SLOT),
      sequences: this.#sequences.slice(0, slots),
      free: this.#free.slice(0, this.#freeCount),
      parcels: clone(this.#parcels),
    };
  }

  restore(saved: SavedCalendar): void {
    this.#nearTimes.set(saved.nearTimes);
    this.#nearSlots.set(saved.nearSlots);
    this.#near = saved.nearTimes.length;
    this.#far.restore(saved.far);
    this.#nextSequence = saved.nextSequence;
    if (saved.sequences.length > this.#sequences.length) this.#grow(saved.sequences.length);
    this.#numbers.set(saved.numbers);
    this.#sequences.set(saved.sequences);
    this.#free.set(saved.free);
    this.#freeCount = saved.free.length;
    this.#parcels = clone(saved.parcels) as Parcel[];
  }
}
