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

/** Numbers of a row in the columns: the time's low 32 bits, its high bits with the fact on top, who, what, where, offset, extra. */
const ROW = 7;
const FACT_SHIFT = 24;
const TIME_HIGH_MASK = (1 << FACT_SHIFT) - 1;
const TWO_TO_32 = 4294967296;

/** Rows are hashed in blocks, in one tight loop over what was just written. */
const HASH_BLOCK = 1024;

/** What `record` has to do for a fact beside writing it down. */
const IS_STORY = 1;
const IS_WANTED = 2;
const IS_WATCHED = 4;

export class TraceRecorder {
  readonly #keepAll: boolean;
  #mask: number;
  #numbers: Int32Array;
  readonly #hashMask: number;
  /** Rows that the lanes hold. */
  #hashed = 0;
  readonly #special = new Uint8Array(FACT_NAMES.length);
  #story = new Float64Array(ROW_STRIDE * 256);
  #laneA = 0x2545f491;
  #laneB = 0x1b873593;
  /** No row before this one is in the columns: going back and forth has left them out. */
  #readableFrom = 0;
  /** Rows recorded so far. */
  rows = 0;
  /** Story rows recorded so far. */
  storyRows = 0;
  /** Whether one of the facts that a step waits for was recorded since `watch`. */
  found = false;

  /** Looks at rows of the facts that it attends to, as they are recorded. */
  watcher: ((row: TraceRow) => void) | null = null;

