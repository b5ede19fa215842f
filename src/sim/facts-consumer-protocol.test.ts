import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import {
  COMMIT_ERRORS,
  MEMBER_STATES,
  PROTOCOL_ERRORS,
  REBALANCE_REASONS,
  REMOVAL_REASONS,
} from "./fact-tables.ts";
import { GROUP_STATES, GroupAt } from "./frame.ts";
import { frameOf } from "./frame-of.ts";
import { play, type Deed, type Played, type Sketch } from "./scenario.fixture.ts";

/** A group of the consumer protocol on one topic of eight partitions, about fifty messages a second in each. */
function sketch(deeds: readonly Deed[], durationMs: number, group: Config = {}, worker: Config = {}): Sketch {
  return {
    topics: { orders: { partitions: 8 } },
    shop: { ratePerSecond: 400 },
    worker,
    group: { protocol: "consumer", ...group },
    durationMs,
    deeds,
  };
}

const removals = (played: Played): string[] =>
  played.all("memberRemoved").map(({ what }) => REMOVAL_REASONS[what]!);
const causes = (played: Played): string[] =>
  played.all("rebalanceStarted").map(({ what }) => REBALANCE_REASONS[what]!);
const answers = (played: Played, by: number): string[] =>
  played.all("answered", { by }).map(({ where }) => PROTOCOL_ERRORS[where]!);
/** How long a partition was processed by nobody, at most, ms. */
const longestPause = (played: Played, on: string, afterMs: number, beforeMs: number): number => {
  const times = played.all("processed", { on, afterMs, beforeMs }).map(({ timeUs }) => timeUs / 1000);
  return Math.max(...times.slice(1).map((time, at) => time - times[at]!));
};

describe("fact 13: members that join a group of the consumer protocol one after the other", () => {
  // M1 alone; M2, M3 and M4 join within 2.5 s.
  const joins: Deed[] = [
    [1_600, "scale", "worker", { instances: 2 }],
    [2_200, "scale", "worker", { instances: 3 }],
    [2_400, "scale", "worker", { instances: 4 }],
  ];
  const played = play(sketch(joins, 30_000));

  it("let the first one have everything at once, without an initial delay", () => {
    expect(played.owners(1_000)).toEqual({ 1: ["0", "1", "2", "3", "4", "5", "6", "7"] });
    expect(played.at("assigned")).toBeLessThan(10);
  });

  it("get nothing before the owner gives up, and that at its next heartbeat, 5 s after the last", () => {
    expect(played.count("assigned", { by: 2, beforeMs: 5_000 })).toBe(0);
    const toldMs = played.all("revoked", { by: 1 })[0]!.timeUs / 1000;
    expect(toldMs).toBeGreaterThan(5_000);
    expect(toldMs).toBeLessThan(5_020);
    expect(played.owners(toldMs)[1]).toEqual(["0", "1"]);
  });

  it("hear it from the owner at once that it has given up, and take over at their own next heartbeats", () => {
    const takenMs = [2, 3, 4].map((by) => played.at("assigned", { by }));
    for (const [at, joinedMs] of [1_600, 2_200, 2_400].entries()) {
      expect(takenMs[at]).toBeGreaterThan(joinedMs + 5_000);
      expect(takenMs[at]).toBeLessThan(joinedMs + 5_020);
    }
    expect(played.shares(30_000)).toEqual([2, 2, 2, 2]);
  });

  it("stop nobody: what stays with its owner is processed all the time", () => {
    expect(longestPause(played, "0", 1_000, 30_000)).toBeLessThan(500);
    expect(played.count("revoked", { by: 1, on: "0" })).toBe(0);
  });

  it("are given a new target once a second at most, for everybody who joined meanwhile", () => {
    const formed = played.all("generationFormed").map(({ what, offset }) => [what, offset]);
    expect(formed).toEqual([
      [2, 1],
      [3, 2],
      [5, 4],
    ]);
    expect(causes(played)).toEqual(["member-joined", "member-joined", "member-joined", "member-joined"]);
  });

  it("are told of by their epochs: behind while giving up, ahead while waiting, and equal in the end", () => {
    const epochs = (by: number) =>
      played.all("memberEpoch", { by }).map(({ what, extra }) => [what, MEMBER_STATES[extra]]);
    expect(epochs(1)).toEqual([
      [2, "STABLE"],
      [2, "UNREVOKED_PARTITIONS"],
      [5, "STABLE"],
    ]);
    expect(epochs(2)).toEqual([
      [3, "UNRELEASED_PARTITIONS"],
      [5, "STABLE"],
    ]);
    // In the second of the assignment interval: an old epoch, and nothing to do.
    expect(epochs(4)).toEqual([
      [3, "STABLE"],
      [5, "STABLE"],
    ]);
  });

  it("send one kind of request, every 5 s and whenever they have given something up or taken something on", () => {
    const sentMs = played
      .all("requested", { by: 2 })
      .filter(({ what }) => what === 6)
      .map(({ timeUs }) => timeUs / 1000);
    expect(sentMs.slice(0, 4).map((ms) => Math.round(ms))).toEqual([1_600, 6_600, 6_602, 11_602]);
    expect(new Set(answers(played, 2))).toEqual(new Set(["NONE"]));
  });
});

