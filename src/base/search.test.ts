import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countUntil, lastUntil } from "./search.ts";

describe("search in what is sorted", () => {
  it("finds what walking through finds", () => {
    const sorted = fc.array(fc.integer({ min: 0, max: 20 })).map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(sorted, fc.integer({ min: -1, max: 21 }), (list, wanted) => {
        const until = list.filter((value) => value <= wanted).length;
        expect(countUntil(list.length, (index) => list[index]!, wanted)).toBe(until);
        expect(lastUntil(list, wanted)).toBe(until - 1);
      }),
    );
  });
});
