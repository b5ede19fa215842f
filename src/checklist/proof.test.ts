import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CASES } from "./cases.fixture.ts";
import { prove } from "./proof.ts";
import { review } from "./review.ts";
import { RULES } from "./rules/index.ts";
import { scenarioOn } from "./sketch.fixture.ts";

const SEEDS = ["1", "two", "3333"];

describe.each(RULES)("the checklist's rule $id", (rule) => {
  const cases = CASES[rule.id] ?? [];

  it("has drawings that it finds wanting", () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  describe.each(cases)("$says", ({ bad, good }) => {
    it.each(SEEDS)(
      "is found, harmed in the show where there is one, and not harmed with the fix, on seed %s",
      (seed) => {
        const scenario = scenarioOn(bad, seed);
        const finding = review(scenario).find((each) => each.rule.id === rule.id);
        if (finding === undefined) throw new Error("not found");
        const proof = prove(scenario, finding);
        if ("noShow" in rule) expect(proof).toEqual({ is: "not-shown", says: rule.noShow });
        else expect(proof).toMatchObject({ is: "shown", mended: { shown: null } });
        if (finding.fix !== null)
          expect(review(finding.fix.edit(scenario)).map(({ key }) => key)).not.toContain(finding.key);
      },
    );

    it("is silent on the good twin", () => {
      expect(review(scenarioOn(good, "1")).map((each) => each.rule.id)).not.toContain(rule.id);
    });
  });
});

describe("a proof", () => {
  it("has nothing left of the drawing's own interventions, and keeps everything else", () => {
    const scenario = scenarioOn(CASES["single-instance"]![0]!.bad, "1");
    const told = {
      ...scenario,
      interventions: [{ id: "deed", atMs: 5, kind: "poison-next", target: "orders", config: {} }],
    };
    const proof = prove(told, review(told)[0]!);
    if (proof.is !== "shown") throw new Error(proof.says);
    expect(proof.harm.scenario.interventions.map(({ kind }) => kind)).toEqual(["crash"]);
    expect(proof.harm.scenario.nodes).toBe(scenario.nodes);
    expect(proof.harm.scenario.seed).toBe("1");
  });

  it("says why where the drawing cannot run", () => {
    const scenario = scenarioOn(CASES["single-instance"]![0]!.bad, "1");
    const broken = {
      ...scenario,
      wires: [...scenario.wires, { id: "x", kind: "publishes", from: "shop", to: "gone" }],
    };
    expect(prove(broken, review(broken)[0]!)).toEqual({
      is: "not-shown",
      says: 'The wire "x" leads to "gone", which is not there.',
    });
  });
});

describe("the docs", () => {
  it("list every rule with its severity and title, in their order", () => {
    const rows = readFileSync("docs/checklist.md", "utf8").matchAll(
      /^\| `([a-z-]+)`\s*\| (\w+)\s*\| (.*?)\s*\|$/gm,
    );
    expect([...rows].map(([, id, severity, title]) => [id, severity, title])).toEqual(
      RULES.map(({ id, severity, title }) => [id, severity, title]),
    );
  });
});
