import { describe, expect, it } from "vitest";
import { emptyScenario, type Intervention, type Scenario } from "#scenario/document.ts";
import { faults } from "#sim/faults/index.ts";
import { present } from "#base/assert.ts";
import {
  fieldsThatApply,
  faultsFor,
  interventionsOf,
  interventionText,
  ownFields,
  startConfig,
  whyRefused,
} from "./breaking.ts";

const service = (config = {}) => ({ id: "payment", kind: "service", name: "payment-service", config });
const at = (atMs: number, kind: string, config = {}): Intervention => ({
  id: `i-${atMs}`,
  atMs,
  kind,
  target: "payment",
  config,
});
const scenario: Scenario = {
  ...emptyScenario(),
  nodes: [service()],
  interventions: [at(5, "stop"), at(2, "crash", { instance: 2 })],
};

describe("what can be broken", () => {
  it("depends on the kind of node", () => {
    expect(faultsFor({ ...service(), kind: "topic" }).map((fault) => fault.kind)).toEqual([
      "poison-next",
      "add-partitions",
    ]);
    expect(faultsFor({ ...service(), kind: "dead-letter-queue" }).map((fault) => fault.kind)).toEqual([
      "redrive",
      "discard-dead-letters",
      "mend-dead-letters",
    ]);
  });

  it("asks for what a redrive needs to know, and for no more", () => {
    const redrive = present(faults["redrive"], "a fault to redrive");
    const asked = (which: string) => fieldsThatApply(redrive, { which }).map(([name]) => name);
    expect(asked("all")).toEqual(["which", "to", "ratePerSecond", "goesOn"]);
    expect(asked("key")).toEqual(["which", "key", "to", "ratePerSecond", "goesOn"]);
  });

  it("tells beforehand that a service with transactions cannot send dead letters again", () => {
    const queue = { id: "dead", kind: "dead-letter-queue", name: "dead", config: {} };
    const shop = (transactional: boolean): Scenario => ({
      ...emptyScenario(),
      nodes: [
        service({ transactional }),
        { id: "group", kind: "consumer-group", name: "group", config: { service: "payment" } },
        queue,
      ],
      wires: [{ id: "w", kind: "dead-letters", from: "group", to: "dead" }],
    });
    expect(whyRefused(shop(true), "redrive", queue, {})).toMatch(/publishes in transactions/);
    expect(whyRefused(shop(false), "redrive", queue, {})).toBeNull();
    expect(whyRefused(shop(false), "redrive", queue, { to: "group" })).toMatch(/has no retry topic/);
    expect(whyRefused(shop(true), "discard-dead-letters", queue, {})).toBeNull();
  });

  it("includes the rate only where the clock publishes", () => {
    const has = (publishes: string) =>
      faultsFor(service({ publishes })).some((fault) => fault.kind === "change-rate");
    expect([has("constant"), has("none"), has("per-message")]).toEqual([true, false, false]);
  });

  it("offers one instance more when scaling, and never more than there may be", () => {
    const scale = present(faults["scale"], "a fault to scale");
    expect(startConfig(scale, 2)).toEqual({ instances: 3 });
    expect(startConfig(scale, 64)).toEqual({ instances: 64 });
  });

  it.each(Object.values(faults))("$kind has a form and reads as words", (fault) => {
    expect(ownFields(fault).map(([name]) => name)).not.toContain("instance");
    const words = interventionText(scenario, at(1, fault.kind, startConfig(fault, 1)));
    expect(words.what).toBe(fault.title);
    expect(words.how).not.toMatch(/undefined|\[object/);
  });
});

describe("an intervention in a list", () => {
  it("names the instance and says how", () => {
    expect(interventionText(scenario, at(1, "pause", { instance: 2, durationMs: 60_000 }))).toEqual({
      what: "Pause",
      whom: "payment-service-2",
      how: "for 60 s",
    });
    expect(interventionText(scenario, at(1, "change-rate", { factor: 3 })).how).toBe("times 3×");
  });

  it("leaves out what does not apply", () => {
    const { how } = interventionText(scenario, at(1, "redrive", { which: "key", key: "order-3" }));
    expect(how).toMatch(/key order-3/);
    expect(how).not.toMatch(/offset|failed in/);
  });

  it("says choices in the words of the form, and of what can be on only what is on", () => {
    const redriven = (config: object) => interventionText(scenario, at(1, "redrive", config as never)).how;
    expect(redriven({})).toMatch(/^which all that wait, to where it came from .*, at most 10 \/s$/);
    expect(redriven({ goesOn: true })).toMatch(/, also what comes later$/);
  });

  it("of an unknown kind reads as it stands", () => {
    expect(interventionText(scenario, at(1, "melt"))).toMatchObject({
      what: "melt",
      whom: "payment-service",
    });
  });

  it("stands in its place in time", () => {
    expect(interventionsOf(scenario, ["payment"]).map((each) => each.kind)).toEqual(["crash", "stop"]);
    expect(interventionsOf(scenario, ["other"])).toEqual([]);
    expect(interventionsOf(scenario)).toHaveLength(2);
  });
});
