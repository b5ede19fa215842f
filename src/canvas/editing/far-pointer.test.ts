import { describe, expect, it } from "vitest";
import { boxesOf } from "#session/boxes.ts";
import { startWithScenario } from "#session/scenario-store.ts";
import { orderSystem } from "#picture/order-system.fixture.ts";
import { cardAtPlace, wireAtPlace } from "./far-pointer.ts";

const scenario = orderSystem();
startWithScenario(scenario);
const boxOf = (id: string) => boxesOf(scenario).get(id)!;

describe("what is drawn at a place, though it is not on the page", () => {
  it("is the card whose box holds the place", () => {
    const { x, y, width, height } = boxOf("payment");
    expect(cardAtPlace({ x: x + width / 2, y: y + height / 2 })).toBe("payment");
    expect(cardAtPlace({ x: x - 1, y: y - 1 })).toBeNull();
  });

  it("is the nearest wire within reach, from port to port", () => {
    const [order, orders] = [boxOf("order"), boxOf("orders")];
    const start = { x: order.x + order.width, y: order.y + 20 };
    expect(wireAtPlace({ x: start.x + 2, y: start.y + 3 }, 8)).toBe("w-1");
    expect(wireAtPlace({ x: orders.x - 2, y: orders.y + 21 }, 8)).toBe("w-1");
    expect(wireAtPlace({ x: start.x + 20, y: start.y - 300 }, 8)).toBeNull();
  });
});
