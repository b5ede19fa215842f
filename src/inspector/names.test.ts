import { describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { nameProblem } from "./names.ts";

const scenario = {
  ...emptyScenario(),
  nodes: [
    { id: "a", kind: "topic", name: "orders", config: {} },
    { id: "b", kind: "consumer-group", name: "payment", config: {} },
  ],
};

describe("a node's name", () => {
  it("is its own", () => expect(nameProblem(scenario, "a", " orders ")).toBeNull());
  it("is no other node's", () =>
    expect(nameProblem(scenario, "a", "payment")).toBe(
      'Another consumer group is called "payment" already.',
    ));
  it("is not empty", () => expect(nameProblem(scenario, "a", "  ")).toMatch(/^A name is needed/));
});
