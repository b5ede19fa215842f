import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { COMMIT_ERRORS, REMOVAL_REASONS } from "./fact-tables.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

const removals = (played: Played): string[] =>
  played.all("memberRemoved").map(({ what }) => REMOVAL_REASONS[what]!);
const refusals = (played: Played, by: number): string[] =>
  played.all("commitRefused", { by }).map(({ extra }) => COMMIT_ERRORS[extra]!);

/** Two members of four partitions, 100 messages a second in each. */
function pair(deeds: readonly Deed[], group: Config = {}, durationMs = 90_000): Played {
  return play({
    topics: { orders: { partitions: 4 } },
    shop: { ratePerSecond: 400 },
    worker: { instances: 2 },
    group,
    durationMs,
    deeds,
  });
}

describe("fact 9: a crash", () => {
  const crashMs = 20_000;
  const crashed = pair([[crashMs, "crash", "worker", { instance: 1 }]]);
  const removedMs = crashed.at("memberRemoved");

  it("is found out 45 s after the last sign of life, not after the crash: 42 to 45 s later", () => {
    const lastMs = crashed.all("heartbeat", { by: 1 }).at(-1)!.timeUs / 1000;
    expect(removedMs).toBe(lastMs + 1 + 45_000);
    expect(removedMs - crashMs).toBeGreaterThan(42_000);
    expect(removedMs - crashMs).toBeLessThanOrEqual(45_001);
    expect(removals(crashed)).toEqual(["session-expired"]);
  });

  it("leaves its partitions to nobody until the survivor's next heartbeat, at most 3 s later", () => {
    expect(crashed.owners(removedMs)).toEqual({ 2: ["2", "3"] });
    const takenOverMs = crashed.at("assigned", { afterMs: crashMs, on: "0" });
    expect(takenOverMs - removedMs).toBeGreaterThan(0);
    expect(takenOverMs - removedMs).toBeLessThan(3_100);
    expect(crashed.owners(takenOverMs)).toEqual({ 2: ["0", "1", "2", "3"] });
  });

  it("of a member whose commits renew its session counts from the last commit", () => {
    const played = pair([[crashMs, "crash", "worker", { instance: 1 }]], { commit: "after-batch" }, 70_000);
    const lastMs = played.all("committed", { by: 1 }).at(-1)!.timeUs / 1000;
    expect(lastMs).toBeGreaterThan(played.all("heartbeat", { by: 1 }).at(-1)!.timeUs / 1000);
    expect(played.at("memberRemoved")).toBe(lastMs + 45_000);
  });

  it("and an early restart make a new member: the group waits for the old one until its session ends", () => {
    const played = pair([
      [crashMs, "crash", "worker", { instance: 1 }],
      [crashMs + 2_000, "restart", "worker", { instance: 1 }],
    ]);
    const formed = played.first("generationFormed", { afterMs: crashMs });
    expect(formed.timeUs / 1000).toBe(played.at("memberRemoved", { afterMs: crashMs }));
    expect(formed.timeUs / 1000 - crashMs).toBeGreaterThan(42_000);
    // Meanwhile the survivor has joined again as well, so that everything stands still.
    expect(played.count("processed", { afterMs: crashMs + 6_000, beforeMs: formed.timeUs / 1000 })).toBe(0);
  });
});

it("fact 10: a crash lets 8400 to 9600 messages pile up in two partitions of 100 a second", () => {
  const crashMs = 20_000;
  const crashed = pair([[crashMs, "crash", "worker", { instance: 1 }]]);
  const takenOverMs = crashed.at("assigned", { afterMs: crashMs, on: "0" });
  const during = { afterMs: crashMs, beforeMs: takenOverMs };
  const piledUp =
    crashed.count("appended", { on: "0", ...during }) + crashed.count("appended", { on: "1", ...during });
  expect(piledUp).toBeGreaterThan(8_300);
  expect(piledUp).toBeLessThan(9_700);
});

describe("fact 11: a clean stop", () => {
  const played = pair([[20_000, "stop", "worker", { instance: 1 }]], {}, 40_000);

  it("starts the rebalance at once; the other joins at its next heartbeat, within 3 s", () => {
    expect(removals(played)).toEqual(["left"]);
    const leftMs = played.at("memberRemoved");
    expect(leftMs - 20_000).toBeLessThan(10);
    expect(played.at("rebalanceStarted", { afterMs: 19_000 })).toBe(leftMs);
    expect(played.at("generationFormed", { afterMs: leftMs }) - leftMs).toBeLessThan(3_010);
  });

  it("commits before it leaves: nothing is repeated, nothing lost", () => {
    expect(played.group.duplicates).toBe(0);
    expect(played.group.lost).toBe(0);
  });

  it("of a process that stands still comes when it goes on", () => {
    const paused = pair([
      [20_000, "pause", "worker", { instance: 2, durationMs: 10_000 }],
      [25_000, "scale", "worker", { instances: 1 }],
    ]);
    expect(paused.at("stopped")).toBeGreaterThanOrEqual(30_000);
    expect(paused.owners(40_000)).toEqual({ 1: ["0", "1", "2", "3"] });
  });

  it("that was taken back before it was over ends in a start", () => {
    const played = play({
      worker: { instances: 1, serviceTimeMs: 2_000 },
      group: { maxPollRecords: 2 },
      durationMs: 60_000,
      deeds: [
        [20_000, "stop", "worker", { instance: 1 }],
        [20_100, "scale", "worker", { instances: 1 }],
      ],
    });
    const stoppedMs = played.at("stopped");
    expect(stoppedMs).toBeGreaterThan(20_100);
    expect(played.at("startedUp", { by: 1, afterMs: 20_000 })).toBe(stoppedMs);
  });
});

