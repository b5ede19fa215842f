import { describe, expect, it } from "vitest";
import { ISR_REASONS } from "./fact-tables.ts";
import { FACT_NAMES } from "./facts.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import { election, acknowledged, lostOf, crash, start, playTopic } from "./replication.fixture.ts";
import { play } from "./scenario.fixture.ts";

describe("a follower", () => {
  it("on a slow disk falls out of the replicas in sync when it has not caught up for 30 s, and comes back when it has", () => {
    const played = playTopic(
      {},
      { acks: "1", ratePerSecond: 20, lingerMs: 0 },
      {
        durationMs: 200_000,
        deeds: [[10_000, "slow-disk", "cluster", { instance: 3, appendMs: 100, durationMs: 90_000 }]],
      },
    );
    const [left, joined] = played.all("isrChanged");
    expect([left!.who, left!.what, left!.extra]).toEqual([2, 0, ISR_REASONS.indexOf("lagging")]);
    expect(left!.timeUs / 1000).toBeGreaterThanOrEqual(40_000);
    expect(left!.timeUs / 1000).toBeLessThanOrEqual(75_100);
    expect([joined!.who, joined!.what]).toEqual([2, 1]);
    expect(joined!.timeUs / 1000).toBeGreaterThan(100_000);
  });

  it("that is cut off from its leader holds acks=all up until it is out of the replicas in sync", () => {
    const played = playTopic(
      { minInsyncReplicas: 2 },
      { ratePerSecond: 10 },
      {
        durationMs: 120_000,
        deeds: [[20_500, "cut-network", "cluster", { instance: 3, from: "brokers", durationMs: 0 }]],
      },
    );
    const left = played.first("isrChanged", { afterMs: 20_000 });
    expect(left.who).toBe(2);
    expect(left.timeUs / 1000 - 20_500).toBeGreaterThanOrEqual(30_000);
    expect(left.timeUs / 1000 - 20_500).toBeLessThanOrEqual(45_100);
    expect(played.count("acknowledged", { afterMs: 21_000, beforeMs: left.timeUs / 1000 })).toBe(0);
    expect(played.count("acknowledged", { afterMs: left.timeUs / 1000 })).toBeGreaterThan(100);
    expect(played.count("produceFailed")).toBe(0);
  });
});

