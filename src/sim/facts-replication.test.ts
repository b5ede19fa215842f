import { describe, expect, it } from "vitest";
import { ELECTIONS, FACT_NAMES, ISR_REASONS, PRODUCE_ERRORS } from "./facts.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import { play, type Played, type Sketch } from "./scenario.fixture.ts";

const election = (name: (typeof ELECTIONS)[number]): number => ELECTIONS.indexOf(name);
const produceError = (name: (typeof PRODUCE_ERRORS)[number]): number => PRODUCE_ERRORS.indexOf(name);

/** Offsets at which records were appended to the log that counts, the last one first. */
function logEndBefore(played: Played, ms: number): number {
  const appended = played.all("appended", { beforeMs: ms }).filter(({ extra }) => (extra & 2) === 0);
  return Math.max(...appended.map(({ offset }) => offset + 1));
}

/** How far a broker had come before a moment. */
function replicatedBefore(played: Played, broker: number, ms: number): number {
  return Math.max(
    0,
    ...played
      .all("replicated", { beforeMs: ms })
      .filter(({ who }) => who === broker)
      .map(({ offset }) => offset),
  );
}

/** Messages whose batch was acknowledged. */
function acknowledged(played: Played): Set<number> {
  const messages = new Set<number>();
  const { kernel } = played.run;
  for (const { what, extra } of played.all("acknowledged")) {
    let message = what;
    for (let i = 0; i < extra; i++) {
      messages.add(message);
      message = kernel.messages.next(message);
    }
  }
  return messages;
}

/** Messages in the log as it is in the end, in order, over all partitions. */
function inTheLog({ run }: Played): number[] {
  const { logs } = run.kernel;
  const messages: number[] = [];
  for (let partition = 0; partition < run.program.layout.partitionCount; partition++)
    for (let offset = logs.startOffset(partition); offset < logs.endOffset(partition); offset++)
      if (logs.messageAt(partition, offset) >= 0) messages.push(logs.messageAt(partition, offset));
  return messages;
}

const lostOf = (played: Played): number[] => {
  const there = new Set(inTheLog(played));
  return [...acknowledged(played)].filter((message) => !there.has(message));
};

const cluster = { brokers: 3 };
const crash = (atMs: number, broker: number): [number, string, string, { instance: number }] => [
  atMs,
  "broker-crash",
  "cluster",
  { instance: broker },
];
const start = (atMs: number, broker: number): [number, string, string, { instance: number }] => [
  atMs,
  "broker-restart",
  "cluster",
  { instance: broker },
];

/** A topic on three brokers, led by broker 1, written to ten times a second. */
function playTopic(topic: object, shop: object, more: Omit<Sketch, "topics" | "shop"> = {}): Played {
  return play({
    cluster,
    topics: { orders: { partitions: 1, replicationFactor: 3, ...topic } },
    shop: { acks: "all", ...shop },
    ...more,
  });
}

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
