import { describe, expect, it } from "vitest";
import { STORY_FACTS } from "#sim/facts.ts";
import { followTop, LOG_KINDS, rowForKey, suiting, windowOf } from "./log-rows.ts";

const entries = [
  { timeUs: 1, fact: "crashed", text: "payment-service-1 crashed." },
  { timeUs: 5, fact: "rebalanceStarted", text: "Group payment rebalances." },
  { timeUs: 5, fact: "duplicated", text: "payment-service-2 processes order-events 1 again." },
] as const;

describe("the log", () => {
  it("finds sentences by kind and by words in any order and case", () => {
    expect(suiting(entries, "all", "  ")).toBeNull();
    expect(suiting(entries, "groups", "")).toEqual([1]);
    expect(suiting(entries, "all", "PAYMENT again")).toEqual([2]);
    expect(suiting(entries, "messages", "crashed")).toEqual([]);
  });

  it("has a kind for every fact of the story", () => {
    for (const fact of STORY_FACTS) {
      expect(
        LOG_KINDS.some(({ facts }) => facts !== null && (facts as ReadonlySet<string>).has(fact)),
        fact,
      ).toBe(true);
    }
  });

  it("draws only what is on screen", () => {
    expect(windowOf(100_000, 26 * 500, 260, 26)).toEqual({ from: 494, to: 516 });
    expect(windowOf(3, 0, 260, 26)).toEqual({ from: 0, to: 3 });
    expect(windowOf(0, 0, 260, 26)).toEqual({ from: 0, to: 0 });
  });

  it("walks by keys and stays within the log", () => {
    expect(rowForKey("ArrowDown", 3, 10)).toBe(4);
    expect(rowForKey("PageUp", 3, 10)).toBe(0);
    expect(rowForKey("End", 3, 10)).toBe(9);
    expect(rowForKey("x", 3, 10)).toBeNull();
  });

  it("follows the playhead and leaves a glimpse of what comes", () => {
    expect(followTop(5, 5, 260, 26)).toBe(0);
    expect(followTop(100, 100, 260, 26)).toBe(2340);
    expect(followTop(100, 200, 260, 26)).toBe(2366);
  });
});
