import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { check, rowsOf, violationText } from "./checkers/check.ts";
import { COMMIT_ERRORS, SHARE_ACKNOWLEDGEMENTS } from "./fact-tables.ts";
import { Fact } from "./facts.ts";
import { PAIR_STRIDE, PairAt } from "./frame.ts";
import { frameOf } from "./frame-of.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import { advance, seekRun, startRun } from "./run.ts";
import { play, type Deed, type Played, type Sketch } from "./scenario.fixture.ts";

/** A sketch whose group is a share group. */
function shared(sketch: Sketch): Sketch {
  return { ...sketch, group: { protocol: "share", autoOffsetReset: "earliest", ...sketch.group } };
}

/** Plays it, and lets every checker look. */
function playShared(sketch: Sketch): Played {
  const played = play(shared(sketch));
  const verdicts = check(played.program, rowsOf(played.run.kernel.trace), played.run.atUs);
  expect(verdicts.flatMap(({ violations }) => violations.map(violationText))).toEqual([]);
  return played;
}

function sum(rows: readonly TraceRow[]): number {
  return rows.reduce((total, { extra }) => total + extra, 0);
}

function said(played: Played, type: (typeof SHARE_ACKNOWLEDGEMENTS)[number]): TraceRow[] {
  return played.all("shareAcknowledged").filter(({ what }) => SHARE_ACKNOWLEDGEMENTS[what] === type);
}

describe("fact 4: six partitions, seven members", () => {
  const seven = (instances: number, group: Config): Played =>
    play({
      topics: { orders: { partitions: 6 } },
      shop: { ratePerSecond: 200 },
      worker: { instances, serviceTimeMs: 50 },
      group: { maxPollRecords: 5, ...group },
      durationMs: 40_000,
    });

  it("share group: all 7 can work", () => {
    const played = seven(7, { protocol: "share" });
    for (let instance = 1; instance <= 7; instance++)
      expect(played.count("processed", { by: instance })).toBeGreaterThan(400);
    expect(played.group.duplicates).toBe(0);
  });

  it("share group: more members than partitions are more throughput, as they are not in a group of owners", () => {
    const share =
      seven(7, { protocol: "share" }).group.processed / seven(6, { protocol: "share" }).group.processed;
    const owners = seven(7, {}).group.processed / seven(6, {}).group.processed;
    expect(share).toBeGreaterThan(1.1);
    expect(owners).toBeLessThan(1.02);
  });

  it("shows who holds what, no owner, and each partition with two members", () => {
    const { run } = seven(7, { protocol: "share" });
    const { holders, pairs } = frameOf(run);
    const members = new Map<number, number>();
    for (let i = 0; i < holders.length; i += 3) members.set(holders[i]!, (members.get(holders[i]!) ?? 0) + 1);
    // Every member of a partition is there, also who has nothing of it just now.
    expect([...members.values()]).toEqual([2, 2, 2, 2, 2, 2]);
    for (let pair = 0; pair < 6; pair++) {
      const at = (column: number): number => pairs[pair * PAIR_STRIDE + column]!;
      expect(at(PairAt.owner)).toBe(-1);
      expect(at(PairAt.position)).toBeGreaterThanOrEqual(at(PairAt.committed));
      expect(at(PairAt.lag)).toBeLessThanOrEqual(run.kernel.logs.endOffset(pair) - at(PairAt.committed));
    }
  });
});

describe("the first heartbeats of a share group", () => {
  it("bring partitions with the second one, 5 s after the start", () => {
    const played = playShared({ durationMs: 20_000 });
    expect(played.at("assigned")).toBe(5_002);
    expect(played.at("acquired")).toBe(5_003);
  });

  it("bring a later member its partitions at once, and take nothing from the others before their own next heartbeat", () => {
    const deeds: Deed[] = [[12_500, "scale", "worker", { instances: 2 }]];
    const topics = { orders: { partitions: 4 } };
    const played = playShared({ topics, deeds, durationMs: 30_000 });
    expect(played.at("assigned", { by: 2 })).toBe(12_502);
    expect(played.at("revoked", { by: 1 })).toBe(15_002);
    expect(played.shares(30_000)).toEqual([2, 2]);
  });
});

