/** A small shop for tests and for looking at the canvas: two topics, four services, one dead letter queue. */
import { emptyScenario, type Scenario, type ScenarioNode, type ScenarioWire } from "#scenario/document.ts";

const node = (
  id: string,
  kind: string,
  name: string,
  config: ScenarioNode["config"],
  x?: number,
  y?: number,
): ScenarioNode =>
  x === undefined || y === undefined
    ? { id, kind, name, config }
    : { id, kind, name, config, position: { x, y } };

const wire = (id: string, kind: string, from: string, to: string): ScenarioWire => ({ id, kind, from, to });

export function orderSystem(): Scenario {
  return {
    ...emptyScenario("Order system"),
    nodes: [
      node("order", "service", "order-service", { publishes: "poisson", ratePerSecond: 8 }, 0, 96),
      node("orders", "topic", "order-events", { partitions: 4 }, 288, 48),
      node("payment", "service", "payment-service", { instances: 3 }, 608, 0),
      node("payment-group", "consumer-group", "payment-group", { service: "payment" }),
      node("analytics", "service", "analytics-service", { instances: 4 }, 608, 224),
      node("analytics-group", "consumer-group", "analytics-group", { service: "analytics" }),
      node("shipping", "service", "shipping-service", { instances: 1, publishes: "per-message" }, 0, 288),
      node("shipping-group", "consumer-group", "shipping-group", { service: "shipping" }),
      node("shipments", "topic", "shipment-events", { partitions: 2 }, 288, 440),
      node("dead", "dead-letter-queue", "payment-dlq", {}, 904, 48),
    ],
    wires: [
      wire("w-1", "publishes", "order", "orders"),
      wire("w-2", "consumes", "orders", "payment-group"),
      wire("w-3", "consumes", "orders", "analytics-group"),
      wire("w-4", "dead-letters", "payment-group", "dead"),
      wire("w-5", "consumes", "orders", "shipping-group"),
      wire("w-6", "publishes", "shipping", "shipments"),
    ],
  };
}