describe("fact 12: a crash in a group of the consumer protocol", () => {
  const crashMs = 30_000;
  const played = play(sketch([[crashMs, "crash", "worker", { instance: 1 }]], 90_000, {}, { instances: 2 }));
  const removedMs = played.at("memberRemoved");

  it("is found out 45 s after the last heartbeat, 40 to 45 s after the crash", () => {
    const lastMs = played.all("heartbeat", { by: 1 }).at(-1)!.timeUs / 1000;
    expect(removedMs).toBe(lastMs + 1 + 45_000);
    expect(removedMs - crashMs).toBeGreaterThan(40_000);
    expect(removedMs - crashMs).toBeLessThanOrEqual(45_001);
    expect(removals(played)).toEqual(["session-expired"]);
  });

  it("gives its partitions to the survivor at its next heartbeat, at most 5 s later", () => {
    const takenMs = played.all("assigned", { by: 2 }).at(-1)!.timeUs / 1000;
    expect(takenMs - removedMs).toBeGreaterThan(0);
    expect(takenMs - removedMs).toBeLessThan(5_010);
    expect(played.owners(takenMs)).toEqual({ 2: ["0", "1", "2", "3", "4", "5", "6", "7"] });
  });

  it("does not disturb the survivor's own partitions while nobody reads the others", () => {
    for (const on of played.owners(25_000)[2]!)
      expect(longestPause(played, on, 15_000, removedMs)).toBeLessThan(500);
  });

  it("and a restart make two members: the new life joins at once, the old one keeps its partitions till the end of its session", () => {
    const restarted = play(
      sketch(
        [
          [crashMs, "crash", "worker", { instance: 1 }],
          [crashMs + 2_000, "restart", "worker", { instance: 1 }],
        ],
        90_000,
        {},
        { instances: 2 },
      ),
    );
    expect(restarted.count("memberJoined", { afterMs: crashMs, beforeMs: crashMs + 2_010 })).toBe(1);
    expect(restarted.at("memberRemoved")).toBeGreaterThan(crashMs + 40_000);
    const [first, second] = [restarted.owners(crashMs - 1_000), restarted.owners(90_000)];
    expect(Object.values(first).flat().sort()).toEqual(Object.values(second).flat().sort());
  });
});

