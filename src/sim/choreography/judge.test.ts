/** What is said of steps of sagas by events that cannot work, or that nobody hears. */
import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { judgeChoreography } from "./judge.ts";
import { shopOf, STEPS } from "./shop.fixture.ts";

function codesOf(scenario: Scenario): readonly string[] {
  const { problems, warnings } = judgeChoreography(scenario);
  for (const { says, tryThis, path } of [...problems, ...warnings]) {
    expect(says).toMatch(/^\w.*\.$/);
    expect(tryThis).toMatch(/\.$/);
    expect(path).toMatch(/^nodes\[\d+\]\.config\.\w+$/);
  }
  return [...problems.map(({ code }) => `problem ${code}`), ...warnings.map(({ code }) => `warning ${code}`)];
}

const without = (scenario: Scenario, suits: (wire: Scenario["wires"][number]) => boolean): Scenario => ({
  ...scenario,
  wires: scenario.wires.filter((wire) => !suits(wire)),
});

describe("of a shop whose steps fit together", () => {
  it("nothing is said", () => {
    expect(codesOf(shopOf())).toEqual([]);
    expect(codesOf(shopOf({ isForked: true, all: { whenFailed: "nothing" } }))).toEqual([]);
  });
});

describe("it is a problem", () => {
  it("that a step has no database", () => {
    const scenario = without(shopOf(), ({ kind, from }) => kind === "stores" && from === "stock");
    expect(codesOf(scenario)).toEqual(["problem saga-step"]);
  });

  it.each([
    { effect: "email" },
    { effect: "upsert" },
    { publication: "before-commit" },
    { storeUse: "decides" },
  ])("that a step is to do what it cannot undo, or tells before it knows (%o)", (config) =>
    expect(codesOf(shopOf({ of: { stock: config } }))).toEqual(["problem saga-step"]),
  );

  it("that a step without a key would undo and tell without end", () => {
    const all = { whenFailed: "undo-each", tellsUndone: true };
    expect(codesOf(shopOf({ of: { payment: all } }))).toEqual(["problem saga-loop"]);
  });
});

describe("it is a warning", () => {
  it("that a refusal is told to nobody", () => {
    const scenario = without(shopOf(), ({ from, to }) => from === "payment" && to === "failures");
    expect(codesOf(scenario)).toEqual(["warning saga-refusal-untold"]);
  });

  it("that a step undoes and hears of no failure", () => {
    const hears = STEPS.filter((name) => name !== "payment");
    expect(codesOf(shopOf({ hears }))).toEqual(["warning saga-failure-unheard"]);
  });

  it("that a deduplication does nothing", () => {
    expect(codesOf(shopOf({ of: { payment: { deduplication: "table" } } }))).toEqual([
      "warning saga-deduplication",
    ]);
  });

  it("that a service between steps is none", () => {
    expect(codesOf(shopOf({ of: { stock: { sagaStep: false } } }))).toEqual(["warning saga-gap"]);
  });
});
