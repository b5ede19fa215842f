import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import type { CoordinatorState } from "./bus/log/coordinator-host.ts";
import { Fact } from "./facts.ts";
import { play, type Played } from "./scenario.fixture.ts";

const COOPERATIVE = "cooperative-sticky";
const topics = (count: number, partitions: number): Record<string, Config> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, { partitions }]));

function settled(partitions: Record<string, Config>, instances: number, assignor: string): Played {
  return play({ topics: partitions, worker: { instances }, group: { assignor }, durationMs: 15_000 });
}

it("fact 1: range gives three members of four partitions 2, 1 and 1", () => {
  const played = settled({ orders: { partitions: 4 } }, 3, "range");
  expect(played.owners(15_000)).toEqual({ 1: ["0", "1"], 2: ["2"], 3: ["3"] });
});

describe("fact 2: two topics of three partitions, two members", () => {
  it("range deals out each topic by itself: 4 and 2", () => {
    const played = settled(topics(2, 3), 2, "range");
    expect(played.owners(15_000)).toEqual({
      1: ["t0-0", "t0-1", "t1-0", "t1-1"],
      2: ["t0-2", "t1-2"],
    });
  });

  it("round robin deals out all topics together: 3 and 3", () => {
    const played = settled(topics(2, 3), 2, "roundrobin");
    expect(played.owners(15_000)).toEqual({
      1: ["t0-0", "t0-2", "t1-1"],
      2: ["t0-1", "t1-0", "t1-2"],
    });
  });
});

it.each([
  ["range", [10, 0, 0]],
  ["roundrobin", [4, 3, 3]],
  ["sticky", [4, 3, 3]],
  [COOPERATIVE, [4, 3, 3]],
])("fact 3: %s gives three members of ten topics of one partition %j", (assignor, shares) => {
  expect(settled(topics(10, 1), 3, assignor).shares(15_000)).toEqual(shares);
});

it("fact 4: a seventh member has nothing to do where there are six partitions, and the group is no faster", () => {
  const busy = { serviceTimeMs: 100 };
  const processed = (instances: number): number =>
    play({
      topics: { orders: { partitions: 6 } },
      shop: { ratePerSecond: 200 },
      worker: { instances, ...busy },
      durationMs: 40_000,
    }).group.processed;
  expect(settled({ orders: { partitions: 6 } }, 7, "range").shares(15_000)).toEqual([1, 1, 1, 1, 1, 1, 0]);
  expect(Math.abs(processed(7) - processed(6))).toBeLessThan(processed(6) / 100);
});
/** A third member joins two of six partitions at 15 s. */
const join = (assignor: string, more: readonly (readonly [number, string, string, Config])[] = []): Played =>
  play({
    topics: { orders: { partitions: 6 } },
    shop: { ratePerSecond: 200 },
    worker: { instances: 2 },
    group: { assignor },
    durationMs: 40_000,
    deeds: [[15_000, "scale", "worker", { instances: 3 }], ...more],
  });
/** Longest time that a partition stood without a record processed while the third came in, ms. */
const standstill = (played: Played, on: string): number => {
  const times = played
    .all("processed", { on, afterMs: 14_000, beforeMs: 28_000 })
    .map(({ timeUs }) => timeUs / 1000);
  return Math.max(...times.map((time, i) => time - (times[i - 1] ?? time)));
};

describe("fact 5: cooperative: a third member joins two", () => {
  it("two partitions move in two rounds, unowned in between; four never pause", () => {
    const played = join(COOPERATIVE);
    expect(played.owners(14_000)).toEqual({ 1: ["0", "2", "4"], 2: ["1", "3", "5"] });
    const [first, second] = played.all("generationFormed", { afterMs: 15_000 });
    expect(played.count("generationFormed", { afterMs: 15_000 })).toBe(2);
    const betweenMs = second!.timeUs / 1000 - 1;
    expect(betweenMs).toBeGreaterThan(first!.timeUs / 1000);
    expect(played.owners(betweenMs)).toEqual({ 1: ["0", "2"], 2: ["1", "3"], 3: [] });
    expect(played.owners(30_000)).toEqual({ 1: ["0", "2"], 2: ["1", "3"], 3: ["4", "5"] });
    expect(played.all("revoked", { afterMs: 15_000 }).map(({ where }) => played.label(where))).toEqual([
      "4",
      "5",
    ]);
    // 33 messages a second each: the ones that stay never wait longer than arrivals do.
    for (const on of ["0", "1", "2", "3"]) expect(standstill(played, on)).toBeLessThan(300);
    expect(standstill(played, "4")).toBeGreaterThan(1_000);
  });

  it("the first then leaves, and its two partitions move in one round", () => {
    const played = join(COOPERATIVE, [[30_000, "stop", "worker", { instance: 1 }]]);
    expect(played.owners(39_000)).toEqual({ 2: ["0", "1", "3"], 3: ["2", "4", "5"] });
    expect(played.count("generationFormed", { afterMs: 30_000 })).toBe(1);
    expect(played.count("revoked", { afterMs: 30_001 })).toBe(0);
  });
});

