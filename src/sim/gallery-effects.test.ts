/** What the gallery's scenarios of databases promise in their words, looked up in what comes out. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { playScenario } from "./scenario.fixture.ts";
import { summarise } from "./summary.ts";

function scenarioOf(name: string): Scenario {
  const admitted = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.problems));
  return admitted.value;
}

function effectsOf(scenario: Scenario) {
  const { run } = playScenario(scenario);
  const summary = summarise(run, scenario);
  return { effects: summary.effects, kinds: summary.anomalies.map(({ kind }) => kind) };
}

describe("a dual write and its twin with an outbox", () => {
  const [loses, keeps] = [scenarioOf("dual-write-loses"), scenarioOf("outbox-keeps")];

  it("differ in how they publish, and share the seed, the load and the crashes", () => {
    expect([keeps.seed, keeps.interventions, keeps.wires]).toEqual([
      loses.seed,
      loses.interventions,
      loses.wires,
    ]);
    const others = (scenario: Scenario) => scenario.nodes.filter(({ id }) => id !== "shop");
    expect(others(keeps)).toEqual(others(loses));
  });

  it("loses events with each crash, and says why", () => {
    const { effects, kinds } = effectsOf(loses);
    const { lost, committed, published } = effects["shop"]!.events;
    expect(lost).toBeGreaterThanOrEqual(4);
    expect(committed - published).toBe(lost);
    expect(kinds).toContain("lost-event");
  });

  it("keeps all of them", () => {
    const { effects, kinds } = effectsOf(keeps);
    const { shop, "balance-service": balance } = effects;
    expect(shop!.events).toMatchObject({ lost: 0, phantom: 0, inOutbox: 0 });
    expect(shop!.events.published).toBe(shop!.events.committed);
    expect(balance!.actual).toBe(balance!.expected);
    expect(kinds).not.toContain("lost-event");
  });
});

describe("a naive and a careful balance", () => {
  it("part after the crashes: the one counts twice what the other skips", () => {
    const { effects, kinds } = effectsOf(scenarioOf("balance-naive-and-careful"));
    const { "naive-balance": naive, "careful-balance": careful } = effects;
    expect(naive!.actual).toBeGreaterThan(naive!.expected);
    expect(naive!.repeated).toBeGreaterThan(10);
    expect(careful!.actual).toBe(careful!.expected);
    expect(careful!.skipped).toBeGreaterThan(10);
    expect(naive!.expected).toBe(careful!.expected);
    expect(kinds).toEqual(expect.arrayContaining(["repeated-effect", "wrong-value"]));
  });
});
