/** A small shop with a load that two instances carry and one does not. */
import type { Scenario } from "#scenario/document.ts";
import { emptyScenario } from "#scenario/document.ts";

/** 30 orders a second, each takes a payment 40 ms on average; 20 s long, polled one after the other. */
export function shop(durationMs = 20_000): Scenario {
  return {
    ...emptyScenario("Shop"),
    seed: "shop",
    settings: { durationMs },
    nodes: [
      {
        id: "orders",
        kind: "service",
        name: "orders",
        config: { publishes: "poisson", ratePerSecond: 30, keys: "uniform" },
      },
      { id: "topic", kind: "topic", name: "order-events", config: { partitions: 6 } },
      { id: "paying", kind: "service", name: "payment", config: { instances: 1, serviceTimeMs: 40 } },
      {
        id: "group",
        kind: "consumer-group",
        name: "payments",
        config: { service: "paying", initialRebalanceDelayMs: 0 },
      },
    ],
    wires: [
      { id: "w1", kind: "publishes", from: "orders", to: "topic" },
      { id: "w2", kind: "consumes", from: "topic", to: "group" },
    ],
  };
}