describe("heartbeats", () => {
  it("begin anew with each join: the first comes a whole interval after the answer", () => {
    const played = pair([[20_000, "scale", "worker", { instances: 3 }]], {}, 40_000);
    const answeredMs = played.at("generationFormed", { afterMs: 20_000 }) + 1;
    expect(played.at("heartbeat", { by: 1, afterMs: answeredMs })).toBe(answeredMs + 3_000);
    expect(played.at("heartbeat", { by: 2, afterMs: answeredMs })).toBe(answeredMs + 3_000);
  });
});

describe("a zombie: it stood still for longer than its session", () => {
  const played = play({
    topics: { orders: { partitions: 2 } },
    shop: { publishes: "burst", burstMessages: 400, burstEveryMs: 1e7 },
    worker: { instances: 2, serviceTimeMs: 100 },
    group: { commit: "after-batch" },
    durationMs: 120_000,
    deeds: [[10_000, "pause", "worker", { instance: 1, durationMs: 60_000 }]],
  });
  const zombiesPartition = "0";

  it("loses its partition to the other while it believes that it owns it", () => {
    const takenMs = played.at("assigned", { by: 2, on: zombiesPartition });
    expect(takenMs).toBeLessThan(70_000);
    expect(played.owners(69_999)).toEqual({ 1: ["0"], 2: ["0", "1"] });
  });

  it("goes on working where it stood, so that messages are processed twice", () => {
    expect(played.count("processed", { by: 1, afterMs: 70_000, on: zombiesPartition })).toBeGreaterThan(0);
    expect(played.group.duplicates).toBeGreaterThan(0);
  });

  it("hears of it, cannot commit, gives up what it has, and joins anew", () => {
    expect(new Set(refusals(played, 1))).toEqual(new Set(["CommitFailedException"]));
    expect(played.count("lostPartition", { by: 1 })).toBe(1);
    expect(played.at("lostPartition", { by: 1 })).toBeGreaterThan(played.at("commitRefused", { by: 1 }) - 1);
    expect(Object.values(played.owners(119_000)).flat().sort()).toEqual(["0", "1"]);
  });

  it("is refused by the coordinator where it commits before it hears", () => {
    const each = play({
      topics: { orders: { partitions: 2 } },
      shop: { publishes: "burst", burstMessages: 4_000, burstEveryMs: 1e7 },
      worker: { instances: 2, serviceTimeMs: 10 },
      group: { commit: "after-record" },
      durationMs: 120_000,
      deeds: [[10_005, "pause", "worker", { instance: 1, durationMs: 60_000 }]],
    });
    expect(refusals(each, 1)).toContain("UNKNOWN_MEMBER_ID");
    expect(
      each.count("committed", { by: 1, afterMs: 70_000, beforeMs: each.at("lostPartition", { by: 1 }) }),
    ).toBe(0);
  });
});

describe("fact 15: max.poll.interval.ms: 500 records of 700 ms each take longer than 300 s", () => {
  const played = play({
    shop: { publishes: "burst", burstMessages: 1_000, burstEveryMs: 1e7 },
    worker: { instances: 2, serviceTimeMs: 700 },
    group: { commit: "after-batch" },
    durationMs: 1_000_000,
  });
  const polled = played.first("delivered", { by: 1 });
  const expiredMs = polled.timeUs / 1000 + 300_000;

  it("the member leaves 300 s after its poll, with 428 records done, while it goes on working", () => {
    expect(polled.extra).toBe(500);
    expect(played.at("pollExpired", { by: 1 })).toBe(expiredMs);
    expect(played.count("processed", { by: 1, beforeMs: expiredMs })).toBe(428);
    expect(played.count("processed", { by: 1, afterMs: expiredMs, beforeMs: expiredMs + 50_000 })).toBe(71);
  });

  it("its whole batch is delivered to the other, its commit fails", () => {
    const again = played.first("delivered", { by: 2 });
    expect([again.offset, again.extra]).toEqual([polled.offset, 500]);
    expect(again.timeUs / 1000 - expiredMs).toBeLessThan(3_100);
    expect(refusals(played, 1)[0]).toBe("CommitFailedException");
  });

  it("which repeats for ever: nothing is ever committed", () => {
    expect(played.count("pollExpired")).toBe(3);
    expect(played.count("committed")).toBe(0);
    expect(played.group.lag).toBeNull();
  });

  it("less than that in one poll is done in time", () => {
    const smaller = play({
      shop: { publishes: "burst", burstMessages: 1_000, burstEveryMs: 1e7 },
      worker: { instances: 2, serviceTimeMs: 700 },
      group: { commit: "after-batch", maxPollRecords: 400 },
      durationMs: 1_000_000,
    });
    expect(smaller.count("pollExpired")).toBe(0);
    expect(smaller.group.duplicates).toBe(0);
    expect(smaller.group.processed).toBe(1_000);
  });
});

