import { describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import type { RunResult } from "#sweep/measuring.ts";
import type { SweepPlan } from "#sweep/plan.ts";
import { columnsOf, scaleOf, seriesOf } from "./bands.ts";

const plan: SweepPlan = {
  scenario: {
    ...emptyScenario(),
    nodes: [{ id: "a", kind: "service", name: "pay", config: {} }],
  },
  axes: [
    { knob: { of: "node", nodeId: "a", setting: "serviceTimeMs" }, values: [10, 20] },
    { knob: { of: "load" }, values: [1, 2] },
  ],
  seeds: ["a", "b"],
  load: 1,
  warmUpMs: 0,
  groupId: "",
};

const run = (lagEnd: number | null): RunResult =>
  ({ is: "run", outcome: "finished", says: "", traceHash: "", measured: { lagEnd } }) as RunResult;

describe("the bands of a sweep", () => {
  it("have a column for each value and a line for each value of the second setting", () => {
    // Points: 10 ms at load 1, 10 ms at load 2, 20 ms at load 1 …, each with two seeds.
    const results = new Map([1, 3, 5, 7, 9, null].map((lag, index) => [index, run(lag)]));
    expect(columnsOf(plan).map(({ text }) => text)).toEqual(["10 ms", "20 ms"]);
    const series = seriesOf(plan, results, "lagEnd");
    expect(series.map(({ name }) => name)).toEqual(["1 × the load", "2 × the load"]);
    expect(series[0]!.bands).toMatchObject([
      { min: 1, max: 3, known: 2 },
      { min: 9, max: 9, known: 1 },
    ]);
    expect(series[1]!.bands).toMatchObject([{ min: 5, max: 7 }, null]);
  });
});

describe("the scale of a chart", () => {
  it("starts at nothing and ends at a round number", () => {
    expect(scaleOf([3, 17], false).ticks).toEqual([0, 5, 10, 15, 20]);
    expect(scaleOf([820], false).ticks.at(-1)).toBe(1000);
    expect(scaleOf([], true).ticks).toEqual([0, 1]);
    expect(scaleOf([2], true).ticks).toEqual([0, 1, 2]);
    expect(scaleOf([0, 0], true).at(0)).toBe(0);
  });

  it("goes by powers of ten where the values lie far apart", () => {
    const { isLog, ticks, at } = scaleOf([30, 90_000], false);
    expect([isLog, ticks]).toEqual([true, [10, 100, 1_000, 10_000, 100_000]]);
    expect([at(10), at(100_000)]).toEqual([0, 1]);
    expect(scaleOf([0, 90_000], false).isLog).toBe(false);
  });
});
