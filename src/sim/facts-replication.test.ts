import { describe, expect, it } from "vitest";
import { START_REASONS } from "./fact-tables.ts";
import {
  election,
  produceError,
  logEndBefore,
  replicatedBefore,
  acknowledged,
  inTheLog,
  lostOf,
  crash,
  start,
  playTopic,
} from "./replication.fixture.ts";
import { type Played, type Sketch } from "./scenario.fixture.ts";

describe("fact 23: the leader dies right after it has acknowledged", () => {
  // 100 ms one way: a follower lags by what is written in 100 to 200 ms.
  const dies = (acks: string): Played =>
    playTopic(
      {},
      { acks, ratePerSecond: 200, lingerMs: 0 },
      { latencyMs: 100, durationMs: 60_000, deeds: [crash(20_050, 1)] },
    );

  it("acks=1: exactly what the elected follower had not fetched is lost, acknowledged as it was", () => {
    const played = dies("1");
    const end = logEndBefore(played, 20_050);
    const elected = played.first("leaderElected");
    const follower = replicatedBefore(played, elected.who, elected.timeUs / 1000);
    const lost = played.first("recordsLost");
    expect(end).toBeGreaterThan(follower);
    expect(elected.offset).toBe(follower);
    expect([lost.offset, lost.extra]).toEqual([follower, end - follower]);
    expect(lost.what).toBe(lost.extra);
    expect(lostOf(played).length).toBeGreaterThan(0);
    expect(lostOf(played).length).toBeLessThanOrEqual(lost.extra);
    // Consumers had seen nothing of it.
    for (const { offset, extra } of played.all("fetched", { beforeMs: elected.timeUs / 1000 }))
      expect(offset + extra).toBeLessThanOrEqual(follower);
  });

  it("acks=all: nothing that was acknowledged is lost", () => {
    const played = dies("all");
    expect(acknowledged(played).size).toBeGreaterThan(5_000);
    expect(lostOf(played)).toEqual([]);
  });
});

describe("fact 24: three replicas, min.insync.replicas=2, two brokers down", () => {
  const twoDown = (acks: string, extra: Omit<Sketch, "topics" | "shop"> = {}): Played =>
    playTopic(
      { minInsyncReplicas: 2 },
      { acks, ratePerSecond: 10 },
      { durationMs: 200_000, deeds: [crash(10_000, 2), crash(10_000, 3)], ...extra },
    );

  it("acks=all is refused before the append and repeated until delivery.timeout.ms = 120 s is over", () => {
    const played = twoDown("all");
    const refused = played.all("produceRetried", { extra: produceError("NOT_ENOUGH_REPLICAS") });
    expect(refused.length).toBeGreaterThan(100);
    const failed = played.first("produceFailed");
    expect(failed.extra).toBe(produceError("timeout"));
    expect(failed.timeUs / 1000 - 10_000).toBeGreaterThanOrEqual(120_000 - 200);
    // What was on its way when they died waits; after that nothing is appended.
    expect(played.count("appended", { afterMs: 20_000 })).toBe(0);
  });

  it("acks=1 is taken, and nobody sees it until a second replica is back", () => {
    const played = twoDown("1", { deeds: [crash(10_000, 2), crash(10_000, 3), start(100_000, 2)] });
    expect(played.count("appended", { afterMs: 20_000, beforeMs: 99_000 })).toBeCloseTo(790, -1);
    expect(played.count("acknowledged", { afterMs: 20_000, beforeMs: 99_000 })).toBeCloseTo(790, -1);
    expect(played.count("fetched", { afterMs: 20_000, beforeMs: 100_000 })).toBe(0);
    expect(played.count("processed", { afterMs: 100_000 })).toBeGreaterThan(1_800);
  });
});

describe("fact 25: a broker crashes", () => {
  const crashes = (atMs: number): Played =>
    playTopic({}, { ratePerSecond: 100 }, { durationMs: 60_000, deeds: [crash(atMs, 1)] });

  it("nobody leads for 7 to 9 s: its session of 9 s counts from its last heartbeat, one every 2 s", () => {
    for (const atMs of [20_001, 21_000, 21_999]) {
      const takesMs = crashes(atMs).at("leaderElected") - atMs;
      expect(takesMs).toBeGreaterThanOrEqual(7_000);
      expect(takesMs).toBeLessThanOrEqual(9_000);
    }
  });

  it("producers repeat and succeed within delivery.timeout.ms: none lost, and none twice with idempotence", () => {
    // A request is under way, waiting for the followers.
    const played = crashes(20_507);
    expect(played.count("produceRetried")).toBeGreaterThan(0);
    expect(played.count("produceFailed")).toBe(0);
    const messages = inTheLog(played);
    expect(new Set(messages).size).toBe(messages.length);
    expect(played.count("produced") - messages.length).toBeLessThan(10);
    expect(lostOf(played)).toEqual([]);
  });
});

