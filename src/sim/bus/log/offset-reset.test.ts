import { describe, expect, it } from "vitest";
import { firstAtOrAfter, resetOffset, type OffsetReset } from "./offset-reset.ts";

/** A log from 100 to 200 with one record every 10 ms from 1,000 ms on; 150 is committed; it is 2,500 ms. */
const partition = {
  start: 100,
  end: 200,
  committed: 150,
  nowMs: 2_500,
  offsetAt: (timeMs: number) => firstAtOrAfter(100, 200, timeMs, (offset) => 1_000 + (offset - 100) * 10),
};

describe("a reset by hand", () => {
  it.each<readonly [OffsetReset, number]>([
    [{ to: "to-earliest" }, 100],
    [{ to: "to-latest" }, 200],
    [{ to: "to-current" }, 150],
    [{ to: "to-offset", offset: 120 }, 120],
    [{ to: "to-offset", offset: 5 }, 100],
    [{ to: "to-offset", offset: 500 }, 200],
    [{ to: "shift-by", by: -30 }, 120],
    [{ to: "shift-by", by: 30 }, 180],
    [{ to: "shift-by", by: -100 }, 100],
    [{ to: "to-datetime", timeMs: 1_095 }, 110],
    [{ to: "to-datetime", timeMs: 0 }, 100],
    [{ to: "to-datetime", timeMs: 9_000 }, 200],
    [{ to: "by-duration", durationMs: 1_000 }, 150],
  ])("%j ends at %i", (reset, offset) => {
    expect(resetOffset(reset, partition)).toBe(offset);
  });

  it("has nothing to shift without a commit, and takes the end for the current offset", () => {
    const fresh = { ...partition, committed: -1 };
    expect(resetOffset({ to: "shift-by", by: 1 }, fresh)).toBeNull();
    expect(resetOffset({ to: "to-current" }, fresh)).toBe(200);
  });
});

describe("the offset of a moment", () => {
  it("is the first one whose timestamp is not before it, also where timestamps fall back", () => {
    const stamps = [10, 50, 20, 60];
    const at = (timeMs: number): number => firstAtOrAfter(0, 4, timeMs, (offset) => stamps[offset]!);
    expect([at(5), at(20), at(50), at(55), at(61)]).toEqual([0, 1, 1, 3, -1]);
  });
});
