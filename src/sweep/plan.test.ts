import { describe, expect, it } from "vitest";
import type { ConfigValue, Scenario } from "#scenario/document.ts";
import { addIntervention, nodeOf } from "#scenario/edits.ts";
import { fieldOfKnob, knobNamed, readValues, type Knob } from "./knob.ts";
import { scaledLoad } from "./load.ts";
import {
  planSweep,
  pointsOf,
  runsOf,
  scenarioOfRun,
  valuesAt,
  type SweepPlan,
  type SweepWish,
} from "./plan.ts";
import { shop } from "./sweep.fixture.ts";

function knob(scenario: Scenario, text: string): Knob {
  const named = knobNamed(scenario, text);
  if (!named.ok) throw new Error(named.problems[0]!.says);
  return named.value;
}

function wish(change: Partial<SweepWish> = {}): SweepWish {
  const scenario = shop();
  const axes = [{ knob: knob(scenario, "payment.instances"), values: [1, 2, 4] }];
  return { scenario, axes, seeds: 3, load: 1, warmUpMs: 0, groupId: "", ...change };
}

function planned(change: Partial<SweepWish> = {}) {
  const plan = planSweep(wish(change));
  if (!plan.ok) throw new Error(plan.problems[0]!.says);
  return plan.value;
}

describe("the name of what is varied", () => {
  const scenario = shop();
  const says = (text: string): string => {
    const named = knobNamed(scenario, text);
    return named.ok ? "" : `${named.problems[0]!.says} ${named.problems[0]!.tryThis}`;
  };

  it("is a node's name or id and its setting, the run's setting, or the load", () => {
    expect(knob(scenario, "payment.instances")).toEqual({
      of: "node",
      nodeId: "paying",
      setting: "instances",
    });
    expect(knob(scenario, "paying.instances")).toEqual({
      of: "node",
      nodeId: "paying",
      setting: "instances",
    });
    expect(knob(scenario, "settings.networkLatencyMs")).toEqual({ of: "run", setting: "networkLatencyMs" });
    expect(knob(scenario, "load")).toEqual({ of: "load" });
  });

  it("may have dots in the node's name", () => {
    const nodes = scenario.nodes.map((node) => ({ ...node, name: `eu.${node.name}` }));
    expect(knob({ ...scenario, nodes }, "eu.payment.instances")).toMatchObject({ nodeId: "paying" });
  });

  it("is refused with what there is instead", () => {
    expect(says("payments.instances")).toMatch(
      /^"payments" \(consumer-group\) has no setting "instances".* Its service has one: payment\.instances\.$/,
    );
    expect(says("pay.instances")).toBe(
      'There is no node "pay". Nodes of this scenario: orders, order-events, payment, payments.',
    );
    expect(says("settings.nothing")).toMatch(/^The run has no setting "nothing"/);
    expect(says("payment.__proto__")).toMatch(/has no setting "__proto__"/);
    expect(says("instances")).toMatch(/names no setting/);
    expect(says("payments.service")).toMatch(/no setting "service" that takes a list/);
  });
});

describe("a list of values", () => {
  const scenario = shop();
  const read = (name: string, text: string): readonly ConfigValue[] | string => {
    const values = readValues(fieldOfKnob(scenario, knob(scenario, name))!, text, name);
    return values.ok ? values.value : values.problems[0]!.says;
  };

  it("has commas, whole spans with dots, and each value once", () => {
    expect(read("payment.instances", "1, 2,4..6,4")).toEqual([1, 2, 4, 5, 6]);
    expect(read("payment.serviceTimeMs", "0.5,1e1")).toEqual([0.5, 10]);
    expect(read("payments.staticMembers", "true,false")).toEqual([true, false]);
    expect(read("payments.commit", "auto,after-batch")).toEqual(["auto", "after-batch"]);
  });

  it("is judged by the description of the setting, which the problem names", () => {
    expect(read("payment.instances", "0")).toBe(
      "Instances is 0, must be a whole number from 1 to 64 (count).",
    );
    expect(read("payment.instances", "1.5")).toMatch(/^Instances is 1.5, must be a whole number/);
    expect(read("payment.instances", "many")).toMatch(/^Instances is "many", must be a whole number/);
    expect(read("payments.commit", "never")).toMatch(/^Commits is "never", must be one of: auto/);
    expect(read("payment.instances", "1..1000000")).toMatch(/^Instances is 65|More than 100 values/);
  });
});

