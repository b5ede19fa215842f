import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { fileText } from "#scenario/canonical.ts";
import type { Scenario } from "#scenario/document.ts";
import { judgeScenario } from "#sim/judge.ts";

const folder = new URL("../../public/gallery/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "index.json");

interface Entry {
  readonly file: string;
  readonly name: string;
  readonly description: string;
}

const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as readonly Entry[];

function scenarioOf(file: string): Scenario {
  const result = admit(readFileSync(new URL(file, folder)));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(result.warnings).toEqual([]);
  return result.value;
}

describe("the gallery", () => {
  it("lists every file, with the name that the scenario has", () => {
    expect(index.map(({ file }) => file).sort()).toEqual([...files].sort());
    for (const { file, name, description } of index) {
      expect(name).toBe(scenarioOf(file).name);
      expect(scenarioOf(file).description.startsWith(description), file).toBe(true);
    }
  });

  it.each(files)("%s is as the app saves it, can run as it is, and says what to look at", (file) => {
    const scenario = scenarioOf(file);
    expect(fileText(scenario)).toBe(readFileSync(new URL(file, folder), "utf8"));
    expect(judgeScenario(scenario)).toEqual({ ok: true, value: scenario, warnings: [] });
    expect(scenario.lookAt.length).toBeGreaterThan(0);
    const durationMs = Number(scenario.settings["durationMs"] ?? 180_000);
    for (const { atMs } of scenario.lookAt) expect(atMs).toBeLessThan(durationMs);
  });

  it.each(files)("%s has a place for everything but groups", (file) => {
    for (const node of scenarioOf(file).nodes) {
      expect(node.position === undefined, node.name).toBe(node.kind === "consumer-group");
    }
  });
});
