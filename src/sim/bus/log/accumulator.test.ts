import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clone } from "#base/clone.ts";
import { replayAccumulator, type AccumulatorScenario } from "./accumulator-replay.ts";

const recorded = JSON.parse(
  readFileSync(new URL("./__vectors__/accumulator.json", import.meta.url), "utf8"),
) as { scenarios: AccumulatorScenario[] };

describe("the accumulator and the built-in partitioner, against runs of Kafka 4.3.1", () => {
  it("has runs of each sort", () => {
    const has = (is: (scenario: AccumulatorScenario) => boolean): boolean => recorded.scenarios.some(is);
    expect(has(({ leaders }) => leaders.includes(null))).toBe(true);
    expect(
      has(({ steps }) => steps.some(({ readyButNotDrained = [] }) => readyButNotDrained.length > 0)),
    ).toBe(true);
    expect(has(({ config }) => config["partitioner.adaptive.partitioning.enable"] === true)).toBe(true);
  });

  it.each(recorded.scenarios)("places, finds ready and drains in $id as Kafka did", (scenario) => {
    expect(replayAccumulator(scenario)).toBeNull();
    expect(replayAccumulator(scenario, clone)).toBeNull();
  });

  it("reports a run in which a size, a partition or a drain is wrong", () => {
    const scenario = recorded.scenarios[0]!;
    const spoilt = (
      change: Partial<AccumulatorScenario["steps"][number]>,
      op: string,
    ): AccumulatorScenario => ({
      ...scenario,
      steps: scenario.steps.map((step) => (step.op === op ? { ...step, ...change } : step)),
    });
    expect(replayAccumulator(spoilt({ appendedBytes: 1 }, "send"))?.step).toContain("send");
    expect(replayAccumulator(spoilt({ partition: 9 }, "send"))?.step).toContain("send");
    expect(replayAccumulator(spoilt({ drained: [] }, "senderLoop"))?.step).toContain("senderLoop");
  });
});