describe("the plan of a sweep", () => {
  it("combines the values of two settings, the last one changing fastest", () => {
    const { scenario } = wish();
    const plan = planned({
      axes: [
        { knob: knob(scenario, "payment.instances"), values: [1, 2] },
        { knob: { of: "load" }, values: [1, 2, 3] },
      ],
    });
    expect([pointsOf(plan), runsOf(plan)]).toEqual([6, 18]);
    expect(Array.from({ length: 6 }, (_, point) => valuesAt(plan, point))).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
  });

  it("runs every combination with the same seeds, the scenario's own first", () => {
    const plan = planned();
    expect(plan.seeds).toEqual(["shop", "shop-2", "shop-3"]);
    const runs = Array.from({ length: 9 }, (_, run) => scenarioOfRun(plan, run));
    expect(runs.map(({ seed }) => seed)).toEqual([plan.seeds, plan.seeds, plan.seeds].flat());
    expect(runs.map((each) => nodeOf(each, "paying")?.config["instances"])).toEqual([
      1, 1, 1, 2, 2, 2, 4, 4, 4,
    ]);
  });

  it("changes nothing of the drawing where a value is the drawn one", () => {
    expect(scenarioOfRun(planned(), 0)).toEqual(shop());
  });

  it("takes a rate that is varied as it stands, whatever the load", () => {
    const { scenario } = wish();
    const axes = [{ knob: knob(scenario, "orders.ratePerSecond"), values: [7] }];
    const rate = (plan: SweepPlan) => nodeOf(scenarioOfRun(plan, 0), "orders")?.config["ratePerSecond"];
    expect(rate(planned({ axes, load: 2 }))).toBe(7);
    expect(rate(planned({ axes: [...axes, { knob: { of: "load" }, values: [3] }] }))).toBe(7);
  });

  it("says that an intervention overrules a varied setting", () => {
    const scale = { id: "i1", atMs: 5_000, kind: "scale", target: "paying", config: { instances: 3 } };
    const plan = planSweep(wish({ scenario: addIntervention(shop(), scale) }));
    expect(plan.ok && plan.warnings.map(({ says }) => says)).toEqual([
      "An intervention sets payment.instances at 5 s: from then on its value holds, not the varied one.",
    ]);
  });

  it.each([
    [{ seeds: 0 }, "seeds"],
    [{ seeds: 1_001 }, "seeds"],
    [{ load: 0 }, "load"],
    [{ warmUpMs: 20_000 }, "warmUp"],
    [{ warmUpMs: -1 }, "warmUp"],
    [{ groupId: "paying" }, "group"],
    [{ axes: [] }, "vary"],
  ])("refuses %j and names %s", (change, path) => {
    const plan = planSweep(wish(change));
    expect(!plan.ok && plan.problems.map((problem) => problem.path)).toEqual([path]);
  });

  it("refuses more runs than somebody would wait for", () => {
    const axes = [{ knob: { of: "load" } as const, values: Array.from({ length: 30 }, (_, i) => i + 1) }];
    const plan = planSweep(wish({ axes, seeds: 1_000 }));
    expect(!plan.ok && plan.problems[0]!.says).toBe(
      "30 combinations with 1000 seeds are 30000 runs, at most 20000 are possible.",
    );
  });
});

describe("twice the load", () => {
  const configOf = (config: Scenario["nodes"][number]["config"]) =>
    scaledLoad({ ...shop(), nodes: [{ id: "a", kind: "service", name: "a", config }] }, 2).nodes[0]!.config;

  it("doubles the rates of those who publish on their own", () => {
    expect(configOf({ publishes: "poisson", ratePerSecond: 3 })).toMatchObject({ ratePerSecond: 6 });
    expect(configOf({ publishes: "ramp", ratePerSecond: 3, rampToPerSecond: 9 })).toMatchObject({
      ratePerSecond: 6,
      rampToPerSecond: 18,
    });
    expect(configOf({ publishes: "burst", burstEveryMs: 500 })).toMatchObject({ burstEveryMs: 250 });
  });

  it("leaves alone whoever publishes nothing, or what follows from other messages", () => {
    expect(configOf({ publishes: "none" })).toEqual({ publishes: "none" });
    expect(configOf({ publishes: "per-message" })).toEqual({ publishes: "per-message" });
  });
});
