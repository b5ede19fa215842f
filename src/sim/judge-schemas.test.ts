import { describe, expect, it } from "vitest";
import type { Problem } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { judgeScenario } from "./judge.ts";
import { scenarioOf, type Sketch } from "./scenario.fixture.ts";

const record = (...fields: object[]) => JSON.stringify({ type: "record", name: "Order", fields });
const ID = { name: "id", type: "string" };
const V1 = record(ID);
const NEEDS_TOTAL = record(ID, { name: "total", type: "int" });

function sketch(more: Sketch = {}): Scenario {
  return scenarioOf({
    topics: { orders: { valueSubject: "orders-value" } },
    subjects: {
      "orders-value": { versions: [V1, record(ID, { name: "note", type: "string", default: "" })] },
    },
    ...more,
  });
}

function problems(scenario: Scenario): string[] {
  const judged = judgeScenario(scenario);
  return judged.ok ? [] : judged.problems.map(({ code, path }) => `${code} ${path}`);
}

function warnings(scenario: Scenario): readonly Problem[] {
  const judged = judgeScenario(scenario);
  return judged.ok ? judged.warnings : [];
}

describe("a scenario with schemas", () => {
  it("is fine as long as what it names is there", () => {
    expect(judgeScenario(sketch())).toMatchObject({ ok: true, warnings: [] });
  });

  it.each<[string, Sketch, string]>([
    [
      "a topic",
      { topics: { orders: { valueSubject: "nobody" } } },
      "unknown-subject nodes[1].config.valueSubject",
    ],
    [
      "a registration",
      { deeds: [[1, "register-schema", "orders", { subject: "nobody", version: 1 }]] },
      "unknown-subject interventions[0].config.subject",
    ],
    [
      "a registration of nothing",
      { deeds: [[1, "register-schema", "orders"]] },
      "unknown-subject interventions[0].config",
    ],
  ])("is refused where %s names a subject that is not there", (_, more, problem) => {
    expect(problems(sketch(more))).toEqual([problem]);
  });

  it.each<[string, Sketch, string]>([
    ["a service", { shop: { writerVersion: 3 } }, "no-such-version nodes[0].config.writerVersion"],
    ["a group", { group: { readerVersion: 9 } }, "no-such-version nodes[3].config.readerVersion"],
    [
      "a deployment",
      { deeds: [[1, "deploy", "shop", { version: 3 }]] },
      "no-such-version interventions[0].config.version",
    ],
    [
      "a registration",
      { deeds: [[1, "register-schema", "orders", { subject: "orders-value", version: 3 }]] },
      "no-such-version interventions[0].config.version",
    ],
  ])("is refused where %s uses a version that does not exist", (_, more, problem) => {
    expect(problems(sketch(more))).toEqual([problem]);
  });

  it("is refused for a mode that its registry does not know: Glue has other names, and DISABLED", () => {
    const subjects = { "orders-value": { mode: "BACKWARD_ALL", versions: [V1] } };
    expect(problems(sketch({ subjects }))).toEqual(["unknown-mode subjects[0].mode"]);
    expect(problems(sketch({ subjects, registry: { profile: "glue" } }))).toEqual([]);
    expect(problems(sketch({ subjects: { "orders-value": { format: "thrift", versions: [] } } }))).toEqual([
      "unknown-format subjects[0].format",
    ]);
  });

  it("has one registry at most", () => {
    const scenario = sketch({ registry: {} });
    const second = { id: "r2", kind: "schema-registry", name: "r2", config: {} };
    expect(problems({ ...scenario, nodes: [...scenario.nodes, second] })).toEqual([
      "second-registry nodes[5]",
    ]);
  });

  it("is warned at its place of a version that is ill-formed, and runs all the same", () => {
    const scenario = sketch({ subjects: { "orders-value": { versions: [V1, '{\n  "type": "recrod"\n}'] } } });
    const [warning] = warnings(scenario);
    expect(warning).toMatchObject({ code: "ill-formed-schema", path: "subjects[0].versions[1].text" });
    expect(warning?.says).toMatch(/^Version 2 of orders-value is ill-formed at line 2, column \d+: /);
    expect(compile(scenario).ok).toBe(true);
  });

  it("is warned of what is registered at the start though the mode would refuse it, with the reason", () => {
    const scenario = sketch({
      subjects: { "orders-value": { mode: "BACKWARD", versions: [V1, NEEDS_TOTAL] } },
    });
    expect(warnings(scenario)).toEqual([
      expect.objectContaining({
        code: "refused-at-start",
        path: "subjects[0].versions[1]",
        says: expect.stringMatching(
          /^Version 2 of orders-value .* though BACKWARD would refuse it after version 1: .*total/,
        ),
      }),
    ]);
    const inTime: Sketch["deeds"] = [[5_000, "deploy", "shop", { version: 2 }]];
    const later = sketch({
      subjects: { "orders-value": { mode: "BACKWARD", versions: [V1, NEEDS_TOTAL] } },
      deeds: inTime,
    });
    expect(warnings(later)).toEqual([]);
  });

  it("is warned of settings that do nothing: upcasters without an envelope, dead letters without a queue", () => {
    const group = { upcasters: true, deserializationError: "dead-letter" };
    expect(warnings(sketch({ group })).map(({ code }) => code)).toEqual([
      "no-dead-letter-queue",
      "upcasters-without-envelope",
    ]);
  });
});

describe("the versions that are registered at the start", () => {
  const versions = [V1, V1, V1, V1].map((text, i) => text.replace("Order", `Order${i}`));
  const atStart = (more: Sketch): number | undefined => {
    const compiled = compile(sketch({ subjects: { "orders-value": { mode: "NONE", versions } }, ...more }));
    if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
    return compiled.value.schemas?.subjects[0]?.atStart;
  };

  it.each<[string, Sketch, number]>([
    ["all of them where nobody says anything", {}, 4],
    ["up to the highest that somebody uses", { shop: { writerVersion: 1 }, group: { readerVersion: 3 } }, 3],
    ["up to what comes with a deployment", { deeds: [[1, "deploy", "shop", { version: 3 }]] }, 2],
    ["all but the newest where that is deployed", { deeds: [[1, "deploy", "workers", { version: 0 }]] }, 3],
    [
      "up to what somebody registers by hand",
      { deeds: [[1, "register-schema", "orders", { subject: "orders-value", version: 2 }]] },
      1,
    ],
  ])("are %s", (_, more, count) => {
    expect(atStart(more)).toBe(count);
  });
});
