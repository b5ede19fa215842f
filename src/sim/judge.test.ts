import { describe, expect, it } from "vitest";
import type { Problem } from "#base/result.ts";
import { emptyScenario, type Config, type Scenario, type ScenarioNode } from "#scenario/document.ts";
import { stepsOf } from "#scenario/path.ts";
import { judgeScenario } from "./judge.ts";
import { randomScenario } from "./random-scenario.fixture.ts";

const shop: Scenario = {
  ...emptyScenario("Shop"),
  nodes: [
    {
      id: "orders",
      kind: "service",
      name: "order-service",
      config: { publishes: "constant", ratePerSecond: 4 },
    },
    { id: "events", kind: "topic", name: "order-events", config: { partitions: 4 } },
    { id: "pay", kind: "service", name: "payment-service", config: { instances: 2 } },
    { id: "payers", kind: "consumer-group", name: "payment", config: { service: "pay" } },
    { id: "dead", kind: "dead-letter-queue", name: "dead", config: {} },
  ],
  wires: [
    { id: "w1", kind: "publishes", from: "orders", to: "events" },
    { id: "w2", kind: "consumes", from: "events", to: "payers" },
    { id: "w3", kind: "dead-letters", from: "payers", to: "dead" },
  ],
  interventions: [{ id: "i1", atMs: 5_000, kind: "crash", target: "pay", config: { instance: 2 } }],
};

function withConfig(id: string, config: Config): Scenario {
  return {
    ...shop,
    nodes: shop.nodes.map((node) =>
      node.id === id ? { ...node, config: { ...node.config, ...config } } : node,
    ),
  };
}

const withNode = (node: ScenarioNode): Scenario => ({ ...shop, nodes: [...shop.nodes, node] });

const withWire = (kind: string, from: string, to: string): Scenario => ({
  ...shop,
  wires: [...shop.wires, { id: "new", kind, from, to }],
});

function told(scenario: Scenario): readonly Problem[] {
  const result = judgeScenario(scenario);
  const problems = result.ok ? result.warnings : result.problems;
  for (const problem of problems) {
    let at: unknown = scenario;
    for (const step of stepsOf(problem.path) ?? ["?"])
      at = Object.hasOwn(at as object, step) ? Reflect.get(at as object, step) : expect.fail(problem.path);
  }
  return problems;
}

const codes = (scenario: Scenario): string[] => told(scenario).map((p) => `${p.code} ${p.path}`);