describe("acks", () => {
  it("acks=0: what the dying broker had not read yet is lost, and nobody hears of it", () => {
    const played = playTopic(
      {},
      { acks: "0", ratePerSecond: 100 },
      { durationMs: 40_000, deeds: [crash(20_506, 1)] },
    );
    const there = new Set(inTheLog(played));
    const gone = played.all("produced", { beforeMs: 39_000 }).filter(({ what }) => !there.has(what));
    expect(gone.length).toBeGreaterThan(0);
    expect(played.count("produceFailed")).toBe(0);
  });

  it("all with min.insync.replicas=1 and nobody else in sync is no safer than acks=1", () => {
    // Brokers 2 and 3 are out; 1 acknowledges alone, and dies; 2 comes back and may lead, unclean.
    const played = playTopic(
      { uncleanLeaderElection: true },
      { ratePerSecond: 10 },
      {
        durationMs: 90_000,
        deeds: [crash(10_000, 2), crash(10_000, 3), crash(40_000, 1), start(55_000, 2)],
      },
    );
    expect(played.first("leaderElected", { afterMs: 50_000 }).who).toBe(1);
    expect(lostOf(played).length).toBeGreaterThan(150);
  });

  it("all waits for the followers in sync: one round trip more than acks=1", () => {
    const roundTrip = (acks: string): number => {
      const played = playTopic({}, { acks, ratePerSecond: 1 }, { latencyMs: 10, durationMs: 5_500 });
      return played.at("acknowledged") - played.at("sent");
    };
    expect(roundTrip("1")).toBe(20);
    expect(roundTrip("all")).toBe(40);
  });
});

describe("an unclean election", () => {
  // Broker 2 dies, so 1 goes on alone; then 1 dies, and 2 comes back without what was written since.
  const deeds = [crash(10_000, 2), crash(10_000, 3), crash(40_000, 1), start(55_000, 2), start(80_000, 1)];
  const unclean = playTopic(
    { uncleanLeaderElection: true },
    { acks: "1", ratePerSecond: 10 },
    { durationMs: 120_000, deeds, group: { autoOffsetReset: "earliest" } },
  );

  it("loses exactly what the dead leader had beyond the one elected", () => {
    const elected = unclean.first("leaderElected", { afterMs: 50_000 });
    const lost = unclean.first("recordsLost");
    expect(elected.extra).toBe(election("unclean"));
    expect(lost.extra).toBe(logEndBefore(unclean, 40_000) - elected.offset);
    expect(lost.offset).toBe(elected.offset);
  });

  it("makes the returning old leader cut its log off where the two part", () => {
    const cut = unclean.first("truncated");
    const lost = unclean.first("recordsLost");
    expect([cut.who, cut.offset, cut.extra]).toEqual([0, lost.offset, lost.extra]);
    expect(cut.timeUs).toBeGreaterThan(80_000_000);
  });

  it("sends a reader that was beyond back to where the two part", () => {
    const at = unclean.first("recordsLost");
    const [first] = unclean.all("positioned", { afterMs: at.timeUs / 1000 });
    expect([first!.offset, START_REASONS[first!.extra]]).toEqual([at.offset, "out-of-range"]);
    const after = unclean.all("processed", { afterMs: first!.timeUs / 1000 });
    expect(after[0]!.offset).toBe(at.offset);
    expect(after.length).toBeGreaterThan(300);
  });

  it("gives the same offsets to other messages", () => {
    const { offset } = unclean.first("recordsLost");
    expect(unclean.all("appended", { offset }).map(({ what }) => what).length).toBe(2);
  });

  it("does not happen without unclean.leader.election.enable: the partition waits for who has everything", () => {
    const played = playTopic({}, { acks: "1", ratePerSecond: 10 }, { durationMs: 120_000, deeds });
    const [offline, back] = played.all("leaderElected", { afterMs: 40_000 });
    expect([offline!.extra, offline!.who]).toEqual([election("offline"), -1]);
    expect(back!.who).toBe(0);
    expect(back!.timeUs).toBeGreaterThan(80_000_000);
    expect(played.count("recordsLost")).toBe(0);
    expect(lostOf(played)).toEqual([]);
  });

  it("of the old leader brings its own records back, and loses those of the one between", () => {
    const again = playTopic(
      { uncleanLeaderElection: true },
      { acks: "1", ratePerSecond: 10 },
      {
        durationMs: 120_000,
        deeds: [...deeds.slice(0, 4), crash(70_000, 2), start(85_000, 1)],
      },
    );
    const [first, second] = again.all("recordsLost");
    expect(second!.who).toBe(0);
    const there = new Set(inTheLog(again));
    const before = again
      .all("appended", { beforeMs: 40_000 })
      .filter(({ offset }) => offset >= first!.offset)
      .map(({ what }) => what);
    expect(before.length).toBe(first!.extra);
    expect(before.every((message) => there.has(message))).toBe(true);
  });
});
