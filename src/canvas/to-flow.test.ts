import { describe, expect, it } from "vitest";
import { orderSystem } from "#picture/order-system.fixture.ts";
import { cardLabel, toEdges, toNodes } from "./to-flow.ts";

describe("the document as cards and wires", () => {
  it("draws a consumer group inside its service and no card of its own", () => {
    const ids = toNodes(orderSystem()).map((node) => node.id);
    expect(ids).toContain("payment");
    expect(ids).not.toContain("payment-group");
  });

  it("keeps a group whose service is gone visible, so that it can be deleted", () => {
    const scenario = orderSystem();
    const orphaned = { ...scenario, nodes: scenario.nodes.filter((node) => node.id !== "payment") };
    expect(toNodes(orphaned).find((node) => node.id === "payment-group")?.type).toBe("unknown");
  });

  it("leads a group's wires to its service's card", () => {
    const edges = toEdges(orderSystem());
    expect(edges.find((edge) => edge.id === "w-2")).toMatchObject({
      source: "orders",
      target: "payment",
      sourceHandle: "out",
    });
    expect(edges.find((edge) => edge.id === "w-4")).toMatchObject({
      source: "payment",
      target: "dead",
      sourceHandle: "failed",
    });
  });

  it("names cards and wires in words", () => {
    const scenario = orderSystem();
    expect(scenario.nodes.slice(0, 3).map(cardLabel)).toEqual([
      "order-service, service, 1 instance",
      "order-events, topic, 4 partitions",
      "payment-service, service, 3 instances",
    ]);
    expect(toEdges(scenario)[0]?.ariaLabel).toBe("order-service publishes to order-events");
  });

  it("shows a kind that it does not know and places what has no position", () => {
    const scenario = orderSystem();
    const node = { id: "x", kind: "wormhole", name: "hole", config: {} };
    const card = toNodes({ ...scenario, nodes: [...scenario.nodes, node] }).at(-1);
    expect(card).toMatchObject({ id: "x", type: "unknown" });
    expect(Number.isFinite(card?.position.x)).toBe(true);
  });

  it("leaves out a wire that dangles", () => {
    const scenario = orderSystem();
    const dangling = { ...scenario, wires: [{ id: "w", kind: "publishes", from: "order", to: "nowhere" }] };
    expect(toEdges(dangling)).toEqual([]);
  });
});
