import { describe, expect, it } from "vitest";
import { offsetForKey, offsetTicks, offsetUnder, percentOf, placed, scaleFor } from "./scale.ts";

const LOG = { logStart: 100, logEnd: 1_000 };

describe("the scale of a log", () => {
  it("has the newest offsets with a little room behind the log end, or what was gone to", () => {
    expect(scaleFor(LOG, 60, null)).toEqual({ from: 942, to: 1_002 });
    expect(scaleFor(LOG, 60, 200)).toEqual({ from: 200, to: 260 });
    expect(scaleFor(LOG, 60, 5_000)).toEqual({ from: 942, to: 1_002 });
    expect(scaleFor({ logStart: 0, logEnd: 10 }, 60, null)).toEqual({ from: 0, to: 60 });
  });

  it("can have the whole log, also an empty one", () => {
    expect(scaleFor(LOG, Infinity, null)).toEqual({ from: 100, to: 1_018 });
    expect(scaleFor({ logStart: 7, logEnd: 7 }, Infinity, null)).toEqual({ from: 7, to: 8 });
  });

  it("has a place for each offset, and back", () => {
    const scale = { from: 100, to: 200 };
    expect(percentOf(150, scale)).toBe(50);
    expect(placed(90, 110, scale)).toEqual({ left: "0%", width: "10%" });
    expect(placed(190, 300, scale)).toEqual({ left: "90%", width: "10%" });
    expect(placed(0, 100, scale)).toBeNull();
    expect(placed(200, 210, scale)).toBeNull();
    expect(offsetUnder(0.5, scale)).toBe(150);
    expect(offsetUnder(7, scale)).toBe(199);
    expect(offsetUnder(-1, scale)).toBe(100);
  });

  it("labels some ten round offsets", () => {
    expect(offsetTicks({ from: 942, to: 1_002 })).toEqual([950, 960, 970, 980, 990, 1_000]);
    expect(offsetTicks({ from: 0, to: 5 })).toEqual([0, 1, 2, 3, 4]);
    for (const to of [9, 77, 1_234, 999_999, 1e9])
      expect(offsetTicks({ from: 0, to }).length).toBeLessThan(13);
  });

  it("is walked by keys, within the log", () => {
    const log = { ...LOG, span: 60 };
    expect(offsetForKey("ArrowRight", 500, log)).toBe(501);
    expect(offsetForKey("PageDown", 500, log)).toBe(470);
    expect(offsetForKey("Home", 500, log)).toBe(100);
    expect(offsetForKey("End", 500, log)).toBe(999);
    expect(offsetForKey("ArrowRight", 999, log)).toBe(999);
    expect(offsetForKey("x", 500, log)).toBeNull();
  });
});
