/** What the gallery's sagas by events promise in their words, looked up in what comes out. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { playScenario } from "./scenario.fixture.ts";
import { summarise } from "./summary.ts";

function scenarioOf(name: string, seed?: string): Scenario {
  const admitted = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.problems));
  return { ...admitted.value, seed: seed ?? admitted.value.seed };
}

function summaryOf(scenario: Scenario) {
  return summarise(playScenario(scenario).run, scenario);
}

describe("a saga by events and its twin that undoes nothing", () => {
  const [whole, half] = [scenarioOf("saga-by-events"), scenarioOf("saga-by-events-half-done")];

  it("differ in what the steps do when a request fails, and share the seed, the load and the crashes", () => {
    expect([half.seed, half.interventions, half.wires]).toEqual([
      whole.seed,
      whole.interventions,
      whole.wires,
    ]);
    const others = ({ nodes }: Scenario) =>
      nodes.map(({ config, ...node }) => {
        const { whenFailed: _, ...same } = config;
        return { ...node, config: same };
      });
    expect(others(half)).toEqual(others(whole));
  });

  it("refuse the same requests: undone everywhere in the one, half done in the other, on any seed", () => {
    for (const seed of [whole.seed, "a", "b", "c", "d"]) {
      const [kept, left] = ["saga-by-events", "saga-by-events-half-done"].map(
        (name) => summaryOf(scenarioOf(name, seed)).sagas.requests["order-service"]!,
      );
      expect(kept).toMatchObject({ halfDone: 0, underWay: 0 });
      expect(kept!.undone, seed).toBeGreaterThan(50);
      expect(left, seed).toMatchObject({ undone: 0, underWay: 0 });
      // A crash in a commit may leave one order more or less in the one run.
      expect(Math.abs(left!.halfDone - kept!.undone), seed).toBeLessThanOrEqual(3);
    }
  });

  it("the one keeps its balance, and the other money for requests that have failed; it is told why", () => {
    const [kept, left] = [summaryOf(whole), summaryOf(half)];
    const payment = "payment-service";
    expect(kept.effects[payment]!.actual).toBe(kept.effects[payment]!.expected);
    expect(left.effects[payment]!.actual).toBeGreaterThan(left.effects[payment]!.expected);
    const causes = (of: typeof kept) => of.anomalies.map(({ kind, cause }) => `${kind}: ${cause}`);
    expect(causes(kept).some((each) => /^(half-done|wrong-value)/.test(each))).toBe(false);
    const told = left.anomalies.find(({ kind }) => kind === "half-done-by-events")!;
    expect(told.cause).toMatch(
      /refused request \d+ and told that it had failed → order-service heard .* does not undo its step → .* it stands done at order-service.*, and not at .* → \d+ requests half done/,
    );
    expect(told.preventedBy).toMatch(/When the request fails = undo on order-service/);
    expect(causes(left).find((each) => each.startsWith("wrong-value"))).toMatch(
      /a request has failed elsewhere, and payment-service keeps what it did for it → the value is \d+\.\d\d too high/,
    );
  });

  it("are done everywhere or nowhere though events come a second time", () => {
    const { groups, sagas } = summaryOf(whole);
    const again = Object.values(groups).reduce((sum, { duplicates }) => sum + duplicates, 0);
    expect(again).toBeGreaterThan(10);
    expect(sagas.steps["stock-service"]!.passedOver).toBeGreaterThan(10);
  });
});