describe("a clean stop in a group of the consumer protocol", () => {
  const played = play(sketch([[21_000, "stop", "worker", { instance: 1 }]], 40_000, {}, { instances: 2 }));

  it("leaves at once; the survivor hears of it with its next heartbeat and not before", () => {
    expect(removals(played)).toEqual(["left"]);
    expect(played.at("memberRemoved") - 21_000).toBeLessThan(10);
    const takenMs = played.all("assigned", { by: 2 }).at(-1)!.timeUs / 1000;
    expect(takenMs - 21_000).toBeLessThan(5_010);
    expect(takenMs - 21_000).toBeGreaterThan(10);
  });

  it("loses and repeats nothing: what it had processed was committed before", () => {
    expect([played.group.lost, played.group.duplicates]).toEqual([0, 0]);
  });

  it("of the last member leaves an empty group, whose epoch goes on", () => {
    const alone = play(sketch([[10_000, "stop", "worker"]], 20_000));
    const frame = frameOf(alone.run);
    expect(GROUP_STATES[frame.groups[GroupAt.state]!]).toBe("Empty");
    expect(frame.groups[GroupAt.generation]).toBe(3);
  });
});

describe("static members of the consumer protocol", () => {
  const group = { staticMembers: true };

  it("that restart within their session move nothing: their partitions wait for them", () => {
    const played = play(
      sketch(
        [
          [20_000, "stop", "worker", { instance: 1 }],
          [30_000, "restart", "worker", { instance: 1 }],
        ],
        50_000,
        group,
        { instances: 2 },
      ),
    );
    expect(played.count("memberRemoved")).toBe(0);
    expect(played.count("rebalanceStarted", { afterMs: 19_000 })).toBe(0);
    expect(played.count("memberReplaced")).toBe(1);
    expect(played.owners(25_000)).toEqual({ 2: played.owners(19_000)[2] });
    expect(played.owners(31_000)).toEqual(played.owners(19_000));
  });

  it("that stay away longer are removed when their session ends, 45 s after their last heartbeat", () => {
    const played = play(
      sketch([[20_000, "stop", "worker", { instance: 1 }]], 80_000, group, { instances: 2 }),
    );
    expect(removals(played)).toEqual(["session-expired"]);
    const lastMs = played.all("heartbeat", { by: 1 }).at(-1)!.timeUs / 1000;
    expect(played.at("memberRemoved")).toBe(lastMs + 1 + 45_000);
    expect(played.shares(80_000)).toEqual([8]);
  });

  it("that crashed cannot come back before their session ends: the name is not released", () => {
    const played = play(
      sketch(
        [
          [20_000, "crash", "worker", { instance: 1 }],
          [22_000, "restart", "worker", { instance: 1 }],
        ],
        30_000,
        group,
        { instances: 2 },
      ),
    );
    expect(answers(played, 1).at(-1)).toBe("UNRELEASED_INSTANCE_ID");
    expect(PROTOCOL_ERRORS[played.first("memberRefused").extra]).toBe("UNRELEASED_INSTANCE_ID");
    expect(played.count("stopped", { by: 1 })).toBe(1);
  });
});

describe("a member that its group has given up", () => {
  it("drops everything and joins again from nothing when it hears of it", () => {
    const played = play(
      sketch(
        [[20_000, "pause", "worker", { instance: 1, durationMs: 50_000 }]],
        90_000,
        {},
        { instances: 2 },
      ),
    );
    expect(removals(played)).toEqual(["session-expired"]);
    expect(answers(played, 1)).toContain("UNKNOWN_MEMBER_ID");
    const lost = played.all("lostPartition", { by: 1 });
    expect(lost.length).toBe(4);
    expect(played.at("memberJoined", { afterMs: 70_000 })).toBeGreaterThan(lost[0]!.timeUs / 1000);
    expect(played.shares(90_000)).toEqual([4, 4]);
  });

  it("has its commits refused, and what it processed is processed again", () => {
    const played = play(
      sketch(
        [[20_000, "pause", "worker", { instance: 1, durationMs: 50_000 }]],
        90_000,
        { commit: "after-record" },
        { instances: 2, serviceTimeMs: 20 },
      ),
    );
    const refused = played.all("commitRefused", { by: 1 });
    expect(refused.length).toBeGreaterThan(0);
    expect(COMMIT_ERRORS[refused[0]!.extra]).toBe("UNKNOWN_MEMBER_ID");
    expect(played.group.lost).toBe(0);
  });

  it("leaves by itself where its application does not poll within max.poll.interval.ms", () => {
    const played = play(
      sketch(
        [],
        60_000,
        { maxPollIntervalMs: 10_000, maxPollRecords: 40, commit: "after-batch" },
        { instances: 2, serviceTimeMs: 150, slowInstance: 1, slowFactor: 4 },
      ),
    );
    const expiredMs = played.at("pollExpired", { by: 1 });
    expect(removals(played)[0]).toBe("left");
    expect(played.at("memberRemoved") - expiredMs).toBeLessThan(5);
    // It still processes, and commits with an epoch that it no longer has.
    const refused = played.all("commitRefused", { by: 1 }).map(({ extra }) => COMMIT_ERRORS[extra]);
    expect(refused).toContain("UNKNOWN_MEMBER_ID");
    expect(played.count("lostPartition", { by: 1 })).toBeGreaterThan(0);
  });
});

