/**
 * Scenarios that a random one became when it was made as small as it still failed. Each is named after what was wrong; its
 * seed is that of the random scenario (`randomEverything` in random-everything.fixture.ts).
 */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { faultsOf } from "./shrink.fixture.ts";

const folder = new URL("__regressions__/", import.meta.url);
const scenarios = readdirSync(folder).map((file): Scenario => {
  const text = readFileSync(new URL(file, folder), "utf8");
  return { ...emptyScenario(file), ...(JSON.parse(text) as Partial<Scenario>) };
});

describe("what once went wrong and must not again", () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (_name, scenario) => {
    const compiled = compile(scenario);
    expect(compiled.ok ? [] : compiled.problems).toEqual([]);
    expect(faultsOf(scenario)).toEqual([]);
  });
});
