import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { addIntervention, moveNodes, removeNodes, renameNode, setConfig, setSeed } from "#scenario/edits.ts";
import { planSweep, type SweepPlan } from "./plan.ts";
import { isStale } from "./stale.ts";
import { shop } from "./sweep.fixture.ts";

const drawn = shop();

function plan(): SweepPlan {
  const knob = { of: "node", nodeId: "paying", setting: "instances" } as const;
  const axes = [{ knob, values: [1, 2] }];
  const planned = planSweep({ scenario: drawn, axes, seeds: 2, load: 1, warmUpMs: 0, groupId: "" });
  if (!planned.ok) throw new Error(planned.problems[0]!.says);
  return planned.value;
}

const crash = { id: "i", atMs: 1, kind: "crash", target: "paying", config: { instance: 1 } };

describe("the results of a sweep", () => {
  it.each<[string, (scenario: Scenario) => Scenario]>([
    ["something is moved", (now) => moveNodes(now, new Map([["paying", { x: 1, y: 2 }]]))],
    ["something is renamed", (now) => renameNode(now, "paying", "pay")],
    ["a value of the sweep is taken over", (now) => setConfig(now, "paying", "instances", 2)],
    ["a change is taken back", (now) => setSeed(setSeed(now, "other"), drawn.seed)],
  ])("hold when %s", (_, change) => expect(isStale(plan(), change(drawn))).toBe(false));

  it.each<[string, (scenario: Scenario) => Scenario]>([
    ["another setting is changed", (now) => setConfig(now, "paying", "serviceTimeMs", 41)],
    ["an intervention is added", (now) => addIntervention(now, crash)],
    ["the seed is another", (now) => setSeed(now, "other")],
    ["what was varied is gone", (now) => removeNodes(now, ["paying"])],
    ["something is no longer wired", (now) => ({ ...now, wires: now.wires.slice(1) })],
  ])("are of another drawing when %s", (_, change) => expect(isStale(plan(), change(drawn))).toBe(true));
});
