import { describe, expect, it } from "vitest";
import { GroupAt, PairAt } from "#sim/frame.ts";
import { frameOf, layout } from "#session/run.fixture.ts";
import { changesBetween, measuresOf } from "./was-now.ts";

describe("was and now", () => {
  it("tells only what differs, and whether that is worse", () => {
    const was = measuresOf(layout, frameOf(), "payment");
    const now = measuresOf(
      layout,
      frameOf((frame) => {
        frame.pairs[PairAt.lag] = 945;
        frame.groups[GroupAt.generation] = 7;
      }),
      "payment",
    );
    expect(changesBetween(was, now)).toEqual([
      { id: "payment-group/lag", label: "Lag", was: "5", now: "945", worse: true },
      { id: "payment-group/generation", label: "Generation", was: "6", now: "7", worse: false },
    ]);
  });

  it("is empty while nothing has changed", () => {
    expect(
      changesBetween(measuresOf(layout, frameOf(), "payment"), measuresOf(layout, frameOf(), "payment")),
    ).toEqual([]);
  });

  it("looks at the groups that read what a publishing service or a topic holds", () => {
    for (const target of ["shop", "orders"]) {
      expect(measuresOf(layout, frameOf(), target).map((measure) => measure.label)).toContain("Lag");
    }
  });

  it("tells who owns what, instance by instance", () => {
    const owns = measuresOf(layout, frameOf(), "payment").filter((measure) => measure.id.startsWith("owns"));
    expect(owns.map((measure) => `${measure.label} ${measure.text}`)).toEqual([
      "payment-1 owns 0",
      "payment-2 owns nothing",
    ]);
  });

  it("calls a new instance that owns nothing no change", () => {
    const owns = (text: string) => [{ id: "owns-3", label: "payment-3 owns", text }];
    expect(changesBetween([], owns("nothing"))).toEqual([]);
    expect(changesBetween([], owns("0"))).toMatchObject([{ was: "nothing", now: "0" }]);
  });

  it("knows nothing of a node that does not run", () => {
    expect(measuresOf(layout, frameOf(), "elsewhere")).toEqual([]);
  });
});
