import { describe, expect, it } from "vitest";
import { compile } from "#sim/compile.ts";
import { Explainer } from "#sim/explain.ts";
import type { FactRow } from "#sim/story-context.ts";
import { scenarioOf } from "#sim/scenario.fixture.ts";
import { EXPLAINED_CLASSES, suitingAnomalies } from "./explained-rows.ts";

const scenario = scenarioOf({});
const compiled = compile(scenario);
if (!compiled.ok) throw new Error("the sketch does not compile");
const explainer = new Explainer(compiled.value.layout, scenario);
const row: FactRow = {
  timeUs: 0,
  fact: "rebalanceStarted",
  who: 0,
  what: 0,
  where: -1,
  offset: -1,
  extra: 64,
};
explainer.take(row);
explainer.take({ ...row, fact: "lost", who: 64, where: 0, offset: 3, extra: 7 });
explainer.take({ ...row, fact: "deadLettered", who: 64, where: 0, offset: 20, extra: 3 });

describe("the list of explanations", () => {
  it("offers every class, and everything first", () => {
    expect(EXPLAINED_CLASSES[0]?.id).toBe("all");
    expect(new Set(EXPLAINED_CLASSES.map(({ id }) => id)).size).toBe(EXPLAINED_CLASSES.length);
  });

  it("is chosen by class", () => {
    expect(suitingAnomalies(explainer, "all", "")).toEqual([0, 1, 2]);
    expect(suitingAnomalies(explainer, "loss", "")).toEqual([1]);
    expect(suitingAnomalies(explainer, "broker", "")).toEqual([]);
  });

  it("is found by words of the cause, the setting and the name, all of which must occur", () => {
    expect(suitingAnomalies(explainer, "all", "WORKERS")).toEqual([0, 1, 2]);
    expect(suitingAnomalies(explainer, "all", "enable.auto.commit lost")).toEqual([]);
    expect(suitingAnomalies(explainer, "all", "enable.auto.commit committed")).toEqual([1]);
    expect(suitingAnomalies(explainer, "loss", "rebalances")).toEqual([]);
  });
});
