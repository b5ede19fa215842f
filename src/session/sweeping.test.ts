import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { nodeOf } from "#scenario/edits.ts";
import "#sim/all-parts.ts";
import { planSweep, type SweepPlan } from "#sweep/plan.ts";
import { sweeperHere } from "#sweep/serve.ts";
import { useAnnouncements } from "./announce.ts";
import { currentScenario, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import { endSweep, startSweep, takeOver, useSweep } from "./sweeping.ts";

const shop: Scenario = {
  ...emptyScenario("Shop"),
  settings: { durationMs: 4_000 },
  nodes: [
    { id: "orders", kind: "service", name: "orders", config: { publishes: "constant", ratePerSecond: 20 } },
    { id: "topic", kind: "topic", name: "order-events", config: { partitions: 4 } },
    { id: "paying", kind: "service", name: "payment", config: {} },
    { id: "group", kind: "consumer-group", name: "payments", config: { service: "paying" } },
  ],
  wires: [
    { id: "w1", kind: "publishes", from: "orders", to: "topic" },
    { id: "w2", kind: "consumes", from: "topic", to: "group" },
  ],
};
const knob = { of: "node", nodeId: "paying", setting: "instances" } as const;

function plan(seeds: number): SweepPlan {
  const axes = [{ knob, values: [1, 2] }];
  const planned = planSweep({ scenario: shop, axes, seeds, load: 1, warmUpMs: 0, groupId: "" });
  if (!planned.ok) throw new Error(planned.problems[0]!.says);
  return planned.value;
}

const here = () =>
  Promise.resolve(() =>
    sweeperHere({ loadParts: () => Promise.resolve(), pause: () => nextTurn(), run: {} }),
  );

beforeEach(() => startWithScenario(shop));

describe("the sweep of the session", () => {
  it("runs everything and keeps what came of it", async () => {
    await startSweep(plan(3), null, here);
    expect(useSweep.getState()).toMatchObject({ status: "done", done: 6, most: 6, sized: null });
    expect(useSweep.getState().results.size).toBe(6);
  });

  it("answers a question", async () => {
    const question = { measure: "lost", below: 1, share: 0.5, search: "bisection" } as const;
    await startSweep(plan(2), question, here);
    expect(useSweep.getState().sized?.answer.first).toBe(0);
    expect(useAnnouncements.getState().polite.text).toBe(
      "Instances of payment: 1 is enough for lost under 1 message.",
    );
  });

  it("stops when the person wants it to, and keeps what it has", async () => {
    const sweep = startSweep(plan(500), null, here);
    await expect.poll(() => useSweep.getState().done).toBeGreaterThan(0);
    endSweep();
    await sweep;
    const { status, results, most } = useSweep.getState();
    expect(status).toBe("ended");
    expect(results.size).toBeGreaterThan(0);
    expect(results.size).toBeLessThan(most);
  });

  it("lets a newer one take its place", async () => {
    const old = startSweep(plan(500), null, here);
    const wanted = plan(1);
    await startSweep(wanted, null, here);
    await old;
    expect(useSweep.getState()).toMatchObject({ status: "done", plan: wanted, done: 2 });
  });

  it("says why it failed", async () => {
    await startSweep(plan(1), null, () => Promise.reject(new Error("no workers here")));
    expect(useSweep.getState()).toMatchObject({ status: "failed", failure: "no workers here" });
  });
});

describe("a value that is taken over", () => {
  it("stands in the drawing, and one undo takes it back", () => {
    takeOver(knob, 2);
    expect(nodeOf(currentScenario(), "paying")?.config["instances"]).toBe(2);
    undo();
    expect(currentScenario()).toBe(shop);
  });

  it("can be a load, which changes the rates", () => {
    takeOver({ of: "load" }, 2);
    expect(nodeOf(currentScenario(), "orders")?.config["ratePerSecond"]).toBe(40);
    expect(useScenario.getState().undoLabel).toBe("Load: 2 × the load");
    undo();
    expect(currentScenario()).toBe(shop);
  });
});
