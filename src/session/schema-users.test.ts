import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { topicsOf, usersOf } from "./schema-users.ts";

const scenario: Scenario = {
  ...emptyScenario(),
  nodes: [
    { id: "s", kind: "service", name: "order-service", config: { writerVersion: 2 } },
    { id: "t", kind: "topic", name: "orders", config: { valueSubject: "subject-1" } },
    { id: "u", kind: "topic", name: "others", config: {} },
    { id: "g", kind: "consumer-group", name: "analytics", config: { readerVersion: 1 } },
    { id: "h", kind: "consumer-group", name: "payment", config: {} },
  ],
  wires: [
    { id: "w1", kind: "consumes", from: "t", to: "g" },
    { id: "w2", kind: "publishes", from: "s", to: "t" },
    { id: "w3", kind: "consumes", from: "u", to: "h" },
  ],
};

describe("who uses a subject", () => {
  it("is who writes to a topic that names it, and who reads that", () => {
    expect(usersOf(scenario, "subject-1")).toEqual([
      { nodeId: "s", name: "order-service", role: "writes", topic: "orders", version: 2 },
      { nodeId: "g", name: "analytics", role: "reads", topic: "orders", version: 1 },
    ]);
  });

  it("is nobody where no topic names it", () => {
    expect(usersOf(scenario, "")).toEqual([]);
    expect(topicsOf(scenario, "subject-1")).toEqual([{ nodeId: "t", name: "orders", part: "value" }]);
  });
});
