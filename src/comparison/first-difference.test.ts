/** Two designs on one seed: where they part, and that nobody else's luck changes with it. */
import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { playScenario, scenarioOf, type Sketch } from "#sim/scenario.fixture.ts";
import { randomScenario } from "#sim/random-scenario.fixture.ts";
import { DifferenceSearch, type Design, type FirstDifference } from "./first-difference.ts";

function designOf(scenario: Scenario): Design {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  return { scenario, program: compiled.value };
}

function differenceOf(a: Scenario, b: Scenario): FirstDifference | null {
  const search = new DifferenceSearch(designOf(a), designOf(b));
  while (!search.step());
  return search.found;
}

/** What both say, by a reading of both whole traces: the answer that the search must give. */
function byHand(a: Scenario, b: Scenario): number {
  const [left, right] = [playScenario(a).rows, playScenario(b).rows];
  const at = left.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(right[index]));
  return at < 0 ? Math.min(left.length, right.length) : at;
}

const sketch: Sketch = {
  durationMs: 30_000,
  seed: "compare",
  settings: { networkJitterMs: 2 },
  shop: { publishes: "poisson", ratePerSecond: 40, keys: "uniform" },
  topics: { orders: { partitions: 4 } },
  worker: { instances: 2, serviceTime: "exponential", serviceTimeMs: 20 },
};
const base = scenarioOf(sketch);
const changed = (change: Partial<Sketch>): Scenario => scenarioOf({ ...sketch, ...change });

describe("the first difference", () => {
  it.each(["one", "two", "three"])("of a scenario and itself is none (%s)", (seed) => {
    const scenario = randomScenario(seed);
    expect(differenceOf(scenario, structuredClone(scenario))).toBeNull();
  });

  it("is none where things were only moved and renamed", () => {
    const moved: Scenario = {
      ...base,
      name: "other",
      nodes: base.nodes
        .toReversed()
        .map((node) => ({ ...node, name: `${node.name}!`, position: { x: 9, y: 9 } })),
    };
    expect(differenceOf(base, moved)).toBeNull();
  });

  it.each([
    ["a service time", { worker: { ...sketch.worker, serviceTimeMs: 21 } }],
    ["the rate", { shop: { ...sketch.shop, ratePerSecond: 41 } }],
    ["a setting of the group", { group: { maxPollRecords: 3 } }],
    ["the seed", { seed: "other" }],
  ])("is the first row that differs, whatever is changed: %s", (_, change: Partial<Sketch>) => {
    const other = changed(change);
    expect(differenceOf(base, other)?.row).toBe(byHand(base, other));
  });

  it("is the intervention where B is forked off at a moment, and says that A has none", () => {
    const forked = changed({ deeds: [[12_345, "crash", "worker", { instance: 1 }]] });
    const found = differenceOf(base, forked);
    expect(found).toMatchObject({ atUs: 12_345_000, b: { fact: "intervened", atUs: 12_345_000 } });
    expect(found?.b.says).toContain("Crash");
    expect(found?.a.atUs).toBeGreaterThan(12_345_000);
    expect(found?.a.says).toMatch(/^Nothing at 0:12\.345\. What comes next, at 0:12\.\d+: /);
    expect(found?.row).toBe(byHand(base, forked));
  });

  it("knows things by their nodes, not by their numbers: a topic before all others changes nothing", () => {
    const idle = { id: "aaa", kind: "topic", name: "aaa", config: { partitions: 3 } };
    expect(differenceOf(base, { ...base, nodes: [...base.nodes, idle] })).toBeNull();
  });

  it("is the start of a service that only B has, and the others before it are the same", () => {
    const more: Scenario = {
      ...base,
      nodes: [
        ...base.nodes,
        { id: "stock", kind: "service", name: "stock", config: { publishes: "constant" } },
        { id: "stocks", kind: "topic", name: "stocks", config: {} },
      ],
      wires: [...base.wires, { id: "w", kind: "publishes", from: "stock", to: "stocks" }],
    };
    const found = differenceOf(base, more);
    expect(found?.b).toMatchObject({ fact: "startedUp", atUs: 0 });
    expect(found?.b.says).toContain("stock-1");
    expect(found?.a.says).toContain("worker-1");
    expect(found?.row).toBeGreaterThan(0);
  });

  it("says it with what went before: whose partitions they were, and how they came to be free", () => {
    const slow = (maxPollIntervalMs: number) =>
      changed({
        worker: { instances: 2, serviceTime: "constant", serviceTimeMs: 25_000 },
        group: { maxPollIntervalMs },
      });
    const found = differenceOf(slow(15_000), slow(16_000));
    expect(found?.a).toMatchObject({ fact: "pollExpired" });
    expect(found?.a.says).toContain("its partitions orders 2 and 3 go to others");
  });

  it("does not name one moment twice where the two lie within a millisecond", () => {
    const scaled = (instances: number) => changed({ deeds: [[9_000, "scale", "worker", { instances }]] });
    const found = differenceOf(scaled(1), scaled(3));
    expect(found?.b.says).toBe("worker-3 starts.");
    expect(found?.a.says).toMatch(/^Nothing of it at 0:09\. What comes next: /);
  });

  it("finds that one run is longer than the other", () => {
    const longer = changed({ durationMs: 31_000 });
    const found = differenceOf(base, longer);
    expect(found?.a).toMatchObject({ fact: null, atUs: 30_000_000 });
    expect(found?.a.says).toBe("Nothing more happens; the run ends at 0:30.");
    expect(found?.b.atUs).toBeGreaterThan(30_000_000);
  });
});

describe("the same seed in two designs", () => {
  it("gives what was not touched the same luck: messages are produced alike, whoever processes them", () => {
    const produced = (scenario: Scenario) =>
      playScenario(scenario)
        .all("produced")
        .map(({ timeUs, who, where, extra }) => ({ timeUs, who, where, extra }));
    const slower = changed({ worker: { ...sketch.worker, instances: 1, serviceTimeMs: 60 } });
    expect(produced(slower)).toEqual(produced(base));
    expect(produced(base).length).toBeGreaterThan(1_000);
    expect(differenceOf(base, slower)).not.toBeNull();
  });
});
