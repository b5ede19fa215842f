import { describe, expect, it } from "vitest";
import { cardSize, instanceSlots, portsOf, topicRows } from "./card-size.ts";
import { orderSystem } from "./order-system.fixture.ts";

const scenario = orderSystem();
const node = (id: string) => scenario.nodes.find((each) => each.id === id)!;

describe("the size of a card", () => {
  it("stands on the 8 px grid for every kind", () => {
    for (const each of scenario.nodes) {
      const { width, height } = cardSize(scenario, each);
      expect([width % 8, height % 8], each.id).toEqual([0, 0]);
    }
  });

  it("has room for every instance that an intervention brings", () => {
    const scaled = {
      ...scenario,
      interventions: [
        { id: "i-1", atMs: 5, kind: "scale", target: "payment", config: { instances: 5 } },
        { id: "i-2", atMs: 9, kind: "scale", target: "analytics", config: { instances: 60 } },
      ],
    };
    expect(instanceSlots(scaled, node("payment"))).toBe(5);
    expect(cardSize(scaled, node("payment")).height).toBeGreaterThan(
      cardSize(scenario, node("payment")).height,
    );
  });

  it("grows with partitions and groups up to a bound", () => {
    let before = 0;
    for (let partitions = 1; partitions <= 10; partitions += 1) {
      const { height } = topicRows(partitions, 1);
      expect(height).toBeGreaterThanOrEqual(before);
      before = height;
    }
    for (let partitions = 1; partitions <= 1000; partitions += 7) {
      for (let groups = 0; groups <= 5; groups += 1) {
        const rows = topicRows(partitions, groups);
        expect(rows.rows * rows.rowHeight).toBeLessThanOrEqual(320);
        expect(rows.rows * rows.partitionsPerRow).toBeGreaterThanOrEqual(partitions);
      }
    }
  });

  it("leaves room for the bar and every lane of a row", () => {
    for (let groups = 0; groups <= 6; groups += 1) {
      const rows = topicRows(4, groups);
      if (rows.detail !== "strip")
        expect(rows.barHeight + groups * rows.laneHeight).toBeLessThanOrEqual(rows.rowHeight);
    }
  });
});

describe("the ports of a card", () => {
  it("stand on its left and right edge", () => {
    for (const each of scenario.nodes) {
      const ports = portsOf(scenario, each);
      const { width } = cardSize(scenario, each);
      for (const port of [ports.out, ports.failed]) if (port !== null) expect(port.x).toBe(width);
      if (ports.in !== null) expect(ports.in.x).toBe(0);
    }
  });

  it("give a service a way for failed messages only where it reads", () => {
    expect(portsOf(scenario, node("payment")).failed).not.toBeNull();
    expect(portsOf(scenario, node("order")).failed).toBeNull();
  });
});
