import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { problemTarget } from "./problem-target.ts";

const scenario: Scenario = {
  ...emptyScenario(),
  nodes: [
    { id: "a", kind: "service", name: "orders", config: {} },
    { id: "b", kind: "topic", name: "order-events", config: {} },
  ],
  wires: [{ id: "w", kind: "publishes", from: "a", to: "b" }],
  interventions: [{ id: "i", atMs: 1, kind: "crash", target: "a", config: {} }],
};

describe("problemTarget", () => {
  it("finds the node or wire that a path points at", () => {
    expect(problemTarget(scenario, "nodes[1].config.partitions")).toEqual({
      is: "node",
      id: "b",
      name: "order-events",
    });
    expect(problemTarget(scenario, "wires[0].to")).toEqual({ is: "wire", id: "w" });
    expect(problemTarget(scenario, "interventions[0].config.instance")).toEqual({
      is: "node",
      id: "a",
      name: "orders",
    });
  });

  it("finds nothing where there is nothing", () => {
    expect(problemTarget(scenario, "settings.durationMs")).toBeNull();
    expect(problemTarget(scenario, "nodes[9]")).toBeNull();
    expect(problemTarget(scenario, "")).toBeNull();
  });
});
