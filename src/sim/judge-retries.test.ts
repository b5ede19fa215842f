import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { judgeScenario } from "./judge.ts";
import { scenarioOf, type Sketch } from "./scenario.fixture.ts";

const codesOf = (scenario: Scenario): string[] => {
  const judged = judgeScenario(scenario);
  return judged.ok ? [] : judged.problems.map(({ code }) => code);
};
const sketch: Sketch = { hasDeadLetters: true, retries: { later: {} } };

describe("a retry topic", () => {
  it("has to be read by the group that writes to it", () => {
    const scenario = scenarioOf(sketch);
    expect(codesOf(scenario)).toEqual([]);
    const wires = scenario.wires.filter(({ kind, from }) => kind !== "consumes" || from !== "later");
    expect(codesOf({ ...scenario, wires })).toEqual(["unread-retries"]);
  });

  it("is not for a share group, which gives failed messages back", () => {
    expect(codesOf(scenarioOf({ ...sketch, group: { protocol: "share" } }))).toEqual(["share-retries"]);
  });
});

describe("a redrive", () => {
  it("to the group alone needs a retry topic", () => {
    const alone: Sketch = { hasDeadLetters: true, deeds: [[1_000, "redrive", "dead", { to: "group" }]] };
    expect(codesOf(scenarioOf(alone))).toEqual(["no-retry-topic"]);
    expect(codesOf(scenarioOf({ ...alone, retries: { later: {} } }))).toEqual([]);
  });

  it("does not go through a producer with transactions", () => {
    const deeds = [[1_000, "redrive", "dead"]] as const;
    const worker = { transactional: true, publishes: "per-message" };
    expect(codesOf(scenarioOf({ ...sketch, results: {}, worker, deeds }))).toEqual(["transactional-redrive"]);
  });
});
