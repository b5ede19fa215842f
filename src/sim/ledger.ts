/**
 * What came of the messages, counted as it happens: who processed which offset how often, what was committed without
 * being processed, latencies, totals. It watches the run and never steers it; the trace tells the same, row by row.
 */
import type { Micros } from "#base/units.ts";
import { bucketOf, LatencyHistogram } from "./latency-histogram.ts";
import { PagedBytes, type SavedBytes } from "./kernel/paged-bytes.ts";
import type { Program } from "./program.ts";

/** Counters of a group, by position in `Ledger.group(…)`. */
export const Count = {
  processed: 0,
  duplicates: 1,
  retried: 2,
  deadLettered: 3,
  skipped: 4,
  /** Offsets below the committed one that nobody has processed, dead-lettered or skipped: lost, unless still in somebody's hand. */
  committedUnhandled: 5,
  amountOnceCents: 6,
  amountEffectsCents: 7,
} as const;
const COUNTS = 8;

/** In `marks`: 0 untouched, 1 … 250 times processed, then: */
/** Went on to a retry topic of the group. */
export const MOVED_ON = 252;
/** No record that a group could see: a marker, a gap, or one of an aborted transaction. */
export const UNSEEN = 253;
export const DEAD_LETTERED = 254;
export const SKIPPED = 255;

export interface SavedLedger {
  readonly counts: Float64Array;
  readonly topics: Float64Array;
  readonly wires: Float64Array;
  readonly returns: Float64Array;
  readonly completed: Float64Array;
  readonly committed: Float64Array;
  readonly starts: Float64Array;
  readonly marks: readonly SavedBytes[];
  readonly latencies: readonly Uint32Array[];
  readonly windows: readonly Uint32Array[];
  readonly requests: readonly (Uint32Array | null)[];
}

export class Ledger {
  #counts: Float64Array;
  /** Per topic: appended, sum of amounts in cents. */
  topics: Float64Array;
  /** Per wire: messages that set out on it. */
  wires: Float64Array;
  /** Per wire: answers that have come back over it, those that are well and those that are not. */
  returns: Float64Array;
  /** Per pair of a share group: records behind the committed offset that are done with all the same; 0 of other groups. */
  completed: Float64Array;
  /** Per pair: the committed offset, -1 for none. */
  #committed: Float64Array;
  /** Per pair: where the group began to read it, -1 for not yet. */
  #starts: Float64Array;
  readonly #marks: PagedBytes[];
  readonly #latencies: LatencyHistogram[];
  readonly #windows: LatencyHistogram[];
  /** By service that takes requests from its front: from the request to its answer, of those that went well. */
  readonly requests: readonly (LatencyHistogram | null)[];

  constructor(program: Program) {
    const { layout } = program;
    this.#counts = new Float64Array(layout.groups.length * COUNTS);
    this.topics = new Float64Array(layout.topics.length * 2);
    this.wires = new Float64Array(layout.wires.length);
    this.returns = new Float64Array(layout.wires.length * 2);
    this.completed = new Float64Array(layout.pairCount);
    this.#committed = new Float64Array(layout.pairCount).fill(-1);
    this.#starts = new Float64Array(layout.pairCount).fill(-1);
    this.#marks = Array.from({ length: layout.pairCount }, () => new PagedBytes());
    this.#latencies = layout.groups.map(() => new LatencyHistogram());
    this.#windows = layout.groups.map(() => new LatencyHistogram());
    this.requests = program.services.map(({ config }) => (config.http ? new LatencyHistogram() : null));
  }

  count(group: number, counter: number): number {
    return this.#counts[group * COUNTS + counter]!;
  }

  add(group: number, counter: number, by: number): void {
    this.#counts[group * COUNTS + counter]! += by;
  }

  committed(pair: number): number {
    return this.#committed[pair]!;
  }

  /** End-to-end latency of everything that the group has processed. */
  latency(group: number): LatencyHistogram {
    return this.#latencies[group]!;
  }

  /** The same since the window was last cleared (by a sample). */
  latencyWindow(group: number): LatencyHistogram {
    return this.#windows[group]!;
  }

  /** What became of an offset at the group: 0 nothing yet, 1 … 250 how often it was processed, else UNSEEN, DEAD_LETTERED or SKIPPED. */
  mark(pair: number, offset: number): number {
    return this.#marks[pair]!.get(offset);
  }

  /** Where the group began to read the pair when nothing was committed yet, -1 where it did not. */
  startOf(pair: number): number {
    return this.#starts[pair]!;
  }

  /** Whether somebody of the group has dealt with the offset, well or badly. */
  isHandled(pair: number, offset: number): boolean {
    return this.#marks[pair]!.get(offset) !== 0;
  }

