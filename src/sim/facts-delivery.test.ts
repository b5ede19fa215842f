import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { START_REASONS } from "./fact-tables.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

const reasons = (played: Played): string[] =>
  played.all("positioned").map(({ extra }) => START_REASONS[extra]!);

/** 500 messages in one burst, one poll, 10 ms each; the process dies after 120 of them and comes back. */
function diesAfter120(group: Config): Played {
  const sketch = {
    shop: { publishes: "burst", burstMessages: 500, burstEveryMs: 1e7 },
    worker: { serviceTimeMs: 10 },
    group,
    durationMs: 120_000,
  };
  const undisturbed = play(sketch);
  expect(undisturbed.first("delivered").extra).toBe(500);
  const crashMs = undisturbed.at("processed", { offset: 119 }) + 0.5;
  return play({
    ...sketch,
    deeds: [
      [crashMs, "crash", "worker", { instance: 1 }],
      [crashMs + 1_000, "restart", "worker", { instance: 1 }],
    ],
  });
}

describe("fact 16: a crash after 120 of 500 records of a poll", () => {
  it("loses the other 380 where the commit came first, and repeats none", () => {
    const played = diesAfter120({ commit: "before-processing" });
    expect(played.group).toMatchObject({ processed: 120, lost: 380, duplicates: 0, lag: 0 });
    expect(played.first("lost")).toMatchObject({ offset: 120, extra: 380 });
  });

  it("repeats the 120 where the batch is committed at its end, and loses none", () => {
    const played = diesAfter120({ commit: "after-batch" });
    expect(played.group).toMatchObject({ processed: 620, lost: 0, duplicates: 120, lag: 0 });
    expect(Math.max(...played.timesProcessed())).toBe(2);
  });

  it.each(["sync", "async"])("repeats at most one where each record is committed (%s)", (commitCall) => {
    const played = diesAfter120({ commit: "after-record", commitCall });
    expect(played.group.lost).toBe(0);
    expect(played.group.duplicates).toBeLessThanOrEqual(1);
  });
});

describe("fact 17: auto-commit", () => {
  const sketch = { shop: { ratePerSecond: 200 }, durationMs: 100_000 };
  const undisturbed = play(sketch);
  const commits = undisturbed.all("committed").map(({ timeUs, offset }) => ({ ms: timeUs / 1000, offset }));

  it("happens in the first poll after 5 s, and stores what earlier polls returned", () => {
    for (let i = 1; i < commits.length; i++) {
      const between = commits[i]!.ms - commits[i - 1]!.ms;
      expect(between).toBeGreaterThanOrEqual(5_000);
      expect(between).toBeLessThan(5_010);
      const sentMs = commits[i]!.ms - 1;
      const last = undisturbed.all("delivered", { beforeMs: sentMs - 0.01 }).at(-1)!;
      expect(commits[i]!.offset).toBeLessThanOrEqual(last.offset + last.extra);
      // Everything that is committed was processed before.
      expect(undisturbed.at("processed", { offset: commits[i]!.offset - 1 })).toBeLessThanOrEqual(sentMs);
    }
  });

  it("just not made repeats about 5 s of messages and loses none", () => {
    const crashMs = commits[3]!.ms - 2;
    const deeds: Deed[] = [
      [crashMs, "crash", "worker", { instance: 1 }],
      [crashMs + 1_000, "restart", "worker", { instance: 1 }],
    ];
    const { group } = play({ ...sketch, deeds });
    expect(group.lost).toBe(0);
    expect(group.duplicates).toBeGreaterThan(980);
    expect(group.duplicates).toBeLessThanOrEqual(1_000);
  });

  it("waits for a long batch to be done, since it happens inside poll() only", () => {
    const played = play({
      shop: { publishes: "burst", burstMessages: 500, burstEveryMs: 1e7 },
      worker: { serviceTimeMs: 100 },
      durationMs: 60_000,
    });
    const done = played.at("processed", { offset: 499 });
    expect(played.at("committed")).toBe(done + 1);
    expect(played.first("committed").offset).toBe(500);
  });

  it("comes before the rebalance: nothing is repeated where a member joins", () => {
    const played = play({
      topics: { orders: { partitions: 4 } },
      shop: { ratePerSecond: 200 },
      durationMs: 60_000,
      deeds: [[22_000, "scale", "worker", { instances: 2 }]],
    });
    expect(played.count("assigned", { by: 2 })).toBe(2);
    expect(played.group.duplicates).toBe(0);
  });

  it("is not held up by a record that waits for its next attempt", () => {
    const played = play({
      shop: { ratePerSecond: 1 },
      group: { backoffMs: 60_000, backoffMaxMs: 60_000 },
      durationMs: 40_000,
      deeds: [[9_500, "poison-next", "orders"]],
    });
    const failed = played.first("failed");
    expect(played.group.partitions[0]!.committed).toBe(failed.offset);
  });
});

