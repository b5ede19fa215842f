import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { PROTOCOL_MESSAGES } from "./fact-tables.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

/** Three brokers; two members of the consumer protocol, of three partitions with three replicas each. */
function clustered(deeds: readonly Deed[], group: Config = {}, durationMs = 60_000): Played {
  return play({
    cluster: { brokers: 3 },
    topics: { orders: { partitions: 3, replicationFactor: 3, minInsyncReplicas: 2 } },
    shop: { ratePerSecond: 60 },
    worker: { instances: 2 },
    group: { protocol: "consumer", commit: "after-batch", ...group },
    durationMs,
    deeds,
  });
}

const brokers = [1, 2, 3];

/** The longest time in which no heartbeat of an instance was answered, ms. */
function longestSilence(played: Played, by: number): number {
  const heartbeat = PROTOCOL_MESSAGES.indexOf("ConsumerGroupHeartbeat");
  const answers = played.all("answered", { by }).filter(({ what }) => what === heartbeat);
  const times = answers.map(({ timeUs }) => timeUs / 1000);
  return Math.max(...times.slice(1).map((ms, at) => ms - times[at]!), 60_000 - times.at(-1)!);
}

describe("a group of the consumer protocol whose coordinator dies", () => {
  it("keeps its members, epochs and offsets: the next broker loads what was written", () => {
    for (const broker of brokers) {
      const played = clustered([[20_000, "broker-crash", "cluster", { instance: broker }]]);
      expect(played.group).toMatchObject({ lost: 0, duplicates: 0, state: "Stable", generation: 3 });
      expect(played.count("memberRemoved")).toBe(0);
      expect(played.count("rebalanceStarted", { afterMs: 20_000 })).toBe(0);
      expect(played.all("committed").at(-1)!.timeUs / 1000).toBeGreaterThan(59_000);
      // It is asked again every 100 ms until the dead broker is counted out, after 9 s.
      for (const by of [1, 2]) expect(longestSilence(played, by)).toBeLessThan(16_000);
    }
  });

  it("goes on in the midst of a rebalance where it was: what was given up stays given up", () => {
    for (const broker of brokers) {
      const played = clustered([
        [20_000, "scale", "worker", { instances: 3 }],
        [25_100, "broker-crash", "cluster", { instance: broker }],
      ]);
      expect(played.group).toMatchObject({ lost: 0, state: "Stable", generation: 4 });
      expect(played.shares(59_000)).toEqual([1, 1, 1]);
      expect(played.count("lostPartition")).toBe(0);
    }
  });

  it("that comes back is found again", () => {
    for (const broker of brokers) {
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

describe("members of the consumer protocol that cannot reach their coordinator", () => {
  it("are removed when their sessions are over, and come back when the network is whole", () => {
    const cut = (instance: number): Deed => [
      20_000,
      "cut-network",
      "cluster",
      { instance, from: "clients", durationMs: 0 },
    ];
    const played = clustered([...brokers.map(cut), [90_000, "heal-network", "cluster"]], {}, 160_000);
    expect(played.count("memberRemoved")).toBe(2);
    expect(played.at("memberRemoved")).toBeGreaterThan(59_000);
    expect(played.at("memberRemoved")).toBeLessThan(66_000);
    expect(played.count("lostPartition")).toBe(3);
    expect(played.group).toMatchObject({ lost: 0, state: "Stable" });
    expect(played.shares(160_000)).toEqual([2, 1]);
  });
});