describe("a slow application in a group of the consumer protocol", () => {
  // Batches of 50 take 5 s each.
  const played = play(
    sketch(
      [[10_000, "scale", "worker", { instances: 2 }]],
      60_000,
      { maxPollRecords: 50 },
      { serviceTimeMs: 100 },
    ),
  );

  it("gives partitions up in its next poll, and commits before", () => {
    const toldMs = played.all("memberEpoch", { by: 1 }).find(({ extra }) => extra === 1)!.timeUs / 1000;
    const revokedMs = played.at("revoked", { by: 1 });
    expect(revokedMs - toldMs).toBeLessThan(5_100);
    const lastBefore = played.all("processed", { by: 1, beforeMs: revokedMs + 0.001 }).at(-1)!;
    expect(lastBefore.timeUs / 1000).toBeGreaterThan(revokedMs - 1);
    expect(played.group.duplicates).toBe(0);
  });

  it("sends its heartbeats meanwhile", () => {
    const beats = played.all("heartbeat", { by: 1 }).map(({ timeUs }) => timeUs / 1000);
    expect(Math.max(...beats.slice(1).map((ms, at) => ms - beats[at]!))).toBeLessThanOrEqual(5_001);
  });
});

describe("the assignors of the broker", () => {
  const topics = { a: { partitions: 3 }, b: { partitions: 3 } };
  const shares = (serverAssignor: string): number[] =>
    play({
      topics,
      group: { protocol: "consumer", serverAssignor },
      worker: { instances: 2 },
      durationMs: 20_000,
    }).shares(20_000);

  it("range divides topic by topic, uniform everything together", () => {
    expect(shares("range")).toEqual([4, 2]);
    expect(shares("uniform")).toEqual([3, 3]);
  });
});

describe("topics of a group of the consumer protocol", () => {
  it("that get more partitions are noticed with the next heartbeat of any member, and divided anew", () => {
    const played = play({
      topics: { orders: { partitions: 4 } },
      worker: { instances: 2 },
      group: { protocol: "consumer" },
      durationMs: 30_000,
      deeds: [[12_000, "add-partitions", "orders", { partitions: 6 }]],
    });
    expect(causes(played).at(-1)).toBe("partitions-changed");
    const noticedMs = played.at("rebalanceStarted", { afterMs: 12_000 });
    expect(noticedMs - 12_000).toBeLessThan(5_010);
    expect(played.shares(12_000)).toEqual([2, 2]);
    expect(played.shares(30_000)).toEqual([3, 3]);
    expect(played.count("revoked", { afterMs: 12_000 })).toBe(0);
  });

  it("are those that its pattern takes, as the broker resolves it", () => {
    const played = play({
      topics: { orders: { partitions: 2 }, payments: { partitions: 2 } },
      group: { protocol: "consumer", pattern: "ord.*" },
      durationMs: 5_000,
    });
    expect(played.owners(5_000)).toEqual({ 1: ["orders-0", "orders-1"] });
  });
});
