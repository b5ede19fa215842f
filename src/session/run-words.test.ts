import { describe, expect, it } from "vitest";
import { GROUP_STRIDE, GroupAt, PAIR_STRIDE, PairAt } from "#sim/frame.ts";
import { runWords } from "./run-words.ts";
import { frameOf, layout } from "./run.fixture.ts";

describe("the run in words", () => {
  it("names every group with its state, lag and instances", () => {
    const shown = frameOf();
    shown.groups[GroupAt.state] = 1;
    expect(runWords(layout, { ...shown, atUs: 57_000_000 }, 8)).toMatch(
      /^At 0:57: payment-group rebalancing, lag 5 and unknown on 1 partition, 1 instance, 1 partition unowned/,
    );
  });

  it("says that a lag is unknown rather than 0", () => {
    const shown = frameOf();
    for (let at = PairAt.lag; at < shown.pairs.length; at += PAIR_STRIDE) shown.pairs[at] = -1;
    expect(runWords(layout, shown, 8)).toContain("lag unknown");
  });

  it("begins with the group in trouble, and counts those that are left out", () => {
    const two = { ...layout, groups: [...layout.groups, { ...layout.groups[0]!, name: "stuck-group" }] };
    const shown = frameOf();
    const groups = new Float64Array(2 * GROUP_STRIDE);
    groups.set(shown.groups.slice(0, GROUP_STRIDE));
    groups[GroupAt.state] = 3;
    groups[GROUP_STRIDE + GroupAt.state] = 2;
    const words = runWords(two, { ...shown, groups }, 1);
    expect(words).toContain("stuck-group rebalancing");
    expect(words).toMatch(/and 1 more group\.$/);
  });
});
