import { describe, expect, it } from "vitest";
import { boxesOf } from "#session/boxes.ts";
import { orderSystem } from "#picture/order-system.fixture.ts";
import { INSTANCE_ROW_HEIGHT } from "#picture/card-size.ts";
import { instanceAtPlace, instancePlace } from "./instance-place.ts";

const scenario = orderSystem();

describe("the instance under a point", () => {
  it("is the one whose row or square is drawn there", () => {
    const box = boxesOf(scenario).get("payment")!;
    for (let index = 0; index < 3; index += 1) {
      const at = instancePlace(index, 3, true);
      const middle = { x: box.x + at.left + at.width / 2, y: box.y + at.top + INSTANCE_ROW_HEIGHT / 2 };
      expect(instanceAtPlace(scenario, "payment", middle)).toBe(index + 1);
    }
  });

  it("is none beside the rows, and on no card but a service's", () => {
    const box = boxesOf(scenario).get("payment")!;
    expect(instanceAtPlace(scenario, "payment", { x: box.x + 20, y: box.y + 10 })).toBeNull();
    const topic = boxesOf(scenario).get("orders")!;
    expect(instanceAtPlace(scenario, "orders", { x: topic.x + 20, y: topic.y + 60 })).toBeNull();
  });
});
