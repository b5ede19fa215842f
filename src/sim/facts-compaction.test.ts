/** Facts about what becomes of old records: compaction and retention, through whole runs. */
import { describe, expect, it } from "vitest";
import type { Config, Scenario } from "#scenario/document.ts";
import { recordAt } from "./bus/log/log-reads.ts";
import { frameOf } from "./frame-of.ts";
import { TAIL_GAP } from "./frame.ts";
import { compile } from "./compile.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";
import { play, playScenario, scenarioOf, type Played } from "./scenario.fixture.ts";

/** A service that publishes its key first after `firstMs`, then every `firstMs`, until `untilMs`. */
interface Writer {
  readonly name: string;
  readonly keyName: string;
  readonly firstMs: number;
  readonly untilMs: number;
  readonly isDeletion?: boolean;
}

/** k1 = a (2 s), k2 = b (3 s), k1 = c (4 s), k2 = null (5 s), k3 = d (9 s, in a new segment), k4 = e (20 s, in another one). */
const WRITERS: readonly Writer[] = [
  { name: "k1", keyName: "order", firstMs: 2_000, untilMs: 5_000 },
  { name: "k2", keyName: "customer", firstMs: 3_000, untilMs: 4_000 },
  { name: "k2-deletes", keyName: "customer", firstMs: 5_000, untilMs: 6_000, isDeletion: true },
  { name: "k3", keyName: "device", firstMs: 9_000, untilMs: 10_000 },
  { name: "k4", keyName: "key", firstMs: 20_000, untilMs: 21_000 },
];

/** The five records of the fact, the cleaner every 15 s, deletions kept for 10 s. */
function fiveRecords(topic: Config = {}): Scenario {
  const scenario = scenarioOf({
    shop: null,
    durationMs: 40_000,
    group: { commit: "after-batch" },
    topics: {
      orders: {
        partitions: 1,
        cleanupPolicy: "compact",
        segmentMs: 6_000,
        minCleanableDirtyRatio: 0,
        deleteRetentionMs: 10_000,
        ...topic,
      },
    },
  });
  const publishing = { publishes: "constant", keys: "hot-key", keyCount: 1 };
  return {
    ...scenario,
    nodes: [
      ...scenario.nodes,
      ...WRITERS.map(({ name, keyName, firstMs, isDeletion }) => ({
        id: name,
        kind: "service",
        name,
        config: {
          ...publishing,
          keyName,
          ratePerSecond: 1_000 / firstMs,
          tombstonePercent: isDeletion === true ? 100 : 0,
        },
      })),
    ],
    wires: [
      ...scenario.wires,
      ...WRITERS.map(({ name }) => ({ id: `${name}-orders`, kind: "publishes", from: name, to: "orders" })),
    ],
    interventions: WRITERS.map(({ name, untilMs }, index) => ({
      id: `deed-${index}`,
      atMs: untilMs,
      kind: "change-rate",
      target: name,
      config: { factor: 0, durationMs: 0 },
    })),
  };
}

function runOf(scenario: Scenario, atMs: number): Run {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ says }) => says).join("\n"));
  const run = startRun(compiled.value);
  advance(run, atMs * 1000);
  return run;
}

/** Offsets of the partition's log that hold a record. */
function recordsIn({ kernel }: Run): number[] {
  const offsets: number[] = [];
  for (let offset = kernel.logs.startOffset(0); offset < kernel.logs.endOffset(0); offset++)
    if (recordAt(kernel, 0, offset) >= 0) offsets.push(offset);
  return offsets;
}

