import { array, assert as check, constantFrom, integer, property, record, sample } from "fast-check";
import { expect, it } from "vitest";
import { acknowledge, type AcknowledgeType } from "./share-acknowledge.ts";
import { acquire } from "./share-acquire.ts";
import {
  advanceLogStart,
  canAcquire,
  createSharePartition,
  expireLocks,
  forgetAcquisitions,
  isFinal,
  nextExpiryUs,
  nextFetchOffset,
  RecordIs,
  type RecordRange,
  type RecordState,
  releaseHeld,
  type SharePartition,
  type ShareSettings,
} from "./share-partition.ts";

const settings: ShareSettings = { lockDurationUs: 30, deliveryCountLimit: 4, recordLocksMax: 40 };

/** What some member or the world does next. */
const step = record({
  does: constantFrom(
    "fetch",
    "fetch",
    "fetch",
    "acknowledge",
    "acknowledge",
    "acknowledge",
    "lie",
    "wait",
    "append",
    "close",
    "retire",
    "elect",
  ),
  member: integer({ min: 0, max: 2 }),
  amount: integer({ min: 1, max: 12 }),
  batchOf: constantFrom(1, 1, 3, 5),
  types: array(integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
});
interface Step {
  readonly does: string;
  readonly member: number;
  readonly amount: number;
  readonly batchOf: number;
  readonly types: readonly number[];
}

interface Known {
  is: RecordState;
  deliveryCount: number;
  holder: number;
}

/** A share partition, and record by record what it has said. */
class World {
  readonly partition: SharePartition = createSharePartition(0);
  readonly known = new Map<number, Known>();
  nowUs = 0;
  logEnd = 0;
  logStart = 0;
  /** How often something of each kind happened. */
  readonly seen = new Map<string, number>();

  do(what: Step): void {
    this.nowUs++;
    switch (what.does) {
      case "fetch":
        return this.#fetch(what);
      case "acknowledge":
      case "lie":
        return this.#acknowledge(what);
      case "wait":
        this.nowUs += what.amount * 5;
        return this.#back(expireLocks(this.partition, this.nowUs, settings), 0, "expired");
      case "append":
        this.logEnd += what.amount;
        return;
      case "close":
        return this.#back(releaseHeld(this.partition, what.member), -1, "closed");
      case "elect":
        return this.#back(forgetAcquisitions(this.partition), -1, "elected");
      case "retire":
        if (what.amount < 11) return;
        this.logStart = Math.min(this.logEnd, this.logStart + what.amount);
        for (const { first, count } of advanceLogStart(this.partition, this.logStart))
          for (let offset = first; offset < first + count; offset++) {
            expect(this.known.get(offset)!.is).toBe(RecordIs.available);
            this.known.get(offset)!.is = RecordIs.archived;
          }
    }
  }

  #count(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  #fetch({ member, amount, batchOf }: Step): void {
    const { partition, known, nowUs } = this;
    const fetchOffset = nextFetchOffset(partition);
    const mayAcquire = canAcquire(partition, settings);
    if (fetchOffset >= this.logEnd) return;
    const firstOffset = Math.floor(fetchOffset / batchOf) * batchOf;
    const lastOfBatch = (offset: number): number =>
      Math.min(this.logEnd - 1, Math.floor(offset / batchOf) * batchOf + batchOf - 1);
    const lastOffset = this.logEnd - 1;
    const request = {
      holder: member,
      maxRecords: amount,
      fetchOffset,
      firstOffset,
      lastOffset,
      lastOfBatch,
      nowUs,
    };
    const ranges = acquire(partition, request, settings);
    if (!mayAcquire) expect(ranges).toEqual([]);
    else if (ranges.length === 0) throw new Error(JSON.stringify({ request, partition }));
    for (const { first, count, deliveryCount } of ranges)
      for (let offset = first; offset < first + count; offset++) {
        const before = known.get(offset) ?? { is: RecordIs.available, deliveryCount: 0, holder: -1 };
        expect(before.is, `record ${offset} to be available`).toBe(RecordIs.available);
        expect(deliveryCount).toBe(before.deliveryCount + 1);
        expect(deliveryCount).toBeLessThanOrEqual(settings.deliveryCountLimit);
        known.set(offset, { is: RecordIs.acquired, deliveryCount, holder: member });
        this.#count(deliveryCount > 1 ? "delivered again" : "delivered");
      }
    const isLast = ranges.some(({ deliveryCount }) => deliveryCount === settings.deliveryCountLimit);
    if (isLast) expect(ranges.reduce((sum, { count }) => sum + count, 0)).toBe(1);
  }

  #acknowledge({ does, member, amount, types }: Step): void {
    const { known, nowUs, partition } = this;
    const mine = [...known.keys()].filter((offset) => {
      const { is, holder } = known.get(offset)!;
      return is === RecordIs.acquired && holder === member && offset >= partition.start;
    });
    const first = does === "lie" ? partition.start + amount - 1 : mine[amount % Math.max(1, mine.length)];
    if (first === undefined) return;
    let last = first;
    while (last - first < amount && (does === "lie" || mine.includes(last + 1))) last++;
    const one = types as AcknowledgeType[];
    const each =
      one.length === 1 ? one : Array.from({ length: last - first + 1 }, (_, i) => one[i % one.length]!);
    const isTrue = range(first, last).every((offset) => mine.includes(offset) || offset < partition.start);
    const before = JSON.stringify(partition);
    const { error, changed } = acknowledge(
      partition,
      member,
      [{ first, last, types: each }],
      nowUs,
      settings,
    );
    expect(error === "NONE", `${error} for ${first}-${last}`).toBe(isTrue);
    if (error !== "NONE") {
      this.#count("refused");
      return expect(JSON.stringify(partition)).toBe(before);
    }
    for (const { first: from, count, is, holder } of changed)
      for (let offset = from; offset < from + count; offset++) {
        const record = known.get(offset)!;
        expect([record.is, record.holder, holder]).toEqual([RecordIs.acquired, member, member]);
        record.is = is;
        this.#count(`acknowledged ${is}`);
      }
  }

  #back(ranges: readonly RecordRange[], countChangesBy: number, what: string): void {
    for (const { first, count, is, deliveryCount, holder } of ranges)
      for (let offset = first; offset < first + count; offset++) {
        const record = this.known.get(offset)!;
        expect([record.is, record.holder]).toEqual([RecordIs.acquired, holder]);
        record.is = is;
        if (is !== RecordIs.archived) record.deliveryCount += countChangesBy;
        expect(deliveryCount).toBe(record.deliveryCount);
        this.#count(what);
      }
  }

  /** What must hold between any two steps. */
  look(): void {
    const { known, partition } = this;
    const { batches, completed, end, start } = partition;
    expect(start).toBeLessThanOrEqual(end);
    let previous = -1;
    let done = 0;
    const inBatches = new Set<number>();
    for (const { first, last, state, deliveryCount, holder, each } of batches) {
      expect(first).toBeGreaterThan(previous);
      expect(last).toBeGreaterThanOrEqual(Math.max(first, start));
      expect(last).toBeLessThan(end);
      previous = last;
      for (const offset of range(first, last)) {
        inBatches.add(offset);
        const at = offset - first;
        const is = each === null ? state : each.state[at]!;
        const record = known.get(offset)!;
        expect([offset, is]).toEqual([offset, record.is]);
        expect(each === null ? deliveryCount : each.deliveryCount[at]).toBe(record.deliveryCount);
        expect(each === null ? holder : each.holder[at]).toBe(is === RecordIs.acquired ? record.holder : -1);
        if (offset >= start && isFinal(is)) done++;
      }
    }
    expect(completed).toBe(done);
    for (const [offset, { is }] of known) {
      if (offset < start)
        expect(isFinal(is) || offset < this.logStart, `record ${offset} to be done with`).toBe(true);
      else expect(inBatches.has(offset)).toBe(true);
    }
    if (batches.length > 0) expect(isFinal(known.get(start)?.is ?? RecordIs.available)).toBe(false);
    if (nextExpiryUs(partition) !== Infinity)
      expect(nextExpiryUs(partition)).toBeLessThanOrEqual(this.nowUs + settings.lockDurationUs);
  }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const steps = array(step, { minLength: 40, maxLength: 120 });

it("keeps every promise whatever members, timers, retention and elections do", () => {
  check(
    property(steps, (list) => {
      const world = new World();
      world.logEnd = 30;
      for (const what of list) {
        world.do(what);
        world.look();
      }
    }),
    { numRuns: 60 },
  );
});

it("sees everything happen in those runs, so that they show something", () => {
  const seen = new Map<string, number>();
  for (const list of sample(steps, { numRuns: 80, seed: 7 })) {
    const world = new World();
    world.logEnd = 30;
    for (const what of list) world.do(what);
    for (const [what, times] of world.seen) seen.set(what, (seen.get(what) ?? 0) + times);
  }
  const all = ["delivered", "delivered again", "refused", "expired", "closed", "elected"];
  for (const what of [...all, "acknowledged 0", "acknowledged 2", "acknowledged 3"])
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(20);
});