describe("a poisoned message", () => {
  const sketch = {
    topics: { orders: { partitions: 3 } },
    shop: { ratePerSecond: 30 },
    group: { maxAttempts: 3, backoffMs: 100, commit: "after-batch" },
    durationMs: 60_000,
    deeds: [[10_000, "poison-next", "orders"]] as const,
  };

  it("without a dead letter queue blocks its partition for ever, and only that", () => {
    const played = play(sketch);
    const { where, offset } = played.first("failed");
    const on = played.label(where);
    expect(Math.max(...played.all("committed", { on }).map((row) => row.offset))).toBe(offset);
    expect(played.count("processed", { on, afterMs: played.at("failed") })).toBe(0);
    for (const { partition, lag, committed } of played.group.partitions) {
      if (String(partition) === on) expect(lag).toBeGreaterThan(400);
      else expect([committed! > 500, lag! < 10]).toEqual([true, true]);
    }
  });

  it("with one takes all attempts, is in the queue before the source goes on, and then it goes on", () => {
    const played = play({ ...sketch, hasDeadLetters: true });
    const { where, offset } = played.first("failed");
    const on = played.label(where);
    const letter = played.first("deadLettered");
    expect(letter).toMatchObject({ where, offset, extra: 3 });
    expect(played.all("failed").map(({ extra }) => extra)).toEqual([1, 2, 3]);
    const inQueueMs = played.at("appended", { on: "dead-0" });
    expect(inQueueMs).toBeLessThan(letter.timeUs / 1000);
    const passed = played.all("committed", { on }).find((row) => row.offset > offset)!;
    expect(passed.timeUs / 1000).toBeGreaterThan(inQueueMs);
    expect(played.group).toMatchObject({ deadLettered: 1, retried: 2, lost: 0 });
    for (const { lag } of played.group.partitions) expect(lag).toBeLessThan(10);
  });

  it("is skipped and counted as lost where that is what was chosen", () => {
    const played = play({ ...sketch, group: { ...sketch.group, afterLastAttempt: "skip" } });
    expect(played.first("skipped").extra).toBe(3);
    expect(played.group).toMatchObject({ lost: 1, deadLettered: 0 });
  });

  it("waits longer before each attempt, up to the longest wait", () => {
    const played = play({
      group: { maxAttempts: 6, backoffMs: 100, backoffFactor: 2, backoffMaxMs: 500 },
      durationMs: 30_000,
      deeds: [[10_000, "poison-next", "orders"]],
    });
    const waits = played.all("backedOff").map(({ extra }) => extra / 1000);
    expect(waits.slice(0, 6)).toEqual([100, 200, 400, 500, 500, 500]);
    const failures = played.all("failed").map(({ timeUs }) => timeUs / 1000);
    const starts = played
      .all("started", { offset: played.first("failed").offset })
      .map(({ timeUs }) => timeUs / 1000);
    // The client has sought back, so the record is fetched again: a round trip of 2 ms.
    for (let i = 0; i < 5; i++) expect(starts[i + 1]! - failures[i]!).toBe(waits[i]! + 2);
  });

  it("is dead-lettered twice where the process dies after the first letter and before the commit", () => {
    const lone = {
      group: { maxAttempts: 1, commit: "after-record" },
      durationMs: 90_000,
      hasDeadLetters: true,
    };
    const poison: Deed = [10_000, "poison-next", "orders"];
    const inQueueMs = play({ ...lone, deeds: [poison] }).at("appended", { on: "dead-0" });
    const played = play({
      ...lone,
      deeds: [
        poison,
        [inQueueMs + 0.5, "crash", "worker", { instance: 1 }],
        [inQueueMs + 5_000, "restart", "worker", { instance: 1 }],
      ],
    });
    expect(played.count("appended", { on: "dead-0" })).toBe(2);
    expect(played.group).toMatchObject({ lost: 0, deadLettered: 1 });
  });
});