describe("fact 29: compaction keeps the newest record of each key", () => {
  it("leaves alone what lies in the active segment, and the deletion at first", () => {
    const run = runOf(fiveRecords(), 14_000);
    expect(recordsIn(run)).toEqual([0, 1, 2, 3, 4]);
    advance(run, 16_000_000);
    expect(recordsIn(run)).toEqual([2, 3, 4]);
  });

  it("takes the deletion in the second run after its retention, which needs something new", () => {
    const run = runOf(fiveRecords(), 29_000);
    expect(recordsIn(run)).toEqual([2, 3, 4, 5]);
    advance(run, 31_000_000);
    expect(recordsIn(run)).toEqual([2, 4, 5]);
    const kept = runOf(fiveRecords({ deleteRetentionMs: 20_000 }), 40_000);
    expect(recordsIn(kept)).toEqual([2, 3, 4, 5]);
  });

  it("leaves gaps in the offsets and the log start where it was", () => {
    const run = runOf(fiveRecords(), 40_000);
    expect(run.kernel.logs.startOffset(0)).toBe(0);
    expect(run.kernel.logs.endOffset(0)).toBe(6);
    expect(Array.from(frameOf(run).tails.slice(0, 6), (key) => key === TAIL_GAP)).toEqual(
      // The newest first: 5 and 4 are there, 3 is gone, 2 is there, 1 and 0 are gone.
      [false, false, true, false, true, true],
    );
  });

  it("says what it took, and of that how many deletions", () => {
    const played = playScenario(fiveRecords());
    expect(
      played.all("compacted").map(({ timeUs, what, offset, extra }) => [timeUs / 1000, offset, extra, what]),
    ).toEqual([
      [15_000, 4, 2, 0],
      [30_000, 5, 1, 1],
    ]);
  });

  it("lets a consumer read over the gaps: it sees what is left, and its lag comes down to 0", () => {
    const scenario = fiveRecords();
    const worker = { id: "late", atMs: 100, kind: "stop", target: "worker", config: {} };
    const again = { id: "later", atMs: 35_000, kind: "restart", target: "worker", config: {} };
    const played = playScenario({
      ...scenario,
      interventions: [...scenario.interventions, worker, again],
    });
    expect(played.all("processed").map(({ offset }) => offset)).toEqual([2, 4, 5]);
    expect(played.group.partitions[0]).toMatchObject({ lag: 0 });
  });

  it("does nothing while no more than the dirty ratio is new", () => {
    const played = playScenario(fiveRecords({ minCleanableDirtyRatio: 0.5 }));
    expect(played.count("compacted")).toBe(1);
  });

  it("refuses a record without a key", () => {
    const played = play({
      durationMs: 5_000,
      shop: { keys: "none", ratePerSecond: 1 },
      topics: { orders: { partitions: 1, cleanupPolicy: "compact" } },
    });
    expect(played.count("appended")).toBe(0);
    expect(played.count("produceFailed")).toBeGreaterThan(2);
  });

  it("is the same after a seek back over it as it was the first time", () => {
    const run = runOf(fiveRecords(), 40_000);
    const hash = frameOf(run).traceHash;
    const left = recordsIn(run);
    for (const atMs of [12_000, 31_000, 5_000, 22_000]) {
      seekRun(run, atMs * 1000);
      expect(frameOf(run)).toEqual(frameOf(runOf(fiveRecords(), atMs)));
    }
    seekRun(run, 40_000_000);
    expect(frameOf(run).traceHash).toBe(hash);
    expect(recordsIn(run)).toEqual(left);
  });
});

const HOUR_MS = 3_600_000;

/** One message every 20 s for five hours, kept for one; the worker is away from 0:30 to 4:30. */
function fiveHours(group: Config): Played {
  return play({
    durationMs: 5 * HOUR_MS,
    shop: { ratePerSecond: 0.05 },
    topics: { orders: { partitions: 1, retentionMs: HOUR_MS, segmentMs: HOUR_MS } },
    group: { fetchMaxWaitMs: 30_000, heartbeatIntervalMs: 15_000, ...group },
    deeds: [
      [HOUR_MS / 2, "stop", "worker"],
      [4.5 * HOUR_MS, "restart", "worker"],
    ],
  });
}

describe("fact 30: retention works on segments, and who is away for longer loses records", () => {
  it("lets a record live between retention.ms and retention.ms + segment.ms + the check's interval", () => {
    const played = fiveHours({});
    const appendedUs = played.all("appended").map(({ timeUs }) => timeUs);
    let start = 0;
    const ages: number[] = [];
    for (const { timeUs, offset } of played.all("retired")) {
      for (; start < offset; start++) ages.push((timeUs - appendedUs[start]!) / 1000);
    }
    expect(ages.length).toBeGreaterThan(300);
    expect(Math.min(...ages)).toBeGreaterThan(HOUR_MS);
    expect(Math.max(...ages)).toBeGreaterThan(1.9 * HOUR_MS);
    expect(Math.max(...ages)).toBeLessThan(2 * HOUR_MS + 5 * 60_000 + 30_000);
  });

  it("with earliest: goes on at the log start, and loses what lay between", () => {
    const played = fiveHours({ autoOffsetReset: "earliest" });
    const committed = played.all("committed", { beforeMs: 4.4 * HOUR_MS }).at(-1)!.offset;
    const logStart = played.all("retired", { beforeMs: 4.5 * HOUR_MS }).at(-1)!.offset;
    const skipped = played.first("recordsSkipped", { afterMs: 4.5 * HOUR_MS });
    expect([skipped.offset, skipped.offset + skipped.extra]).toEqual([committed, logStart]);
    expect(played.first("processed", { afterMs: 4.5 * HOUR_MS }).offset).toBe(logStart);
  });

  it("with latest: goes on at the end, and everything between is skipped", () => {
    const played = fiveHours({ autoOffsetReset: "latest" });
    const { timeUs, offset } = played.all("positioned").at(-1)!;
    const end = played.all("appended", { beforeMs: timeUs / 1000 }).length;
    expect(offset).toBe(end);
    expect(played.first("processed", { afterMs: 4.5 * HOUR_MS }).offset).toBe(end);
  });
});