describe("fact 6: eager range: a third member joins two", () => {
  it("every partition is given up, three change their owner", () => {
    const played = join("range");
    expect(played.owners(14_000)).toEqual({ 1: ["0", "1", "2"], 2: ["3", "4", "5"] });
    expect(played.count("revoked", { afterMs: 15_000 })).toBe(6);
    expect(played.owners(30_000)).toEqual({ 1: ["0", "1"], 2: ["2", "3"], 3: ["4", "5"] });
    expect(played.count("generationFormed", { afterMs: 15_000 })).toBe(1);
  });

  it("nobody works until the slowest has joined again", () => {
    const played = join("range");
    const stableMs = played.at("stable", { afterMs: 15_000 });
    const revokedMs = played.all("revoked", { afterMs: 15_000 }).at(-1)!.timeUs / 1000;
    expect(played.count("processed", { afterMs: revokedMs, beforeMs: stableMs })).toBe(0);
  });
});

describe("fact 7: Kafka's default list [range, cooperative-sticky] on every member", () => {
  it("votes for range, and so everybody gives up everything first", () => {
    const played = join("range");
    const coordinator = played.run.kernel.processes[1]!.state as CoordinatorState;
    const { members, protocol } = coordinator.group;
    expect(members.size).toBe(3);
    for (const { protocols } of members.values())
      expect(protocols.map(({ name }) => name)).toEqual(["range", "cooperative-sticky"]);
    expect(protocol).toBe("range");
    const joinedMs = played.at("memberJoined", { afterMs: 15_000 });
    for (const by of [1, 2]) {
      expect(played.count("revoked", { by, afterMs: joinedMs })).toBe(3);
      expect(played.count("assigned", { by, afterMs: joinedMs })).toBe(2);
    }
  });
});

describe("a cooperative rebalance", () => {
  const busy = (group: Config): Played =>
    play({
      topics: { orders: { partitions: 4 } },
      shop: { ratePerSecond: 100 },
      worker: { instances: 2, serviceTimeMs: 100 },
      group: { assignor: COOPERATIVE, maxPollRecords: 20, ...group },
      durationMs: 60_000,
      deeds: [[20_000, "scale", "worker", { instances: 3 }]],
    });

  it("waits for the leader's next poll, since nobody reads its answers while it works", () => {
    const played = busy({ commit: "after-batch" });
    const formed = played.first("generationFormed", { afterMs: 20_000 });
    const stableMs = played.at("stable", { afterMs: 20_000 });
    const leaderPollsMs = played
      .all("delivered", { afterMs: 20_000 })
      .filter(({ who }) => who === formed.extra);
    const nextPollMs = leaderPollsMs.find(({ timeUs }) => timeUs >= formed.timeUs)!.timeUs / 1000;
    expect(stableMs).toBeGreaterThan(nextPollMs);
    expect(stableMs - formed.timeUs / 1000).toBeGreaterThan(100);
  });

  it("lets no member commit in its midst, and repeats what moved without a commit", () => {
    const played = busy({ commit: "after-batch" });
    const refused = played.all("commitRefused");
    expect(refused.length).toBeGreaterThan(0);
    // Index of RebalanceInProgressException: the client refuses by itself.
    expect(new Set(refused.map(({ extra }) => extra))).toEqual(new Set([4]));
    const moved = new Set(played.all("revoked").map(({ where }) => where));
    expect(played.all("duplicated").filter(({ where }) => !moved.has(where))).toEqual([]);
    expect(played.group.lost).toBe(0);
  });

  it("holds up whoever commits before processing, and loses nothing", () => {
    const played = busy({ commit: "before-processing" });
    expect(played.count("commitRefused")).toBe(0);
    expect(played.group.duplicates).toBe(0);
    expect(played.group.lost).toBe(0);
  });
});

describe("fact 8: the first rebalance of a group", () => {
  it("waits 3 s for company, and hands out nothing before", () => {
    const played = play({ durationMs: 10_000 });
    // Two round trips of 2 ms: the member id first, then the join.
    expect(played.at("rebalanceStarted")).toBe(3);
    expect(played.at("generationFormed")).toBe(3_003);
    expect(played.at("delivered")).toBeGreaterThan(3_003);
  });

  it("waits again for a second member that comes at 2 s: until 6 s", () => {
    const played = play({
      topics: { orders: { partitions: 2 } },
      durationMs: 10_000,
      deeds: [[2_000, "scale", "worker", { instances: 2 }]],
    });
    expect(played.at("generationFormed")).toBe(6_003);
    expect(played.count("generationFormed")).toBe(1);
    expect(played.owners(7_000)).toEqual({ 1: ["0"], 2: ["1"] });
  });

  it("does not wait where group.initial.rebalance.delay.ms is 0", () => {
    const played = play({ group: { initialRebalanceDelayMs: 0 }, durationMs: 2_000 });
    expect(played.at("generationFormed")).toBe(3);
  });
});

it("facts are told of the group and the members that they happened to", () => {
  const played = settled({ orders: { partitions: 2 } }, 2, "range");
  const joined = played.all("memberJoined").map(({ extra }) => extra);
  expect(joined).toEqual([played.subject(1), played.subject(2)]);
  expect(played.rows.filter(({ fact }) => fact === Fact.stable).map(({ extra }) => extra)).toEqual([2]);
});