describe("records of one partition at several members", () => {
  const busy: Sketch = {
    shop: { ratePerSecond: 40 },
    worker: { instances: 4, serviceTimeMs: 90 },
    group: { maxPollRecords: 4 },
    durationMs: 60_000,
  };

  it("are each with one at a time, and all are processed once", () => {
    const played = playShared(busy);
    expect(played.group.duplicates).toBe(0);
    // What was made last is still under way.
    expect(
      played
        .timesProcessed()
        .slice(0, -20)
        .every((times) => times === 1),
    ).toBe(true);
    for (let instance = 1; instance <= 4; instance++)
      expect(played.count("processed", { by: instance })).toBeGreaterThan(300);
  });

  it("are not in order any more", () => {
    const offsets = playShared(busy)
      .all("processed")
      .map(({ offset }) => offset);
    expect(offsets).not.toEqual(offsets.toSorted((a, b) => a - b));
  });
});

describe("a member that crashes", () => {
  const crash: Sketch = {
    shop: { ratePerSecond: 20 },
    worker: { instances: 2, serviceTimeMs: 200 },
    group: { maxPollRecords: 10 },
    deeds: [[20_000, "crash", "worker", { instance: 1 }]],
    durationMs: 90_000,
  };

  it("keeps its records locked for 30 s; then others get them, as their second delivery", () => {
    const played = playShared(crash);
    const expired = played.first("lockExpired", { by: 1 });
    const locked = played.all("acquired", { by: 1, beforeMs: 20_000 }).at(-1)!;
    expect(expired.timeUs - locked.timeUs).toBe(30_000_000);
    const again = played.all("acquired", { by: 2 }).filter(({ what }) => what === 2);
    expect(sum(again)).toBe(sum(played.all("lockExpired")));
    expect(again[0]!.timeUs).toBeGreaterThanOrEqual(expired.timeUs);
  });

  it("loses nothing, and what it had finished without saying so is done twice", () => {
    const played = playShared(crash);
    const done = new Set(played.all("processed").map(({ offset }) => offset));
    const processed = played.count("processed");
    expect(done.size).toBe(processed - played.group.duplicates);
    expect(played.group.lost).toBe(0);
    const last = played.all("acquired", { by: 1, beforeMs: 20_000 }).at(-1)!;
    expect(played.group.duplicates).toBe(
      played.all("processed", { by: 1, beforeMs: 20_000 }).filter(({ offset }) => offset >= last.offset)
        .length,
    );
  });

  it("repeats one record at most where each is acknowledged by itself", () => {
    const played = playShared({ ...crash, group: { ...crash.group, acknowledgement: "explicit" } });
    expect(played.group.duplicates).toBeLessThanOrEqual(1);
  });

  it("gives its records back at once, uncounted, where it is stopped and not crashed", () => {
    const deeds: Deed[] = [[20_050, "stop", "worker", { instance: 1 }]];
    const played = playShared({ ...crash, deeds });
    expect(played.count("lockExpired")).toBe(0);
    expect(played.group.duplicates).toBe(0);
    expect(played.all("acquired").every(({ what }) => what === 1)).toBe(true);
  });
});

describe("a member that takes longer than the lock", () => {
  const slow: Sketch = {
    shop: { ratePerSecond: 5 },
    worker: { instances: 2, serviceTimeMs: 100 },
    group: { acknowledgement: "explicit", maxPollRecords: 1 },
    deeds: [[20_000, "slow-down", "worker", { instance: 1, factor: 400, durationMs: 1_000 }]],
    durationMs: 80_000,
  };

  it("has its record processed by another one as well", () => {
    const played = playShared(slow);
    const expired = played.first("lockExpired", { by: 1 });
    expect(played.all("processed", { offset: expired.offset }).map(({ extra, who }) => [extra, who])).toEqual(
      [
        [2, played.subject(2)],
        [1, played.subject(1)],
      ],
    );
    expect(played.group.duplicates).toBe(1);
  });

  it("hears that the record is not its own any more, unless the group has got past it meanwhile", () => {
    const played = playShared({
      ...slow,
      worker: { instances: 3, serviceTimeMs: 100 },
      deeds: [
        // An older record keeps the start where it is.
        [19_900, "slow-down", "worker", { instance: 1, factor: 600, durationMs: 1_000 }],
        [20_000, "slow-down", "worker", { instance: 2, factor: 400, durationMs: 1_000 }],
        [21_000, "slow-down", "worker", { instance: 3, factor: 250, durationMs: 60_000 }],
      ],
      durationMs: 100_000,
    });
    const refused = played.all("commitRefused");
    expect(refused.map(({ extra }) => COMMIT_ERRORS[extra])).toContain("INVALID_RECORD_STATE");
  });
});