  /** A record was processed; how often it now was. `latencyUs` counts from the message's creation. */
  processed(group: number, pair: number, offset: number, amountCents: number, latencyUs: Micros): number {
    const marks = this.#marks[pair]!;
    const mark = marks.get(offset);
    const at = group * COUNTS;
    const counts = this.#counts;
    counts[at + Count.processed]!++;
    counts[at + Count.amountEffectsCents]! += amountCents;
    const bucket = bucketOf(latencyUs);
    this.#latencies[group]!.addTo(bucket, latencyUs);
    this.#windows[group]!.addTo(bucket, latencyUs);
    if (mark === 0) {
      marks.set(offset, 1);
      counts[at + Count.amountOnceCents]! += amountCents;
      if (offset < this.#committed[pair]!) counts[at + Count.committedUnhandled]!--;
      return 1;
    }
    const times = mark >= MOVED_ON ? 1 : Math.min(mark + 1, 250);
    marks.set(offset, times);
    if (mark >= MOVED_ON) counts[at + Count.amountOnceCents]! += amountCents;
    else counts[at + Count.duplicates]!++;
    return times;
  }

  /** A record was given up. */
  gaveUp(group: number, pair: number, offset: number, isDeadLettered: boolean): void {
    const marks = this.#marks[pair]!;
    const counts = this.#counts;
    counts[group * COUNTS + (isDeadLettered ? Count.deadLettered : Count.skipped)]!++;
    if (marks.get(offset) !== 0) return;
    marks.set(offset, isDeadLettered ? DEAD_LETTERED : SKIPPED);
    if (offset < this.#committed[pair]!) counts[group * COUNTS + Count.committedUnhandled]!--;
  }

  /** A record went on to a retry topic. */
  movedOn(group: number, pair: number, offset: number): void {
    const marks = this.#marks[pair]!;
    if (marks.get(offset) !== 0) return;
    marks.set(offset, MOVED_ON);
    if (offset < this.#committed[pair]!) this.#counts[group * COUNTS + Count.committedUnhandled]!--;
  }

  /** A consumer passed over an offset that holds no record for it. */
  unseen(group: number, pair: number, offset: number): void {
    const marks = this.#marks[pair]!;
    if (marks.get(offset) !== 0) return;
    marks.set(offset, UNSEEN);
    if (offset < this.#committed[pair]!) this.#counts[group * COUNTS + Count.committedUnhandled]!--;
  }

  /** Where the group begins to read a pair for the first time: what lies before it was never meant for the group. */
  begins(pair: number, offset: number): void {
    if (this.#committed[pair]! < 0 && this.#starts[pair]! < 0) this.#starts[pair] = offset;
  }

  /** The coordinator stored an offset: what it passes unhandled is lost unless somebody has it in hand. */
  commit(group: number, pair: number, offset: number): void {
    const before = this.#committed[pair]!;
    const from = before < 0 ? Math.max(0, this.#starts[pair]!) : before;
    this.#committed[pair] = offset;
    const marks = this.#marks[pair]!;
    let unhandled = 0;
    for (let at = Math.min(from, offset); at < Math.max(from, offset); at++)
      if (marks.get(at) === 0) unhandled++;
    this.#counts[group * COUNTS + Count.committedUnhandled]! += offset >= from ? unhandled : -unhandled;
  }

  /** An unclean election took the records of a pair from an offset on: others will stand there. */
  forgetFrom(group: number, pair: number, offset: number, end: number): void {
    const marks = this.#marks[pair]!;
    const committed = this.#committed[pair]!;
    for (let at = offset; at < end; at++) {
      if (marks.get(at) === 0) continue;
      marks.set(at, 0);
      if (at < committed) this.#counts[group * COUNTS + Count.committedUnhandled]!++;
    }
  }

  /** Something sets out over a wire (-1: one that is not drawn). */
  wentOver(wire: number, count = 1): void {
    if (wire >= 0) this.wires[wire]! += count;
  }

  /** An answer has come back over a wire (-1: one that is not drawn). */
  cameBack(wire: number, isWell: boolean): void {
    if (wire >= 0) this.returns[wire * 2 + (isWell ? 0 : 1)]!++;
  }

  /** A request from the front of a service was answered well. */
  answered(service: number, latencyUs: Micros): void {
    this.requests[service]!.add(latencyUs);
  }

  get bytesHeld(): number {
    let bytes = 0;
    for (const marks of this.#marks) bytes += marks.bytes;
    return bytes;
  }

  save(): SavedLedger {
    return {
      counts: this.#counts.slice(),
      topics: this.topics.slice(),
      wires: this.wires.slice(),
      returns: this.returns.slice(),
      completed: this.completed.slice(),
      committed: this.#committed.slice(),
      starts: this.#starts.slice(),
      marks: this.#marks.map((marks) => marks.save()),
      latencies: this.#latencies.map((histogram) => histogram.save()),
      windows: this.#windows.map((histogram) => histogram.save()),
      requests: this.requests.map((histogram) => histogram?.save() ?? null),
    };
  }

  restore(saved: SavedLedger): void {
    this.#counts = saved.counts.slice();
    this.topics = saved.topics.slice();
    this.wires = saved.wires.slice();
    this.returns = saved.returns.slice();
    this.completed = saved.completed.slice();
    this.#committed = saved.committed.slice();
    this.#starts = saved.starts.slice();
    this.#marks.forEach((marks, pair) => marks.restore(saved.marks[pair]!));
    this.#latencies.forEach((histogram, group) => histogram.restore(saved.latencies[group]!));
    this.#windows.forEach((histogram, group) => histogram.restore(saved.windows[group]!));
    this.requests.forEach((histogram, service) => histogram?.restore(saved.requests[service]!));
  }

  /** Records that the group passed without processing them; `inHand` of those committed are still in somebody's hand. Skipped ones are lost, too. */
  lost(group: number, inHand: number): number {
    return (
      Math.max(0, this.count(group, Count.committedUnhandled) - inHand) + this.count(group, Count.skipped)
    );
  }
}
