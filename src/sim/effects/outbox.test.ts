import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Played } from "#sim/scenario.fixture.ts";
import { crashes, playBank, sightOf, type Bank } from "./bank.fixture.ts";

/** The shop takes orders, keeps them in its database and publishes them, twenty a second, and crashes now and then. */
function shopWith(shop: Config, bank: Bank = {}): Played {
  return playBank({
    stores: ["shop", "worker"],
    worker: { deduplication: "table" },
    deeds: [10_003, 20_007, 30_011, 40_002].flatMap((at) => [
      [at, "crash", "shop", { instance: 1 }] as const,
      [at + 1_000, "restart", "shop", { instance: 1 }] as const,
    ]),
    database: { latencyMs: 20 },
    ...bank,
    shop: { ratePerSecond: 40, lingerMs: 50, keyCount: 5, ...shop },
  });
}

/** Events between the database and the topic in the moment when the run ends. */
const UNDER_WAY = 6;

const shop = (run: Played) => sightOf(run, "shop");

describe("a dual write", () => {
  it("that publishes after the commit loses events with a crash", () => {
    const run = shopWith({ publication: "after-commit" });
    const { committed, published, lost, phantom } = shop(run);
    expect(lost).toBeGreaterThan(0);
    expect(phantom).toBe(0);
    expect(committed - published - lost).toBeLessThan(UNDER_WAY);
    expect(committed - published).toBeGreaterThanOrEqual(lost);
    expect(run.count("eventLost")).toBe(lost);
  });

  it("that publishes before the commit tells of what never was", () => {
    const run = shopWith({ publication: "before-commit" });
    const { committed, published, lost, phantom } = shop(run);
    expect(phantom).toBeGreaterThan(0);
    expect(lost).toBe(0);
    expect(published - committed - phantom).toBeLessThan(UNDER_WAY);
    expect(published - committed).toBeGreaterThanOrEqual(phantom);
  });

  it("tells of what was rolled back, too", () => {
    const run = shopWith({ publication: "before-commit" }, { deeds: [], database: { failurePercent: 5 } });
    expect(run.count("eventPhantom")).toBe(run.count("storeFailed", { afterMs: 0 }) - storeFailures(run));
  });
});

/** Failed transactions of the worker. */
function storeFailures(run: Played): number {
  return run.all("storeFailed").filter(({ who }) => Math.floor(who / INSTANCES_MAX) === worker(run)).length;
}
const worker = (run: Played): number => run.program.services.findIndex(({ nodeId }) => nodeId === "worker");

describe("an outbox", () => {
  it.each(["outbox-polling", "outbox-cdc"])(
    "%s loses nothing and tells of nothing that was not",
    (publication) => {
      const run = shopWith({ publication, relayIntervalMs: 200 });
      const { committed, published, lost, phantom, outbox } = shop(run);
      expect([lost, phantom]).toEqual([0, 0]);
      expect(committed).toBeGreaterThan(1_000);
      // What is left was committed a moment ago.
      expect(committed - published).toBeLessThan(20);
      expect(outbox).toBeLessThan(25);
      const balance = sightOf(run);
      expect([balance.actual - balance.expected, balance.repeated]).toEqual([0, 0]);
    },
  );

  it("publishes again what was not marked yet, with the same id, so that a table downstream holds it back", () => {
    const run = shopWith({ publication: "outbox-cdc", relayIntervalMs: 200 });
    expect(shop(run).publishedAgain).toBeGreaterThan(0);
    expect(sightOf(run).skipped).toBeGreaterThan(0);
    const naive = shopWith({ publication: "outbox-cdc", relayIntervalMs: 200 }, { worker: {} });
    expect(sightOf(naive).repeated).toBeGreaterThan(0);
  });

  const cdc = { publication: "outbox-cdc", relayIntervalMs: 200, relayFlushMs: 60_000 };

  it("publishes nothing again after a stop in order, at which the relay stores its position", () => {
    const times = [10_000, 20_000, 30_000];
    const how = (kind: string) =>
      shop(
        shopWith(cdc, {
          deeds: times.flatMap((at) => [
            [at, kind, "shop", { instance: 1 }] as const,
            [at + 2_000, "restart", "shop", { instance: 1 }] as const,
          ]),
        }),
      ).publishedAgain;
    expect(how("stop")).toBe(0);
    expect(how("crash")).toBeGreaterThan(300);
  });

  it("stores its position by the clock, though nothing more comes", () => {
    const silence = [10_000, "change-rate", "shop", { factor: 0 }] as const;
    const crash = [40_000, "crash", "shop", { instance: 1 }] as const;
    const restart = [42_000, "restart", "shop", { instance: 1 }] as const;
    const again = (relayFlushMs: number) =>
      shop(shopWith({ ...cdc, relayFlushMs }, { deeds: [silence, crash, restart] })).publishedAgain;
    expect(again(20_000)).toBe(0);
    expect(again(60_000)).toBeGreaterThan(300);
  });

  it("lags by as much as the relay waits", () => {
    const waits = (relayIntervalMs: number): number => {
      const run = shopWith({ publication: "outbox-polling", relayIntervalMs }, { deeds: [] });
      return Math.max(...run.all("relayed").map(({ extra }) => extra)) / 1000;
    };
    expect(waits(200)).toBeLessThan(500);
    expect(waits(2_000)).toBeGreaterThan(1_900);
  });

  it("keeps the order of a key with one relay, and not with several", () => {
    const swapped = (relayInstances: number): number => {
      const run = shopWith(
        {
          publication: "outbox-polling",
          instances: 3,
          relayInstances,
          relayIntervalMs: 100,
          relayBatch: 5,
          lingerMs: 0,
        },
        { deeds: [[0, "slow-down", "shop", { instance: 1 }]] },
      );
      const { messages } = run.run.kernel;
      const newest = new Map<number, number>();
      let count = 0;
      const carried = run
        .all("appended")
        .filter(({ who }) => Math.floor(who / INSTANCES_MAX) !== worker(run));
      for (const { what } of carried) {
        const row = run.run.kernel.effects!.get(60, what);
        const key = messages.key(what);
        if (row < (newest.get(key) ?? 0)) count++;
        else newest.set(key, row);
      }
      return count;
    };
    expect(swapped(3)).toBeGreaterThan(swapped(1));
  });
});

describe("a worker that publishes what follows", () => {
  const following: Bank = {
    results: { partitions: 1 },
    deeds: crashes(10_003, 20_013, 30_017, 40_019),
    database: { latencyMs: 20 },
    group: { commit: "after-record" },
  };
  const followed = (config: Config): ReturnType<typeof sightOf> =>
    sightOf(
      playBank({
        ...following,
        worker: {
          publishes: "per-message",
          keys: "inherit",
          lingerMs: 50,
          deduplication: "table",
          ...config,
        },
      }),
    );

  it("loses events where the table lets nothing be done again", () => {
    const { lost, committed, published } = followed({});
    expect(lost).toBeGreaterThan(0);
    expect(committed - published - lost).toBeLessThan(UNDER_WAY);
    expect(committed - published).toBeGreaterThanOrEqual(lost);
  });

  it("loses none with an outbox", () => {
    const { lost, phantom, repeated } = followed({ publication: "outbox-polling", relayIntervalMs: 100 });
    expect([lost, phantom, repeated]).toEqual([0, 0, 0]);
  });
});
