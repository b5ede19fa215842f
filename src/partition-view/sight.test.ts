import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { partitionDetail } from "#sim/partition-detail.ts";
import { advance, startRun, type Run } from "#sim/run.ts";
import { emptyScenario } from "#scenario/document.ts";
import {
  markLines,
  marksOf,
  offsetText,
  packed,
  replicaWords,
  sightOf,
  type PartitionSight,
} from "./sight.ts";

function runOf(
  topic: Config,
  untilMs: number,
  deeds: readonly (readonly [number, string, Config])[] = [],
): Run {
  const node = (id: string, kind: string, config: Config) => ({ id, kind, name: id, config });
  const scenario = {
    ...emptyScenario("sight"),
    seed: "1",
    settings: { durationMs: 60_000, networkLatencyMs: 1, networkJitterMs: 0 },
    nodes: [
      node("cluster", "cluster", { brokers: 3 }),
      node("shop", "service", { publishes: "constant", ratePerSecond: 10, keys: "unique", acks: "all" }),
      node("orders", "topic", { partitions: 2, replicationFactor: 3, ...topic }),
      node("pay", "service", { serviceTimeMs: 1 }),
      node("pay-group", "consumer-group", { service: "pay", commit: "after-batch" }),
    ],
    wires: [
      { id: "a", kind: "publishes", from: "shop", to: "orders" },
      { id: "b", kind: "consumes", from: "orders", to: "pay-group" },
    ],
    interventions: deeds.map(([atMs, kind, config], i) => ({
      id: `d${i}`,
      atMs,
      kind,
      target: "cluster",
      config,
    })),
  };
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ says }) => says).join("\n"));
  const run = startRun(compiled.value);
  advance(run, untilMs * 1000);
  return run;
}

const seen = (run: Run, partition = 0): PartitionSight =>
  sightOf(run.program.layout, frameOf(run), partition)!;

describe("what is seen of a partition", () => {
  const run = runOf({}, 20_000);

  it("has its replicas, the leader first, as far as each has come", () => {
    const { replicas, leader, inSync } = seen(run);
    expect(replicas).toHaveLength(3);
    expect(replicas.filter(({ isLeader }) => isLeader).map(({ broker }) => broker)).toEqual([leader]);
    expect(replicas.map(replicaWords)).toEqual(["leader", "in sync", "in sync"]);
    expect(inSync).toBe(3);
  });

  it("has how far each group has read it, and who reads", () => {
    const [reader] = seen(run, 1).readers;
    expect(reader).toMatchObject({ name: "pay-group", owner: "pay-1", isShare: false });
    expect(reader!.position).toBeGreaterThanOrEqual(reader!.committed!);
    expect(reader!.lag).toBe(seen(run, 1).highWatermark - reader!.committed!);
    expect(sightOf(run.program.layout, frameOf(run), 99)).toBeNull();
  });

  it("says which replica is offline once its broker has died", () => {
    const crashed = runOf({}, 40_000, [[10_000, "broker-crash", { instance: 1 }]]);
    const { replicas, leader } = seen(crashed);
    const words = replicas.map((replica) => [replica.broker, replicaWords(replica)]);
    expect(words.find(([broker]) => broker === 0)?.[1]).toMatch(/offline/);
    expect(leader).not.toBe(0);
  });

  it("puts marks at the same offset together", () => {
    const sight = { ...seen(run), logStart: 3, lastStable: 7, highWatermark: 9, logEnd: 9 };
    expect(marksOf(sight)).toEqual([
      { offset: 3, names: ["log start"] },
      { offset: 7, names: ["last stable"] },
      { offset: 9, names: ["high watermark", "log end"] },
    ]);
  });

  it("names marks that stand close together below each other", () => {
    expect(markLines([0, 50, 90, 95, 99], 30)).toEqual([0, 0, 0, 1, 2]);
    expect(markLines([10, 50, 90], 30)).toEqual([0, 0, 0]);
    expect(markLines([], 30)).toEqual([]);
  });

  it("puts what overlaps into rows of its own, up to a number", () => {
    const span = (first: number, last: number) => ({ first, last });
    expect(packed([span(0, 5), span(2, 3), span(6, 9), span(4, 8)], 2)).toEqual([
      [span(0, 5), span(6, 9)],
      [span(2, 3), span(4, 8)],
    ]);
    expect(packed([span(0, 5), span(0, 5)], 1)).toEqual([[span(0, 5)]]);
  });

  it("says what stands at an offset, in which segment, batch and epoch", () => {
    const { layout } = run.program;
    const detail = partitionDetail(run, 0, 0, Infinity)!;
    expect(offsetText(layout, detail, 0)).toMatch(
      /^order-\d+ · segment 0 \(active\) · leader epoch 0 · producer \d+/,
    );
    expect(offsetText(layout, { ...detail, highWatermark: 0 }, 0)).toMatch(/no reader sees it yet$/);
    expect(offsetText(layout, { ...detail, lastStable: 0 }, 0)).toMatch(/read_committed waits$/);
  });
});