describe("a leader", () => {
  it("that stops cleanly is replaced first: nobody waits", () => {
    const played = playTopic(
      {},
      { ratePerSecond: 100 },
      { durationMs: 30_000, deeds: [[10_000, "broker-stop", "cluster", { instance: 1 }]] },
    );
    const elected = played.first("leaderElected");
    expect(elected.extra).toBe(election("shutdown"));
    expect(elected.timeUs / 1000 - 10_000).toBeLessThan(5);
    expect(elected.timeUs).toBeLessThan(played.first("brokerStopped").timeUs);
    const times = played.all("acknowledged").map(({ timeUs }) => timeUs / 1000);
    expect(Math.max(...times.slice(1).map((time, i) => time - times[i]!))).toBeLessThan(400);
    expect(lostOf(played)).toEqual([]);
  });

  it("that is cut off goes on taking acks=1 until its clients learn better, and loses it", () => {
    const played = playTopic(
      {},
      { acks: "1", ratePerSecond: 10 },
      {
        durationMs: 120_000,
        deeds: [[20_500, "cut-network", "cluster", { instance: 1, from: "cluster", durationMs: 60_000 }]],
      },
    );
    const elected = played.first("leaderElected", { afterMs: 20_000 });
    expect(elected.timeUs / 1000).toBeGreaterThanOrEqual(27_500);
    expect(elected.timeUs / 1000).toBeLessThanOrEqual(29_600);
    const aside = played.all("appended").filter(({ extra }) => (extra & 2) !== 0);
    expect(aside.length).toBeGreaterThan(0);
    const cut = played.first("truncated", { afterMs: 80_000 });
    expect(cut.who).toBe(0);
    expect(cut.extra).toBeGreaterThanOrEqual(aside.length);
    expect(lostOf(played).length).toBeGreaterThanOrEqual(aside.length);
  });

  it("with acks=all loses nothing where it is cut off", () => {
    const played = playTopic(
      { minInsyncReplicas: 2 },
      { ratePerSecond: 10 },
      {
        durationMs: 180_000,
        deeds: [[20_500, "cut-network", "cluster", { instance: 1, from: "cluster", durationMs: 60_000 }]],
      },
    );
    expect(acknowledged(played).size).toBeGreaterThan(1_000);
    expect(lostOf(played)).toEqual([]);
  });

  it("whose disk is full halts with the next append", () => {
    const played = playTopic(
      {},
      { ratePerSecond: 10 },
      { durationMs: 60_000, deeds: [[20_050, "full-disk", "cluster", { instance: 1 }]] },
    );
    expect(played.at("brokerCrashed")).toBeGreaterThan(20_050);
    expect(played.at("brokerCrashed")).toBeLessThan(20_200);
    expect(played.first("leaderElected").who).not.toBe(0);
    expect(lostOf(played)).toEqual([]);
  });

  it("on a slow disk answers late", () => {
    const played = playTopic(
      {},
      { acks: "1", ratePerSecond: 1 },
      {
        durationMs: 30_000,
        deeds: [[10_000, "slow-disk", "cluster", { instance: 1, appendMs: 300, durationMs: 10_000 }]],
      },
    );
    const waits = (from: number, to: number): number[] => {
      const sent = played.all("sent", { afterMs: from, beforeMs: to });
      return sent.map(({ what, timeUs }) => {
        const answer = played.all("acknowledged").find((row) => row.what === what)!;
        return (answer.timeUs - timeUs) / 1000;
      });
    };
    expect(new Set(waits(0, 9_000))).toEqual(new Set([2]));
    expect(Math.min(...waits(10_500, 18_500))).toBeGreaterThanOrEqual(302);
  });

  it("gives leadership back to the preferred replica at the next check", () => {
    const played = playTopic(
      {},
      { ratePerSecond: 1 },
      { durationMs: 320_000, deeds: [crash(10_000, 1), start(30_000, 1)] },
    );
    const [away, back] = played.all("leaderElected");
    expect([away!.who, back!.who]).toEqual([1, 0]);
    expect([back!.timeUs / 1000, back!.extra]).toEqual([300_000, election("preferred")]);
  });

  it("is elected later by as much as the controller's failover takes", () => {
    const played = play({
      cluster: { brokers: 3, controllerFailoverMs: 5_000 },
      topics: { orders: { partitions: 1, replicationFactor: 3 } },
      deeds: [crash(20_000, 1)],
    });
    expect(played.at("leaderElected") - 20_000).toBe(14_000);
  });
});

describe("eligible leader replicas (KIP-966)", () => {
  const shop = { acks: "all", ratePerSecond: 10 };
  const topic = { minInsyncReplicas: 2 };

  it("let a replica lead that left while too few were in sync, and nothing is lost", () => {
    // 2 stops in order, 3 stops in order: both are eligible or in sync; then the last one goes, too.
    const stop = (atMs: number, broker: number): [number, string, string, { instance: number }] => [
      atMs,
      "broker-stop",
      "cluster",
      { instance: broker },
    ];
    const played = playTopic(topic, shop, {
      durationMs: 120_000,
      deeds: [stop(10_000, 2), stop(20_000, 3), stop(30_000, 1), start(50_000, 3)],
    });
    const back = played.first("leaderElected", { afterMs: 50_000 });
    expect([back.who, back.extra]).toEqual([2, election("eligible")]);
    expect(lostOf(played)).toEqual([]);
  });
});

describe("without a cluster", () => {
  it("nothing of all this is in the trace", () => {
    const ofBrokers = /leader|isr|broker|replicated|highWatermark|truncated/i;
    const rows: TraceRow[] = play({ durationMs: 5_000 }).rows.slice();
    expect(rows.filter(({ fact }) => ofBrokers.test(FACT_NAMES[fact]!))).toEqual([]);
  });
});