describe("where a group begins", () => {
  it.each([
    ["earliest", 0],
    ["latest", 30],
  ])("without a commit at %s: offset %i after 3 s of 10 a second", (autoOffsetReset, offset) => {
    const played = play({ group: { autoOffsetReset }, durationMs: 10_000 });
    expect(reasons(played)).toEqual([autoOffsetReset]);
    expect(played.first("positioned").offset).toBe(offset);
    expect(played.first("processed").offset).toBe(offset);
    expect(played.group.lost).toBe(0);
  });

  it("with a commit there, whatever auto.offset.reset says", () => {
    const played = play({
      group: { autoOffsetReset: "latest", commit: "after-batch" },
      durationMs: 60_000,
      deeds: [
        [20_000, "stop", "worker", { instance: 1 }],
        [40_000, "restart", "worker", { instance: 1 }],
      ],
    });
    expect(reasons(played)).toEqual(["latest", "committed"]);
    expect(played.all("positioned")[1]!.offset).toBe(
      played.all("committed", { beforeMs: 40_000 }).at(-1)!.offset,
    );
    expect(played.group).toMatchObject({ lost: 0, duplicates: 0 });
  });

  /** Down from 10 s to 40 s while records live 2 to 4 s. */
  const forgotten = (autoOffsetReset: string): Played =>
    play({
      topics: { orders: { partitions: 1, retentionMs: 2_000, segmentMs: 1_000 } },
      group: { autoOffsetReset, commit: "after-batch" },
      retentionCheckMs: 1_000,
      durationMs: 60_000,
      deeds: [
        [10_000, "stop", "worker", { instance: 1 }],
        [40_000, "restart", "worker", { instance: 1 }],
      ],
    });

  it("after retention has deleted what it had committed: at the log's start (earliest); what is gone is lost", () => {
    const played = forgotten("earliest");
    const committed = played.all("committed", { beforeMs: 40_000 }).at(-1)!.offset;
    const reset = played.first("positioned", { extra: START_REASONS.indexOf("out-of-range") });
    const logStart = played.all("retired", { beforeMs: reset.timeUs / 1000 }).at(-1)!.offset;
    expect(reasons(played).slice(1)).toEqual(["committed", "out-of-range"]);
    expect(logStart).toBeGreaterThan(committed);
    expect(reset.offset).toBe(logStart);
    expect(played.group.lost).toBe(logStart - committed);
  });

  it("or at its end (latest), skipping what is still there as well", () => {
    const played = forgotten("latest");
    const committed = played.all("committed", { beforeMs: 40_000 }).at(-1)!.offset;
    const reset = played.first("positioned", { extra: START_REASONS.indexOf("out-of-range") });
    const end = played.count("appended", { beforeMs: reset.timeUs / 1000 - 1 });
    expect(Math.abs(reset.offset - end)).toBeLessThanOrEqual(1);
    expect(played.group.lost).toBe(reset.offset - committed);
  });
});

describe("retention", () => {
  it("deletes whole segments: a record lives between retention.ms and that plus a segment and a check", () => {
    const played = play({
      topics: { orders: { partitions: 1, retentionMs: 10_000, segmentMs: 10_000 } },
      retentionCheckMs: 1_000,
      durationMs: 60_000,
    });
    const appended = played.all("appended");
    let from = 0;
    for (const { offset, timeUs } of played.all("retired")) {
      for (; from < offset; from++) {
        const livedMs = (timeUs - appended[from]!.timeUs) / 1000;
        expect(livedMs).toBeGreaterThan(9_990);
        expect(livedMs).toBeLessThan(21_200);
      }
    }
    expect(from).toBeGreaterThan(300);
  });
});

describe("lag", () => {
  it("is unknown, not large, before the first commit", () => {
    expect(play({ group: { commit: "after-batch" }, durationMs: 2_000 }).group.lag).toBeNull();
  });

  it("counts from the committed offset, so that work not committed yet counts as well", () => {
    const { group } = play({ shop: { ratePerSecond: 100 }, durationMs: 12_000 });
    const [partition] = group.partitions;
    expect(group.processed).toBeGreaterThan(1_100);
    expect(partition!.position! - partition!.committed!).toBeGreaterThan(200);
    expect(group.lag).toBeGreaterThanOrEqual(partition!.position! - partition!.committed!);
  });
});