describe("a record that always fails", () => {
  const poisoned: Sketch = {
    shop: { ratePerSecond: 2 },
    worker: { instances: 2, serviceTimeMs: 5 },
    deeds: [[10_000, "poison-next", "orders"]],
    durationMs: 40_000,
  };
  const explicit: Config = { acknowledgement: "explicit", maxAttempts: 100 };

  it("is delivered five times, is archived, and is lost", () => {
    const played = playShared({ ...poisoned, group: explicit });
    const { offset } = played.first("failed");
    expect(played.all("started", { offset }).map(({ extra }) => extra)).toEqual([1, 2, 3, 4, 5]);
    expect(said(played, "release").map((row) => row.offset)).toEqual(Array(5).fill(offset));
    const archived = played.first("archived");
    expect([archived.offset, archived.extra, archived.what]).toEqual([offset, 1, 5]);
    expect(played.group.lost).toBe(1);
    expect(played.group.lag).toBeLessThan(5);
  });

  it("holds nothing back: the others go on meanwhile", () => {
    const played = playShared({ ...poisoned, group: explicit });
    const gaps = played.all("processed").map(({ timeUs }, i, all) => timeUs - (all[i - 1]?.timeUs ?? timeUs));
    expect(Math.max(...gaps.slice(20))).toBeLessThan(1_100_000);
  });

  it("is rejected and not lost where the application sends it to a dead letter queue after its third attempt", () => {
    const played = playShared({ ...poisoned, hasDeadLetters: true, group: { ...explicit, maxAttempts: 3 } });
    expect(played.group.deadLettered).toBe(1);
    expect(played.group.lost).toBe(0);
    expect(said(played, "reject").length).toBe(1);
    expect(played.first("archived").what).toBe(3);
  });

  it("is tried again on the spot where records are accepted by the next poll, and is skipped at last", () => {
    const played = playShared({
      ...poisoned,
      group: { maxAttempts: 3, backoffMs: 100, backoffFactor: 1, afterLastAttempt: "skip" },
    });
    const { offset, who } = played.first("failed");
    const tries = played.all("started", { offset });
    expect(tries.map(({ extra, who: by }) => [extra, by])).toEqual([
      [1, who],
      [2, who],
      [3, who],
    ]);
    expect(said(played, "release")).toEqual([]);
    expect(played.group.lost).toBe(1);
  });
});

describe("the limit of locks", () => {
  it("lets no more records of a partition be under way than it says", () => {
    const played = playShared({
      shop: { ratePerSecond: 200 },
      worker: { instances: 3, serviceTimeMs: 50 },
      group: { recordLocksMax: 30, maxPollRecords: 20 },
      durationMs: 30_000,
    });
    const underWay: number[] = [];
    let end = 0;
    let start = 0;
    for (const row of played.rows) {
      if (row.fact === Fact.acquired) end = Math.max(end, row.offset + row.extra);
      else if (row.fact === Fact.committed) start = row.offset;
      else continue;
      underWay.push(end - start);
    }
    expect(Math.max(...underWay)).toBe(30);
  });
});

describe("where a share group begins", () => {
  it("at the end of the log by default: what was there before its first fetch is not for it", () => {
    const played = playShared({ group: { autoOffsetReset: "latest" }, durationMs: 20_000 });
    expect(played.first("acquired").offset).toBeGreaterThanOrEqual(49);
    expect(played.group.lost).toBe(0);
  });

  it("goes on at its start offset when everybody was gone", () => {
    const deeds: Deed[] = [
      [15_000, "stop", "worker", { instance: 1 }],
      [40_000, "restart", "worker", { instance: 1 }],
    ];
    const played = playShared({ group: { autoOffsetReset: "latest" }, deeds, durationMs: 60_000 });
    expect(played.all("positioned")).toHaveLength(1);
    expect(played.group.duplicates).toBe(0);
    expect(played.group.lag).toBeLessThan(15);
  });
});

