import { describe, expect, it } from "vitest";
import { clone } from "#base/clone.ts";
import type { Config } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import {
  GROUP_STATES,
  GROUP_STRIDE,
  GroupAt,
  INSTANCE_STRIDE,
  InstanceAt,
  PAIR_STRIDE,
  PairAt,
} from "./frame.ts";
import { frameOf } from "./frame-of.ts";
import { advance, seekRun, startRun } from "./run.ts";
import { scenarioOf, type Deed, type Sketch } from "./scenario.fixture.ts";

/** A group of the consumer protocol on one topic of eight partitions. */
function sketch(deeds: readonly Deed[], durationMs: number, group: Config = {}, worker: Config = {}): Sketch {
  return {
    topics: { orders: { partitions: 8 } },
    shop: { ratePerSecond: 80 },
    worker,
    group: { protocol: "consumer", ...group },
    durationMs,
    deeds,
  };
}

describe("the frame of a group of the consumer protocol", () => {
  const compiled = compile(scenarioOf(sketch([[10_000, "scale", "worker", { instances: 2 }]], 30_000)));
  if (!compiled.ok) throw new Error("the sketch does not compile");
  const run = startRun(compiled.value, { isForwardOnly: true });
  const at = (ms: number) => {
    advance(run, ms * 1000);
    return frameOf(run);
  };

  it("shows its state, its epoch, the owners and the epochs and sessions of its members", () => {
    const state = (frame: ReturnType<typeof at>): string => GROUP_STATES[frame.groups[GroupAt.state]!]!;
    const early = at(5_000);
    expect([state(early), early.groups[GroupAt.generation]]).toEqual(["Stable", 2]);
    const moving = at(10_500);
    expect([state(moving), moving.groups[GroupAt.generation]]).toEqual(["Reconciling", 3]);
    expect(moving.groups[GroupAt.rebalanceSinceUs]).toBeGreaterThan(0);
    const late = at(29_000);
    expect([state(late), late.groups[GroupAt.rebalances], late.groups[GroupAt.rebalanceSinceUs]]).toEqual([
      "Stable",
      2,
      -1,
    ]);
    expect(late.groups.length).toBe(GROUP_STRIDE);
    const owners = Array.from({ length: 8 }, (_, pair) => late.pairs[pair * PAIR_STRIDE + PairAt.owner]);
    expect(new Set(owners).size).toBe(2);
    const worker = Array.from(
      { length: late.instances.length / INSTANCE_STRIDE },
      (_, i) => i * INSTANCE_STRIDE,
    ).slice(-2);
    expect(worker.map((i) => late.instances[i + InstanceAt.generation])).toEqual([3, 3]);
    for (const i of worker) {
      const leftUs = late.instances[i + InstanceAt.sessionDeadlineUs]! - 29_000_000;
      expect(leftUs).toBeGreaterThan(39_000_000);
      expect(leftUs).toBeLessThanOrEqual(45_000_000);
    }
  });
});

describe("a run with a group of the consumer protocol", () => {
  const scenario = scenarioOf(
    sketch(
      [
        [3_000, "scale", "worker", { instances: 4 }],
        [9_000, "crash", "worker", { instance: 2 }],
        [12_000, "restart", "worker", { instance: 2 }],
        [20_000, "pause", "worker", { instance: 1, durationMs: 20_000 }],
        [30_000, "stop", "worker", { instance: 3 }],
        [50_000, "scale", "worker", { instances: 2 }],
      ],
      70_000,
      { brokerSessionTimeoutMs: 8_000, brokerHeartbeatIntervalMs: 1_500, maxPollIntervalMs: 6_000 },
      { serviceTimeMs: 30 },
    ),
  );
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error("the sketch does not compile");
  const program = compiled.value;
  const straight = startRun(program);
  advance(straight, program.durationUs);

  it("is the same in slices as in one go", () => {
    const sliced = startRun(clone(program));
    for (let us = 0; us < program.durationUs; us += 777_777) advance(sliced, us);
    advance(sliced, program.durationUs);
    expect(sliced.kernel.trace.hash).toBe(straight.kernel.trace.hash);
  });

  it("goes on from a checkpoint as from the beginning", () => {
    const sought = startRun(program);
    advance(sought, 40_000_000);
    seekRun(sought, 11_000_000);
    seekRun(sought, 33_000_000);
    seekRun(sought, 5_000_000);
    advance(sought, program.durationUs);
    expect(sought.kernel.trace.hash).toBe(straight.kernel.trace.hash);
    expect(frameOf(sought)).toEqual(frameOf(straight));
  });
});