  /** `rowsKept`: the newest rows that stay readable, a power of two; ignored with `keepAll`. */
  constructor(rowsKept = 1 << 16, keepAll = false) {
    this.#keepAll = keepAll;
    this.#mask = rowsKept - 1;
    this.#hashMask = Math.min(HASH_BLOCK, rowsKept) - 1;
    this.#numbers = new Int32Array(rowsKept * ROW);
    for (const name of STORY_FACTS) this.#special[Fact[name]] = IS_STORY;
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
    const at = (row & this.#mask) * ROW;
    const numbers = this.#numbers;
    numbers[at] = timeUs;
    numbers[at + 1] = ((timeUs / TWO_TO_32) | 0) + (fact << FACT_SHIFT);
    numbers[at + 2] = who;
    numbers[at + 3] = what;
    numbers[at + 4] = where;
    numbers[at + 5] = offset;
    numbers[at + 6] = extra;
    if ((row & this.#hashMask) === this.#hashMask) this.#hashRows();
    if (this.#special[fact] !== 0) this.#attend(row, fact);
  }

  /** Rolls the rows that are not hashed yet into the two lanes. */
  #hashRows(): void {
    const numbers = this.#numbers;
    let a = this.#laneA;
    let b = this.#laneB;
    for (let row = this.#hashed; row < this.rows; row++) {
      const at = (row & this.#mask) * ROW;
      a = Math.imul(a ^ numbers[at]!, 0x9e3779b1);
      b = Math.imul(b ^ numbers[at + 1]!, 0x85ebca77);
      a = Math.imul(((a << 13) | (a >>> 19)) ^ numbers[at + 2]!, 0xc2b2ae3d);
      b = Math.imul(((b << 15) | (b >>> 17)) ^ numbers[at + 3]!, 0x27d4eb2f);
      a = Math.imul(((a << 11) | (a >>> 21)) ^ numbers[at + 4]!, 0x165667b1);
      b = Math.imul(((b << 17) | (b >>> 15)) ^ numbers[at + 5]!, 0x9e3779b1);
      a = Math.imul(((a << 7) | (a >>> 25)) ^ numbers[at + 6]!, 0x85ebca77);
      const mixed = a ^ (b >>> 16);
      b ^= a >>> 15;
      a = mixed;
    }
    this.#laneA = a;
    this.#laneB = b;
    this.#hashed = this.rows;
  }

  /** A fact of the story, or one that a step waits for. */
  #attend(row: number, fact: FactCode): void {
    if ((this.#special[fact]! & IS_WANTED) !== 0) this.found = true;
    if ((this.#special[fact]! & IS_WATCHED) !== 0) this.watcher?.(this.row(row));
    if ((this.#special[fact]! & IS_STORY) === 0) return;
    const at = this.storyRows++ * ROW_STRIDE;
    if (at === this.#story.length) {
      const larger = new Float64Array(this.#story.length * 2);
      larger.set(this.#story);
      this.#story = larger;
    }
    const { timeUs, who, what, where, offset, extra } = this.row(row);
    this.#story.set([timeUs, fact, who, what, where, offset, extra], at);
  }

  /** The hash of all rows so far: two 32-bit lanes as 16 hexadecimal digits. */
  get hash(): string {
    this.#hashRows();
    const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, "0");
    return hex(this.#laneA) + hex(this.#laneB);
  }

  /** The oldest row that can still be read. */
  get firstRow(): number {
    return Math.max(this.#readableFrom, this.rows - this.#mask - 1);
  }

  /** Row number `index`, from `firstRow` to `rows - 1`. */
  row(index: number): TraceRow {
    const at = (index & this.#mask) * ROW;
    const numbers = this.#numbers;
    const timeHigh = numbers[at + 1]! & TIME_HIGH_MASK;
    return {
      timeUs: timeHigh * TWO_TO_32 + (numbers[at]! >>> 0),
      fact: (numbers[at + 1]! >>> FACT_SHIFT) as FactCode,
      who: numbers[at + 2]!,
      what: numbers[at + 3]!,
      where: numbers[at + 4]!,
      offset: numbers[at + 5]!,
      extra: numbers[at + 6]!,
    };
  }

  /** A copy of the story rows from `from` on. */
  storyFrom(from: number): Float64Array {
    return this.#story.slice(from * ROW_STRIDE, this.storyRows * ROW_STRIDE);
  }

  /** Row number `index` of the story, from 0 to `storyRows - 1`. */
  storyRow(index: number): TraceRow {
    const at = index * ROW_STRIDE;
    const number = (column: number): number => this.#story[at + column]!;
    return {
      timeUs: number(0),
      fact: number(1) as FactCode,
      who: number(2),
      what: number(3),
      where: number(4),
      offset: number(5),
      extra: number(6),
    };
  }

  /** Whether row number `index` of the story is this fact. */
  isStory(index: number, fact: FactCode): boolean {
    return this.#story[index * ROW_STRIDE + 1] === fact;
  }

  /** Forgets every row, so that a reader who has read them can let the recorder go on from an empty one. */
  forget(): void {
    this.rows = 0;
    this.storyRows = 0;
    this.#hashed = 0;
    this.#readableFrom = 0;
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
    this.unwatch();
    const wanted = facts.length === 0 ? FACT_NAMES : facts;
    for (const name of wanted) this.#special[Fact[name]]! |= IS_WANTED;
  }

  /** Lets `watcher` look at rows with these facts. */
  attend(facts: readonly FactName[]): void {
    for (const name of facts) this.#special[Fact[name]]! |= IS_WATCHED;
  }

  unwatch(): void {
    for (let fact = 0; fact < this.#special.length; fact++) this.#special[fact]! &= ~IS_WANTED;
    this.found = false;
  }

  get bytes(): number {
    return this.#numbers.byteLength + this.#story.byteLength;
  }

  save(): SavedTrace {
    this.#hashRows();
    return { rows: this.rows, story: this.storyRows, laneA: this.#laneA, laneB: this.#laneB };
  }

  restore(saved: SavedTrace): void {
    const kept = this.firstRow;
    const isGap = saved.rows > this.rows || saved.rows < kept;
    this.#readableFrom = isGap ? saved.rows : kept;
    this.rows = saved.rows;
    this.#hashed = saved.rows;
    this.storyRows = saved.story;
    this.#laneA = saved.laneA;
    this.#laneB = saved.laneB;
  }

  #grow(): void {
    const size = (this.#mask + 1) * 2;
    const numbers = new Int32Array(size * ROW);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    this.#mask = size - 1;
  }
}
