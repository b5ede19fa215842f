import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { FACT_NAMES, type FactName } from "./facts.ts";
import { play, scenarioOf, type Deed, type Sketch } from "./scenario.fixture.ts";
import { sentenceOf } from "./sentences.ts";
import { startStory, tellStory, type FactRow } from "./story-context.ts";

/** What is said of each row of these facts in a run with two members of four partitions. */
function told(facts: readonly FactName[], deeds: readonly Deed[], group: Config = {}): string[] {
  const sketch: Sketch = {
    topics: { orders: { partitions: 4 } },
    worker: { instances: 2 },
    group: { protocol: "consumer", ...group },
    deeds,
  };
  const played = play(sketch);
  const { layout } = played.program;
  const context = startStory(layout, scenarioOf(sketch));
  return played.rows.flatMap((row) => {
    const named: FactRow = { ...row, fact: FACT_NAMES[row.fact]! };
    const text = facts.includes(named.fact) ? [sentenceOf(named, layout, context)] : [];
    tellStory(context, named);
    return text;
  });
}

describe("what is said of a group of the consumer protocol", () => {
  it("speaks of epochs and of the coordinator, not of generations and a leader", () => {
    const texts = told(["generationFormed", "stable", "rebalanceStarted", "memberEpoch"], []);
    expect(texts).toEqual([
      "Group workers rebalances: worker-1 joined.",
      "The coordinator of group workers computes who of 1 member shall have what, for epoch 2 (group.remote.assignor = uniform); each hears of it with its own next heartbeat.",
      "worker-1 is at member epoch 2 and has what it shall have.",
      "Group workers is stable: its one member has its partitions in epoch 2.",
      "Group workers rebalances: worker-2 joined.",
      "worker-2 is at member epoch 2 and has what it shall have.",
      "The coordinator of group workers computes who of 2 members shall have what, for epoch 3 (group.remote.assignor = uniform); each hears of it with its own next heartbeat.",
      "worker-2 is at member epoch 3 and waits for partitions that others still hold.",
      "worker-1 stays at member epoch 2 until it has given up what it is not to have any more.",
      "worker-1 is at member epoch 3 and has what it shall have.",
      "worker-2 is at member epoch 3 and has what it shall have.",
      "Group workers is stable: all 2 members have their partitions in epoch 3.",
    ]);
  });

  it("names the broker's settings where a member falls silent", () => {
    const texts = told(["crashed", "memberRemoved", "rebalanceStarted"], [[10_000, "crash", "worker"]], {
      brokerSessionTimeoutMs: 10_000,
    });
    expect(texts.slice(-3).join(" ")).toContain("group.consumer.session.timeout.ms");
    expect(texts.join(" ")).not.toMatch(/[( ]session\.timeout\.ms/);
  });

  it("says why partitions are given up, and which of its own settings a heartbeat follows", () => {
    const texts = told(["revoked", "heartbeat"], [[20_000, "stop", "worker", { instance: 1 }]]);
    expect(texts.find((text) => text.includes("coordinator"))).toBe(
      "worker-1 gives up orders 2 in order, because the coordinator wants to give them to others (epoch 2).",
    );
    expect(texts.filter((text) => text.includes("worker-1 gives up")).at(-1)).toBe(
      "worker-1 gives up orders 1 in order, because it is being stopped.",
    );
    expect(texts[0]).toContain("(group.consumer.heartbeat.interval.ms)");
  });

  it("says of a static member that does not poll that it only falls silent", () => {
    const deeds: Deed[] = [[10_000, "slow-down", "worker", { instance: 1, factor: 1e3, durationMs: 9_000 }]];
    const group = { staticMembers: true, maxPollIntervalMs: 2_000 };
    expect(told(["pollExpired"], deeds, group)[0]).toContain("it only falls silent, as a static member");
    expect(told(["pollExpired"], deeds, { ...group, staticMembers: false })[0]).toContain(
      "it leaves group workers",
    );
  });

  it("says of a static member that it keeps it keeps its place, and why another is refused", () => {
    const deeds: Deed[] = [
      [10_000, "stop", "worker", { instance: 1 }],
      [20_000, "restart", "worker", { instance: 1 }],
      [30_000, "crash", "worker", { instance: 1 }],
      [32_000, "restart", "worker", { instance: 1 }],
    ];
    const texts = told(["stopped", "memberReplaced", "memberRefused"], deeds, { staticMembers: true });
    expect(texts.slice(0, 3)).toEqual([
      "worker-1 stopped cleanly: it committed and keeps its place in group workers (group.instance.id).",
      "worker-1 comes back under its own name (group.instance.id) and takes over its place in group workers; nothing has to move.",
      "worker-1 ends with an exception: its group refuses it with UNRELEASED_INSTANCE_ID, because another process with its name (group.instance.id) has not left, and its session is not over.",
    ]);
  });
});
