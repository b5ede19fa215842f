import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addMark,
  addToBins,
  clusters,
  emptyBins,
  freePlace,
  keyTarget,
  MARK_KINDS,
  MARK_WIDTH_PX,
  ticks,
  timeAt,
} from "./timeline-layout.ts";

const S = 1_000_000;

describe("clusters", () => {
  it("draws apart what has room and together what would overlap", () => {
    const bins = emptyBins(100 * S);
    addToBins(
      bins,
      [
        { timeUs: 10 * S, fact: "rebalanceStarted" },
        { timeUs: 10.5 * S, fact: "crashed" },
        { timeUs: 60 * S, fact: "deadLettered" },
        { timeUs: 61 * S, fact: "stable" },
      ],
      0,
    );
    const found = clusters(bins, 1000);
    expect(found.map(({ kind, count }) => ({ kind, count }))).toEqual([
      { kind: "crash", count: 2 },
      { kind: "dead-letter", count: 1 },
    ]);
    expect(found[0]?.timeUs).toBe(10.5 * S);
    expect(found[0]?.parts).toEqual([
      { kind: "crash", count: 1, first: 1 },
      { kind: "rebalance", count: 1, first: 0 },
    ]);
  });

  it("shows a crash that a person ordered once", () => {
    const bins = emptyBins(100 * S);
    addToBins(
      bins,
      [
        { timeUs: S, fact: "intervened" },
        { timeUs: S, fact: "crashed" },
        { timeUs: 2 * S, fact: "intervened" },
      ],
      0,
    );
    expect(clusters(bins, 10_000).map(({ kind, count }) => `${count} ${kind}`)).toEqual([
      "1 crash",
      "1 fault",
    ]);
  });

  it("keeps every mark and never lets two overlap, at any width", () => {
    const mark = fc.record({
      kind: fc.constantFrom(...MARK_KINDS),
      at: fc.integer({ min: 0, max: 100 * S }),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 200 }), fc.integer({ min: 1, max: 3000 }), (marks, width) => {
        const bins = emptyBins(100 * S);
        for (const [index, { kind, at }] of marks.entries()) addMark(bins, kind, at, index);
        const found = clusters(bins, width);
        expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(marks.length);
        for (const [index, { x }] of found.entries()) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(width);
          const before = found[index - 1];
          if (before !== undefined) expect(x - before.x).toBeGreaterThanOrEqual(MARK_WIDTH_PX - 1e-6);
        }
      }),
    );
  });

  it("gives the same whether rows come at once or one by one", () => {
    const rows = Array.from(
      { length: 50 },
      (_, i) => ({ timeUs: i * 2 * S, fact: i % 3 === 0 ? "duplicated" : "crashed" }) as const,
    );
    const atOnce = emptyBins(100 * S);
    addToBins(atOnce, rows, 0);
    const oneByOne = emptyBins(100 * S);
    for (let end = 1; end <= rows.length; end++) addToBins(oneByOne, rows.slice(0, end), end - 1);
    expect(clusters(oneByOne, 640)).toEqual(clusters(atOnce, 640));
  });
});

describe("freePlace", () => {
  it("is beside what is there, and inside the timeline", () => {
    const mark = (x: number) => ({ kind: "fault" as const, x, timeUs: 0, count: 1, parts: [] });
    expect(freePlace([], 50, 1000)).toBe(50);
    expect(freePlace([mark(50)], 50, 1000)).toBe(18);
    expect(freePlace([mark(10)], 10, 1000)).toBe(42);
    expect(freePlace([mark(0), mark(73.9), mark(131)], 74, 1000)).toBeCloseTo(41.9);
    expect(freePlace([mark(0), mark(40), mark(80), mark(120)], 41, 150)).toBe(41);
  });
});

describe("ticks", () => {
  it("begin at 0 and stand apart", () => {
    expect(ticks(180 * S, 900)).toEqual(
      [0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165, 180].map((s) => s * S),
    );
    expect(ticks(180 * S, 300)).toEqual([0, 60, 120, 180].map((s) => s * S));
    expect(ticks(0, 300)).toEqual([]);
  });
});

describe("timeAt", () => {
  it("stays within the run", () => {
    expect(timeAt(450, 900, 180 * S)).toBe(90 * S);
    expect(timeAt(-5, 900, 180 * S)).toBe(0);
    expect(timeAt(2000, 900, 180 * S)).toBe(180 * S);
  });
});

describe("keyTarget", () => {
  it("moves by a second, ten seconds, a tenth of the run, or to an end", () => {
    expect(keyTarget("ArrowRight", false, 5 * S, 180 * S)).toBe(6 * S);
    expect(keyTarget("ArrowLeft", true, 5 * S, 180 * S)).toBe(0);
    expect(keyTarget("PageUp", false, 5 * S, 180 * S)).toBe(23 * S);
    expect(keyTarget("End", false, 5 * S, 180 * S)).toBe(180 * S);
    expect(keyTarget("a", false, 5 * S, 180 * S)).toBeNull();
  });
});