describe("a run with a share group", () => {
  const eventful = shared({
    topics: { orders: { partitions: 3 } },
    shop: { ratePerSecond: 60 },
    worker: { instances: 4, serviceTimeMs: 60, serviceTime: "exponential", failurePercent: 10 },
    group: { acknowledgement: "explicit", maxPollRecords: 7, maxAttempts: 9, lockDurationMs: 3_000 },
    deeds: [
      [12_000, "crash", "worker", { instance: 2 }],
      [20_000, "restart", "worker", { instance: 2 }],
      [25_000, "pause", "worker", { instance: 3, durationMs: 9_000 }],
    ],
    durationMs: 40_000,
  });

  it("is the same in slices, and where it was sought it is as a fresh run", () => {
    const { program, run } = play(eventful);
    const sliced = startRun(program);
    for (let us = 0; us < program.durationUs; us += 777_777) advance(sliced, us);
    advance(sliced, program.durationUs);
    expect(sliced.kernel.trace.hash).toBe(run.kernel.trace.hash);
    for (const us of [13_000_000, 30_000_000, 6_000_000, 26_500_000]) {
      seekRun(sliced, us);
      const fresh = startRun(program);
      advance(fresh, us);
      expect(frameOf(sliced)).toEqual(frameOf(fresh));
    }
  });
});

describe("a log with more in it than records", () => {
  it("is read past markers and, with read_committed, past what was aborted", () => {
    const played = playShared({
      topics: { orders: { partitions: 1 } },
      shop: { ratePerSecond: 20, transactional: true, idempotence: true, acks: "all" },
      worker: { instances: 3, serviceTimeMs: 20 },
      group: { isolationLevel: "read_committed", maxPollRecords: 5 },
      durationMs: 30_000,
    });
    expect(played.count("markerAppended")).toBeGreaterThan(10);
    expect(played.group.processed).toBeGreaterThan(450);
    expect(played.group.duplicates).toBe(0);
    expect(said(played, "gap").length).toBeGreaterThan(10);
    expect(played.group.lag).toBeLessThan(60);
  });

  it("that gets more partitions: they are shared out with the second heartbeat after that", () => {
    const played = playShared({
      topics: { orders: { partitions: 2 } },
      shop: { ratePerSecond: 20 },
      worker: { instances: 4 },
      deeds: [[12_000, "add-partitions", "orders", { partitions: 4 }]],
      durationMs: 40_000,
    });
    expect(Object.values(played.owners(14_000)).flat().toSorted()).toEqual(["0", "0", "1", "1"]);
    expect(new Set(Object.values(played.owners(40_000)).flat())).toEqual(new Set(["0", "1", "2", "3"]));
  });
});

describe("a share group on three brokers", () => {
  const clustered = (deeds: readonly Deed[]): Played =>
    playShared({
      cluster: { brokers: 3 },
      topics: { orders: { partitions: 3, replicationFactor: 3, minInsyncReplicas: 2 } },
      shop: { ratePerSecond: 60 },
      worker: { instances: 4, serviceTimeMs: 30 },
      group: { maxPollRecords: 5, deliveryCountLimit: 3 },
      durationMs: 60_000,
      deeds,
    });

  it("goes on when a broker dies: records that were with members are given out again by the next leader, uncounted", () => {
    let returned = 0;
    for (const broker of [1, 2, 3]) {
      const played = clustered([[20_000, "broker-crash", "cluster", { instance: broker }]]);
      expect(played.group.lost).toBe(0);
      expect(played.group.lag).toBeLessThan(60);
      expect(played.count("archived")).toBe(0);
      expect(played.all("acquired").every(({ what }) => what <= 2)).toBe(true);
      expect(played.count("memberRemoved")).toBe(0);
      returned += sum(said(played, "return"));
    }
    expect(returned).toBeGreaterThan(0);
  });
});
