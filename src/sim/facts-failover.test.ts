import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

/** Three brokers; two members of three partitions with three replicas each. */
function clustered(deeds: readonly Deed[], group: Config = {}, durationMs = 60_000): Played {
  return play({
    cluster: { brokers: 3 },
    topics: { orders: { partitions: 3, replicationFactor: 3, minInsyncReplicas: 2 } },
    shop: { ratePerSecond: 60 },
    worker: { instances: 2 },
    group: { commit: "after-batch", ...group },
    durationMs,
    deeds,
  });
}

describe("a consumer whose partition's leader dies", () => {
  const crashes = [1, 2, 3].map((broker) =>
    clustered([[20_000, "broker-crash", "cluster", { instance: broker }]]),
  );

  it("goes on with the new leader, having lost and repeated nothing", () => {
    for (const played of crashes) {
      const { group } = played;
      expect(group).toMatchObject({ lost: 0, duplicates: 0 });
      expect(group.processed).toBeGreaterThan(3_400);
      for (const { lag } of group.partitions) expect(lag).toBeLessThan(60);
    }
  });

  it("does not leave its group for that", () => {
    for (const played of crashes) {
      expect(played.count("memberRemoved")).toBe(0);
      expect(played.count("rebalanceStarted", { afterMs: 20_000 })).toBe(0);
    }
  });

  it("reads nothing new until the dead broker is counted out, of no partition that it keeps: the high watermark waits for it", () => {
    for (const played of crashes) {
      for (const on of ["0", "1", "2"]) {
        const times = played.all("processed", { on }).map(({ timeUs }) => timeUs / 1000);
        const longest = Math.max(...times.map((ms, i) => ms - (times[i - 1] ?? ms)));
        expect(longest).toBeGreaterThan(6_900);
        expect(longest).toBeLessThan(10_500);
      }
    }
  });
});

describe("a group whose coordinator dies", () => {
  it("keeps its members and offsets: the next broker loads what was written", () => {
    for (const broker of [1, 2, 3]) {
      const played = clustered([[20_000, "broker-crash", "cluster", { instance: broker }]], {
        commit: "after-record",
      });
      expect(played.group).toMatchObject({ lost: 0, state: "Stable", generation: 1 });
      expect(played.group.duplicates).toBe(0);
      expect(played.all("committed").at(-1)!.timeUs / 1000).toBeGreaterThan(59_000);
    }
  });

  it("in the midst of a rebalance goes back to the last stable generation, and rebalances again", () => {
    for (const broker of [1, 2, 3]) {
      const played = clustered([
        [20_000, "scale", "worker", { instances: 3 }],
        [20_500, "broker-crash", "cluster", { instance: broker }],
      ]);
      expect(played.group).toMatchObject({ lost: 0, state: "Stable" });
      expect(Object.values(played.owners(59_000)).map(({ length }) => length)).toEqual([1, 1, 1]);
    }
  });

  it("gives every member its whole session again: the new one cannot know who has gone", () => {
    const removedMs = [1, 2, 3]
      .map((broker) =>
        clustered(
          [
            [20_000, "crash", "worker", { instance: 1 }],
            [21_000, "broker-crash", "cluster", { instance: broker }],
          ],
          {},
          90_000,
        ).at("memberRemoved"),
      )
      .sort((a, b) => a - b);
    // Two of the brokers were not the coordinator's.
    expect(removedMs[1]).toBeLessThan(65_100);
    expect(removedMs[2]).toBeGreaterThan(72_000);
    expect(removedMs[2]).toBeLessThan(78_000);
  });

  it("that comes back is found again", () => {
    for (const broker of [1, 2, 3]) {
      const played = clustered(
        [
          [20_000, "broker-crash", "cluster", { instance: broker }],
          [40_000, "broker-restart", "cluster", { instance: broker }],
        ],
        {},
        90_000,
      );
      expect(played.group).toMatchObject({ lost: 0, duplicates: 0, state: "Stable" });
      for (const { lag } of played.group.partitions) expect(lag).toBeLessThan(60);
    }
  });
});

describe("a member that cannot reach its coordinator", () => {
  it("is removed when its session is over, and comes back when the network is whole", () => {
    const played = clustered(
      [
        [20_000, "cut-network", "cluster", { instance: 1, from: "clients", durationMs: 0 }],
        [20_000, "cut-network", "cluster", { instance: 2, from: "clients", durationMs: 0 }],
        [20_000, "cut-network", "cluster", { instance: 3, from: "clients", durationMs: 0 }],
        [90_000, "heal-network", "cluster"],
      ],
      {},
      160_000,
    );
    expect(played.at("memberRemoved")).toBeGreaterThan(62_000);
    expect(played.at("memberRemoved")).toBeLessThan(66_000);
    expect(
      Object.values(played.owners(159_000))
        .map(({ length }) => length)
        .sort((a, b) => a - b),
    ).toEqual([1, 2]);
    expect(played.group.lost).toBe(0);
  });
});