describe("the judge", () => {
  it("has nothing to say about a scenario that is right", () => {
    expect(judgeScenario(shop)).toEqual({ ok: true, value: shop, warnings: [] });
  });

  it.each<[string, Scenario, string]>([
    [
      "an unknown kind",
      withNode({ id: "s", kind: "saga", name: "s", config: {} }),
      "unknown-kind nodes[5].kind",
    ],
    [
      "a kind named like a property of every object",
      withNode({ id: "s", kind: "toString", name: "s", config: {} }),
      "unknown-kind nodes[5].kind",
    ],
    [
      "a setting out of range",
      withConfig("events", { partitions: 0 }),
      "out-of-range nodes[1].config.partitions",
    ],
    ["a setting of the run", { ...shop, settings: { durationMs: 0.5 } }, "not-whole settings.durationMs"],
    [
      "a group without a service",
      withConfig("payers", { service: "events" }),
      "no-service nodes[3].config.service",
    ],
    [
      "a second group of a service",
      withNode({ id: "g", kind: "consumer-group", name: "g", config: { service: "pay" } }),
      "second-group nodes[5].config.service",
    ],
    [
      "a heartbeat slower than the session timeout",
      withConfig("payers", { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 6_000 }),
      "heartbeat-too-slow nodes[3].config.heartbeatIntervalMs",
    ],
    [
      "a pattern that cannot be read",
      withConfig("payers", { pattern: "orders-(eu|us" }),
      "bad-pattern nodes[3].config.pattern",
    ],
    ["a wire that cannot start there", withWire("consumes", "orders", "payers"), "not-a-wire wires[3].kind"],
    ["a wire that cannot end there", withWire("publishes", "orders", "dead"), "wrong-end wires[3].to"],
    ["a wire to nothing", withWire("publishes", "orders", "nowhere"), "no-node wires[3].to"],
    ["the same wire twice", withWire("publishes", "orders", "events"), "second-wire wires[3]"],
    [
      "a group that reads its own dead letters",
      withWire("consumes", "dead", "payers"),
      "reads-own-dead-letters wires[3]",
    ],
    [
      "an unknown intervention",
      { ...shop, interventions: [{ id: "i", atMs: 0, kind: "meteor", target: "pay", config: {} }] },
      "unknown-fault interventions[0].kind",
    ],
    [
      "an intervention at the wrong thing",
      { ...shop, interventions: [{ id: "i", atMs: 0, kind: "crash", target: "events", config: {} }] },
      "wrong-target interventions[0].target",
    ],
    [
      "an intervention's setting",
      {
        ...shop,
        interventions: [{ id: "i", atMs: 0, kind: "scale", target: "pay", config: { instances: 65 } }],
      },
      "out-of-range interventions[0].config.instances",
    ],
    [
      "too many partitions",
      {
        ...shop,
        nodes: [
          ...shop.nodes,
          ...Array.from({ length: 11 }, (_, i) => ({
            id: `t${i}`,
            kind: "topic",
            name: `t${i}`,
            config: { partitions: 1000 },
          })),
        ],
      },
      "too-large nodes",
    ],
    [
      "a rate that would never end",
      withConfig("orders", { ratePerSecond: 1_000_000 }),
      "too-costly nodes[0]",
    ],
  ])("refuses %s", (_, scenario, problem) => {
    expect(judgeScenario(scenario).ok).toBe(false);
    expect(codes(scenario)).toEqual([problem]);
  });

  it("refuses a second dead letter queue", () => {
    const two = withNode({ id: "dead2", kind: "dead-letter-queue", name: "dead2", config: {} });
    expect(
      codes({
        ...two,
        wires: [...two.wires, { id: "n", kind: "dead-letters", from: "payers", to: "dead2" }],
      }),
    ).toEqual(["second-queue wires[3]"]);
  });

  it("shows the number it refuses for, and by how much to make it smaller", () => {
    const [problem] = told(withConfig("orders", { ratePerSecond: 1_000_000 }));
    expect(problem?.says).toMatch(
      /about \d+(\.\d)? (m|b)illion steps for 180 million messages, most of it from order-service/,
    );
    expect(problem?.tryThis).toMatch(/\d+ times smaller/);
  });

  it("refuses a loop in which messages multiply, and not one in which they go round", () => {
    const loop = (messagesEach: number): Scenario => ({
      ...shop,
      nodes: shop.nodes.map((node) =>
        node.id === "pay"
          ? { ...node, config: { instances: 2, publishes: "per-message", messagesEach, serviceTimeMs: 0 } }
          : node,
      ),
      wires: [...shop.wires, { id: "w4", kind: "publishes", from: "pay", to: "events" }],
    });
    expect(codes(loop(3))).toEqual(["too-costly nodes[2]"]);
    expect(codes(loop(1))).toEqual([]);
  });

  it.each<[string, Scenario, string]>([
    [
      "an intervention after the end",
      { ...shop, settings: { durationMs: 1_000 } },
      "after-the-end interventions[0].atMs",
    ],
    [
      "an instance that never is",
      {
        ...shop,
        interventions: [{ id: "i", atMs: 0, kind: "crash", target: "pay", config: { instance: 3 } }],
      },
      "no-such-instance interventions[0]",
    ],
    [
      "a service that is wired but silent",
      withConfig("orders", { publishes: "none" }),
      "publishes-nothing nodes[0]",
    ],
    [
      "a service that publishes nowhere",
      withConfig("pay", { publishes: "constant" }),
      "publishes-nowhere nodes[2]",
    ],
    [
      "a follower of nothing",
      withConfig("orders", { publishes: "per-message" }),
      "nothing-to-follow nodes[0]",
    ],
    [
      "a setting that nobody knows",
      withConfig("orders", { toString: 1, colour: "red" }),
      "unknown-setting nodes[0].config.toString",
    ],
    [
      "a group that reads nothing",
      { ...shop, wires: shop.wires.filter((w) => w.kind !== "consumes") },
      "reads-nothing nodes[3]",
    ],
  ])("warns of %s", (_, scenario, warning) => {
    expect(judgeScenario(scenario).ok).toBe(true);
    expect(codes(scenario)[0]).toBe(warning);
  });

  it("lets every random scenario run", () => {
    for (let seed = 0; seed < 200; seed++) {
      const result = judgeScenario(randomScenario(String(seed)));
      expect(result.ok ? [] : result.problems).toEqual([]);
    }
  });
});