describe("long work stretches everybody's eager rebalance", () => {
  it("until the member in work polls, although its heartbeat has told it long ago", () => {
    const played = play({
      topics: { orders: { partitions: 4 } },
      shop: { ratePerSecond: 50 },
      worker: { instances: 2, serviceTimeMs: 1, slowInstance: 1, slowFactor: 1_000 },
      group: { maxPollRecords: 60, commit: "after-batch" },
      durationMs: 200_000,
      deeds: [[100_000, "scale", "worker", { instances: 3 }]],
    });
    const startedMs = played.at("rebalanceStarted", { afterMs: 100_000 });
    const formedMs = played.at("generationFormed", { afterMs: startedMs });
    const revoked = played.first("revoked", { by: 1, afterMs: startedMs }).timeUs / 1000;
    expect(formedMs).toBe(revoked + 1);
    expect(formedMs - startedMs).toBeGreaterThan(10_000);
    expect(played.count("processed", { by: 2, afterMs: startedMs + 5_000, beforeMs: formedMs })).toBe(0);
    // A commit in the midst of PreparingRebalance is accepted as long as the generation is right.
    expect(played.count("committed", { by: 1, afterMs: startedMs, beforeMs: formedMs })).toBeGreaterThan(0);
    expect(played.group.duplicates).toBe(0);
  });
});

describe("fact 18: a commit", () => {
  /** A member that commits after each record stands still in its work from 20 s to 40 s, while a third one joins. */
  const paused = (group: Config): Played =>
    play({
      topics: { orders: { partitions: 4 } },
      shop: { ratePerSecond: 100 },
      worker: { instances: 2, serviceTimeMs: 15 },
      group: { commit: "after-record", commitCall: "async", maxPollIntervalMs: 10_000, ...group },
      durationMs: 60_000,
      deeds: [
        [20_000, "pause", "worker", { instance: 1, durationMs: 20_000 }],
        [20_500, "scale", "worker", { instances: 3 }],
      ],
    });

  it("with an old generation is refused with ILLEGAL_GENERATION where the member still counts, as a static one does", () => {
    const played = paused({ staticMembers: true });
    expect(refusals(played, 1)[0]).toBe("ILLEGAL_GENERATION");
    expect(played.count("lostPartition", { by: 1 })).toBe(2);
  });

  it("of a dynamic member that missed the join phase is refused with UNKNOWN_MEMBER_ID", () => {
    const played = paused({});
    expect(removals(played)).toContain("not-rejoined");
    expect(refusals(played, 1)[0]).toBe("UNKNOWN_MEMBER_ID");
  });

  const third = (assignor: string): Played =>
    play({
      topics: { orders: { partitions: 4 } },
      shop: { ratePerSecond: 100 },
      latencyMs: 500,
      worker: { instances: 2, serviceTimeMs: 20 },
      group: { commit: "after-record", commitCall: "async", assignor },
      durationMs: 60_000,
      deeds: [[20_000, "scale", "worker", { instances: 3 }]],
    });

  it("in PreparingRebalance, with the right generation, is accepted", () => {
    const played = third("range");
    const startedMs = played.at("rebalanceStarted", { afterMs: 20_000 });
    const formedMs = played.at("generationFormed", { afterMs: startedMs });
    expect(played.count("committed", { afterMs: startedMs, beforeMs: formedMs })).toBeGreaterThan(0);
  });

  it("in CompletingRebalance is not: the client itself throws RebalanceInProgressException", () => {
    const played = third("cooperative-sticky");
    const formedMs = played.at("generationFormed", { afterMs: 20_000 });
    const between = { afterMs: formedMs, beforeMs: played.at("stable", { afterMs: formedMs }) };
    expect(played.count("committed", between)).toBe(0);
    const refused = played.all("commitRefused", between).map(({ extra }) => COMMIT_ERRORS[extra]);
    expect(new Set(refused)).toEqual(new Set(["RebalanceInProgressException"]));
  });
});
