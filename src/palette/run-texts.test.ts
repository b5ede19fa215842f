import { describe, expect, it } from "vitest";
import { nameProblem, newSeed, seedProblem } from "./run-texts.ts";

describe("texts of a run", () => {
  it("ask for a name", () => {
    expect(nameProblem("Order system")).toBeNull();
    expect(nameProblem("  ")).toMatch(/needed/);
  });

  it("take any seed of 1 to 64 characters", () => {
    expect([seedProblem("1"), seedProblem("x".repeat(64))]).toEqual([null, null]);
    expect(seedProblem("")).toMatch(/1 to 64/);
    expect(seedProblem("x".repeat(65))).toMatch(/has 65/);
  });

  it("roll a seed that is one, and another", () => {
    const seed = newSeed("1");
    expect(seedProblem(seed)).toBeNull();
    expect(newSeed(seed)).not.toBe(seed);
  });
});
