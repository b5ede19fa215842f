import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { COMMIT_ERRORS, REMOVAL_REASONS } from "./fact-tables.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

/** Two members of four partitions, 100 messages a second in each. */
function pair(group: Config, deeds: readonly Deed[], durationMs = 90_000): Played {
  return play({
    topics: { orders: { partitions: 4 } },
    shop: { ratePerSecond: 400 },
    worker: { instances: 2 },
    group,
    durationMs,
    deeds,
  });
}

const STATIC = { staticMembers: true };
const rebalances = (played: Played, afterMs: number): number => played.count("rebalanceStarted", { afterMs });

describe("fact 14: a static member", () => {
  const restart = (kind: string, downMs: number): Played =>
    pair(STATIC, [
      [20_000, kind, "worker", { instance: 1 }],
      [20_000 + downMs, "restart", "worker", { instance: 1 }],
    ]);

  it.each(["stop", "crash"])(
    "that is back within session.timeout.ms (%s): no rebalance, the same partitions",
    (kind) => {
      const played = restart(kind, 30_000);
      const before = played.owners(19_000);
      expect(rebalances(played, 19_000)).toBe(0);
      expect(played.count("memberRemoved")).toBe(0);
      expect(played.owners(60_000)).toEqual(before);
      expect(played.first("memberReplaced")).toMatchObject({
        offset: played.subject(1),
        extra: played.subject(1),
      });
      expect(played.count("revoked", { by: 2 })).toBe(0);
    },
  );

  it("leaves its partitions idle meanwhile: lag grows by rate times downtime", () => {
    const played = restart("stop", 30_000);
    const [from, to] = [played.at("stopped"), played.at("assigned", { by: 1, afterMs: 20_000 })];
    expect(to - from).toBeGreaterThan(30_000);
    expect(to - from).toBeLessThan(30_100);
    for (const on of ["0", "1"]) {
      expect(played.count("processed", { on, afterMs: from, beforeMs: to })).toBe(0);
      expect(Math.abs(played.count("appended", { on, afterMs: from, beforeMs: to }) - 3_000)).toBeLessThan(
        300,
      );
    }
    expect(played.count("processed", { by: 2, afterMs: from, beforeMs: to })).toBeGreaterThan(5_500);
    expect(played.group).toMatchObject({ lost: 0, duplicates: 0 });
  });

  it("that stays away longer is removed 45 s after its last heartbeat, and comes back as a new one", () => {
    const played = restart("stop", 60_000);
    const last = Math.max(
      ...[
        ...played.all("heartbeat", { by: 1, beforeMs: 20_100 }),
        ...played.all("committed", { by: 1, beforeMs: 20_100 }),
      ].map(({ timeUs }) => timeUs / 1000),
    );
    const removed = played.first("memberRemoved");
    expect(REMOVAL_REASONS[removed.what]).toBe("session-expired");
    expect(removed.timeUs / 1000 - last).toBeGreaterThanOrEqual(45_000);
    expect(removed.timeUs / 1000 - last).toBeLessThan(45_010);
    expect(rebalances(played, 20_100)).toBe(2);
    expect(played.count("memberReplaced")).toBe(0);
    expect(Object.values(played.owners(89_000)).map(({ length }) => length)).toEqual([2, 2]);
  });

  it("whose application takes longer than max.poll.interval.ms only falls silent: its session ends the membership", () => {
    const played = play({
      topics: { orders: { partitions: 2 } },
      shop: { publishes: "burst", burstMessages: 200, burstEveryMs: 1e7 },
      worker: { instances: 2, serviceTimeMs: 1_000 },
      group: { ...STATIC, maxPollIntervalMs: 30_000, commit: "after-batch" },
      durationMs: 120_000,
    });
    const expiredMs = played.at("pollExpired");
    const removedMs = played.at("memberRemoved");
    expect(REMOVAL_REASONS[played.first("memberRemoved").what]).toBe("session-expired");
    expect(removedMs - expiredMs).toBeGreaterThan(41_000);
    expect(removedMs - expiredMs).toBeLessThanOrEqual(45_010);
  });
});

describe("the instances of a service whose group.instance.id is the same for all", () => {
  it("fence one another: who comes last has the place, the other ends with FencedInstanceIdException", () => {
    const played = play({
      group: { staticMembers: true, instanceIds: "shared", commit: "after-batch" },
      worker: { instances: 1 },
      durationMs: 40_000,
      deeds: [[20_000, "scale", "worker", { instances: 2 }]],
    });
    expect(played.first("memberReplaced")).toMatchObject({
      offset: played.subject(1),
      extra: played.subject(2),
    });
    expect(played.count("stopped", { by: 1 })).toBe(1);
    expect(played.owners(39_000)).toEqual({ 2: ["0"] });
    const refused = played.all("commitRefused", { by: 1 }).map(({ extra }) => COMMIT_ERRORS[extra]);
    expect(new Set(refused).size).toBeLessThanOrEqual(1);
  });
});

describe("a rolling restart of a whole service", () => {
  const roll = (group: Config): Played =>
    play({
      topics: { orders: { partitions: 6 } },
      shop: { ratePerSecond: 60 },
      worker: { instances: 3 },
      group,
      durationMs: 120_000,
      deeds: [[20_000, "rolling-restart", "worker", { downMs: 5_000, pauseMs: 10_000 }]],
    });

  it("stops one instance after the other, and the next only after the pause", () => {
    const played = roll({});
    const stops = [1, 2, 3].map((by) => played.at("stopped", { by }));
    const starts = [1, 2, 3].map((by) => played.at("startedUp", { by, afterMs: 20_000 }));
    expect(starts.map((ms, i) => Math.round((ms - stops[i]!) / 100))).toEqual([50, 50, 50]);
    expect(stops.slice(1).map((ms, i) => Math.round((ms - starts[i]!) / 100))).toEqual([100, 100]);
    expect(played.count("startedUp", { afterMs: 20_000 })).toBe(3);
    expect(played.group).toMatchObject({ lost: 0, duplicates: 0 });
  });

  it("rebalances twice an instance where members are dynamic, and not at all where they are static", () => {
    expect(rebalances(roll({}), 19_000)).toBe(6);
    expect(rebalances(roll(STATIC), 19_000)).toBe(0);
  });

  it("goes on with the next one where an instance dies in its turn", () => {
    const played = play({
      topics: { orders: { partitions: 2 } },
      worker: { instances: 2 },
      durationMs: 60_000,
      deeds: [
        [20_000, "rolling-restart", "worker", { downMs: 2_000, pauseMs: 10_000 }],
        [25_000, "crash", "worker", { instance: 1 }],
      ],
    });
    expect(played.at("stopped", { by: 2 })).toBeLessThan(25_100);
    expect(played.count("startedUp", { by: 2, afterMs: 20_000 })).toBe(1);
  });
});
