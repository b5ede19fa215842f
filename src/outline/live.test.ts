import { describe, expect, it } from "vitest";
import { GroupAt } from "#sim/frame.ts";
import { sampleStride } from "#sim/samples.ts";
import { frameOf, layout } from "#session/run.fixture.ts";
import { cellsOf, spokenCells, type Series } from "./live.ts";
import type { Target } from "./rows.ts";

/** Every total grows by five messages a second, sampled every tenth of one. */
const series: Series = {
  times: Array.from({ length: 100 }, (_, at) => (at + 1) * 100_000),
  column: (column) =>
    Array.from({ length: 100 }, (_, at) => (column < sampleStride(layout) ? (at + 1) * 0.5 : 0)),
};
const cells = (target: Target) => cellsOf(target, layout, frameOf(), series);

describe("what a row says of the run", () => {
  it("is of a service how many instances are up, its group's lag and its rate", () => {
    expect(cells({ is: "node", id: "payment" })).toEqual({
      state: "1 of 2 up",
      tone: "bad",
      lag: "5+?",
      step: 1,
      rate: "5/s",
    });
    expect(cells({ is: "node", id: "shop" })).toMatchObject({ state: "1 up", lag: "", rate: "5/s" });
  });

  it("is of a group its state, generation and what nobody owns", () => {
    expect(cells({ is: "node", id: "payment-group" })).toMatchObject({ state: "stable, gen 6, 1 unowned" });
    const resting = frameOf((frame) => (frame.groups[GroupAt.state] = 1));
    const target = { is: "node", id: "payment-group" } as const;
    expect(cellsOf(target, layout, resting, series).state).toMatch(/^rebalancing/);
  });

  it("is of an instance what it does and owns", () => {
    expect(cells({ is: "instance", service: "payment", number: 1 })).toMatchObject({
      state: "working, owns 0",
      tone: "busy",
    });
    expect(cells({ is: "instance", service: "payment", number: 2 }).state).toBe("crashed");
  });

  it("is of a partition its offsets, its owner and the lag", () => {
    expect(cells({ is: "partition", topic: "orders", number: 0 })).toMatchObject({
      state: "2 – 15",
      lag: "5",
    });
    const owned = cells({ is: "pair", group: "payment-group", topic: "orders", number: 0 });
    expect(owned).toMatchObject({ state: "instance 1", lag: "5" });
    expect(cells({ is: "pair", group: "payment-group", topic: "orders", number: 1 })).toMatchObject({
      state: "unowned",
      tone: "bad",
      lag: "?",
    });
  });

  it("is of a topic what it holds, and of a queue its dead letters", () => {
    expect(cells({ is: "node", id: "orders" })).toMatchObject({ state: "28 held", lag: "5" });
    expect(cells({ is: "node", id: "dlq" })).toMatchObject({ state: "1 dead letter", tone: "bad" });
    expect(cells({ is: "wire", id: "w1", at: "shop" }).state).toBe("30 sent");
  });

  it("is nothing where the run does not know it yet", () => {
    expect(cells({ is: "node", id: "new" }).state).toBe("");
    expect(cells({ is: "partition", topic: "orders", number: 9 }).state).toBe("");
  });

  it("reads aloud with what the numbers are", () => {
    expect(spokenCells(cells({ is: "node", id: "payment" }))).toEqual({
      lag: "lag 5 and more unknown",
      rate: "5 a second",
    });
  });
});
