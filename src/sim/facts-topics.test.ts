import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { REBALANCE_REASONS, START_REASONS } from "./fact-tables.ts";
import { play, type Played } from "./scenario.fixture.ts";

describe("a topic that is given more partitions", () => {
  /** From three to six at 20 s; clients ask for metadata every 10 s. */
  const grown = (group: Config = {}, shop: Config = {}): Played =>
    play({
      topics: { orders: { partitions: 3 } },
      shop: { ratePerSecond: 60, metadataMaxAgeMs: 10_000, ...shop },
      worker: { instances: 2 },
      group: { consumerMetadataMaxAgeMs: 10_000, commit: "after-batch", ...group },
      durationMs: 60_000,
      deeds: [[20_000, "add-partitions", "orders", { partitions: 6 }]],
    });

  it("has them at once, and nobody knows of it before the next metadata", () => {
    const played = grown();
    expect(played.first("partitionsAdded")).toMatchObject({ what: 3, extra: 6 });
    const rebalancedMs = played.at("rebalanceStarted", { afterMs: 20_000 });
    expect(rebalancedMs - 20_000).toBeLessThan(10_100);
    for (const on of ["3", "4", "5"]) {
      expect(played.count("appended", { on, beforeMs: 20_000 })).toBe(0);
      expect(played.count("appended", { on })).toBeGreaterThan(50);
    }
  });

  it("lets the leader join again, which deals out all six", () => {
    const played = grown();
    const started = played.first("rebalanceStarted", { afterMs: 20_000 });
    expect(["leader-rejoined", "metadata-changed"]).toContain(REBALANCE_REASONS[started.what]);
    expect(started.extra).toBe(played.all("generationFormed", { beforeMs: 20_000 }).at(-1)!.extra);
    expect(played.owners(19_000)).toEqual({ 1: ["0", "1"], 2: ["2"] });
    expect(played.owners(59_000)).toEqual({ 1: ["0", "1", "2"], 2: ["3", "4", "5"] });
  });

  it("skips what a group that starts at latest finds in them, and says so", () => {
    const played = grown(
      { autoOffsetReset: "latest", consumerMetadataMaxAgeMs: 15_000 },
      { metadataMaxAgeMs: 1_000 },
    );
    const skipped = played.all("recordsSkipped");
    expect(skipped.map(({ where }) => played.label(where)).sort()).toEqual(["3", "4", "5"]);
    for (const { offset, extra, where } of skipped) {
      expect(offset).toBe(0);
      expect(extra).toBeGreaterThan(20);
      const first = played.first("positioned", { on: played.label(where) });
      expect(first).toMatchObject({ offset: extra, extra: START_REASONS.indexOf("latest") });
    }
    const lost = skipped.reduce((sum, { extra }) => sum + extra, 0);
    expect(played.group.lost).toBe(lost);
  });

  it("skips nothing where the group starts at earliest", () => {
    const played = grown({ autoOffsetReset: "earliest" });
    expect(played.count("recordsSkipped")).toBe(0);
    expect(played.group).toMatchObject({ lost: 0, duplicates: 0 });
  });

  it("stays as it is where fewer are asked for than there are", () => {
    const played = play({
      topics: { orders: { partitions: 3 } },
      durationMs: 30_000,
      deeds: [[20_000, "add-partitions", "orders", { partitions: 2 }]],
    });
    expect(played.count("partitionsAdded")).toBe(0);
    expect(played.count("rebalanceStarted", { afterMs: 20_000 })).toBe(0);
  });
});

describe("a subscription by pattern", () => {
  it("takes of the wired topics those whose whole name matches", () => {
    const played = play({
      topics: { "orders-eu": { partitions: 2 }, "orders-us": { partitions: 2 }, payments: { partitions: 2 } },
      group: { pattern: "orders-.*" },
      durationMs: 20_000,
    });
    expect(played.owners(19_000)).toEqual({
      1: ["orders-eu-0", "orders-eu-1", "orders-us-0", "orders-us-1"],
    });
    expect(played.count("appended", { on: "payments-0" })).toBeGreaterThan(0);
    expect(played.count("fetched", { on: "payments-0" })).toBe(0);
  });

  it("that takes none leaves its member with nothing", () => {
    const played = play({ group: { pattern: "order" }, durationMs: 20_000 });
    expect(played.owners(19_000)).toEqual({ 1: [] });
  });
});

describe("a producer whose clock is wrong", () => {
  const skewed = (skewMs: number): Played =>
    play({
      topics: {
        orders: { partitions: 1, retentionMs: 10_000, segmentMs: 5_000, timestampAfterMaxMs: 1_000_000_000 },
      },
      retentionCheckMs: 1_000,
      durationMs: 60_000,
      deeds: [[20_000, "clock-skew", "shop", { instance: 1, skewMs }]],
    });

  it("that is ahead pins its messages, and everything behind them, beyond retention.ms", () => {
    const played = skewed(3_600_000);
    expect(played.first("clockSkewed").extra).toBe(3_600_000);
    const before = played.all("appended", { beforeMs: 19_900 }).length;
    expect(Math.max(...played.all("retired").map(({ offset }) => offset))).toBeLessThanOrEqual(before + 1);
    expect(played.group.partitions[0]!.committed).toBeGreaterThan(500);
  });

  it("that is far behind has its messages deleted as soon as their segment may go", () => {
    const played = skewed(-3_600_000);
    const right = skewed(0);
    const start = (run: Played): number => Math.max(...run.all("retired").map(({ offset }) => offset));
    expect(start(played)).toBeGreaterThan(start(right) + 50);
  });
});
