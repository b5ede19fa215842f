/**
 * The trace: what happened, row by row, in columns, with a rolling hash of all of it. The newest rows are kept (all of
 * them if asked for); the story, the part that the worded log tells, is kept whole.
 */
import type { Micros } from "#base/units.ts";
import { Fact, FACT_NAMES, ROW_STRIDE, STORY_FACTS, type FactCode, type FactName } from "#sim/facts.ts";

/** One row, unpacked. */
export interface TraceRow {
  readonly timeUs: Micros;
  readonly fact: FactCode;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly offset: number;
  readonly extra: number;
}

export interface SavedTrace {
  readonly rows: number;
  readonly story: number;
  readonly laneA: number;
  readonly laneB: number;
}

const IS_STORY = new Uint8Array(FACT_NAMES.length);
for (const name of STORY_FACTS) IS_STORY[Fact[name]] = 1;

export class TraceRecorder {
  readonly #keepAll: boolean;
  #mask: number;
  #times: Float64Array;
  #facts: Uint8Array;
  #numbers: Int32Array;
  #story = new Float64Array(ROW_STRIDE * 256);
  #laneA = 0x2545f491;
  #laneB = 0x1b873593;
  /** Rows recorded so far. */
  rows = 0;
  /** Story rows recorded so far. */
  storyRows = 0;
  /** Facts that a step waits for (1 by code), and whether one of them was recorded since it was last cleared. */
  readonly wanted = new Uint8Array(FACT_NAMES.length);
  found = false;

  /** `rowsKept`: the newest rows that stay readable, a power of two; ignored with `keepAll`. */
  constructor(rowsKept = 1 << 16, keepAll = false) {
    this.#keepAll = keepAll;
    this.#mask = rowsKept - 1;
    this.#times = new Float64Array(rowsKept);
    this.#facts = new Uint8Array(rowsKept);
    this.#numbers = new Int32Array(rowsKept * 5);
  }

  record(
    timeUs: Micros,
    fact: FactCode,
    who: number,
    what: number,
    where: number,
    offset: number,
    extra: number,
  ): void {
    const row = this.rows++;
    if (this.#keepAll && row > this.#mask) this.#grow();
    const slot = row & this.#mask;
    this.#times[slot] = timeUs;
    this.#facts[slot] = fact;
    const at = slot * 5;
    const numbers = this.#numbers;
    numbers[at] = who;
    numbers[at + 1] = what;
    numbers[at + 2] = where;
    numbers[at + 3] = offset;
    numbers[at + 4] = extra;
    this.#hash(timeUs, fact, who, what, where, offset, extra);
    if (this.wanted[fact] === 1) this.found = true;
    if (IS_STORY[fact] === 1) this.#tell(timeUs, fact, who, what, where, offset, extra);
  }

  #hash(
    timeUs: number,
    fact: number,
    who: number,
    what: number,
    where: number,
    offset: number,
    extra: number,
  ): void {
    const timeHigh = (timeUs / 4294967296) | 0;
    let a = this.#laneA;
    let b = this.#laneB;
    a = Math.imul(a ^ (timeUs | 0), 0x9e3779b1);
    b = Math.imul(b ^ (timeHigh + (fact << 24)), 0x85ebca77);
    a = Math.imul(((a << 13) | (a >>> 19)) ^ who, 0xc2b2ae3d);
    b = Math.imul(((b << 15) | (b >>> 17)) ^ what, 0x27d4eb2f);
    a = Math.imul(((a << 11) | (a >>> 21)) ^ where, 0x165667b1);
    b = Math.imul(((b << 17) | (b >>> 15)) ^ offset, 0x9e3779b1);
    a = Math.imul(((a << 7) | (a >>> 25)) ^ extra, 0x85ebca77);
    this.#laneA = a ^ (b >>> 16);
    this.#laneB = b ^ (a >>> 15);
  }

  #tell(
    timeUs: number,
    fact: number,
    who: number,
    what: number,
    where: number,
    offset: number,
    extra: number,
  ): void {
    const at = this.storyRows++ * ROW_STRIDE;
    if (at === this.#story.length) {
      const larger = new Float64Array(this.#story.length * 2);
      larger.set(this.#story);
      this.#story = larger;
    }
    this.#story.set([timeUs, fact, who, what, where, offset, extra], at);
  }

  /** The hash of all rows so far: two 32-bit lanes as 16 hexadecimal digits. */
  get hash(): string {
    const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, "0");
    return hex(this.#laneA) + hex(this.#laneB);
  }

  /** The oldest row that can still be read. */
  get firstRow(): number {
    return Math.max(0, this.rows - this.#mask - 1);
  }

  /** Row number `index`, from `firstRow` to `rows - 1`. */
  row(index: number): TraceRow {
    const slot = index & this.#mask;
    const at = slot * 5;
    return {
      timeUs: this.#times[slot]!,
      fact: this.#facts[slot]! as FactCode,
      who: this.#numbers[at]!,
      what: this.#numbers[at + 1]!,
      where: this.#numbers[at + 2]!,
      offset: this.#numbers[at + 3]!,
      extra: this.#numbers[at + 4]!,
    };
  }

  /** A copy of the story rows from `from` on. */
  storyFrom(from: number): Float64Array {
    return this.#story.slice(from * ROW_STRIDE, this.storyRows * ROW_STRIDE);
  }

  /** How many of the first `count` story rows are earlier than `us`; rows beyond `storyRows` may be asked for after a seek back. */
  storyBefore(us: Micros, count: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#story[middle * ROW_STRIDE]! < us) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Makes `record` set `found` at the next row with one of these facts; none means any fact. */
  watch(facts: readonly FactName[]): void {
    this.found = false;
    this.wanted.fill(facts.length === 0 ? 1 : 0);
    for (const name of facts) this.wanted[Fact[name]] = 1;
  }

  unwatch(): void {
    this.wanted.fill(0);
    this.found = false;
  }

  get bytes(): number {
    return this.#times.length * 29 + this.#story.byteLength;
  }

  save(): SavedTrace {
    return { rows: this.rows, story: this.storyRows, laneA: this.#laneA, laneB: this.#laneB };
  }

  restore(saved: SavedTrace): void {
    this.rows = saved.rows;
    this.storyRows = saved.story;
    this.#laneA = saved.laneA;
    this.#laneB = saved.laneB;
  }

  #grow(): void {
    const size = (this.#mask + 1) * 2;
    const times = new Float64Array(size);
    times.set(this.#times);
    const facts = new Uint8Array(size);
    facts.set(this.#facts);
    const numbers = new Int32Array(size * 5);
    numbers.set(this.#numbers);
    this.#times = times;
    this.#facts = facts;
    this.#numbers = numbers;
    this.#mask = size - 1;
  }
}
