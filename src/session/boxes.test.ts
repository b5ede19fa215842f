import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { roomFor } from "./boxes.ts";

const SIZE = { width: 100, height: 40 };

const noted = (...places: readonly (readonly [number, number])[]): Scenario => ({
  ...emptyScenario(),
  notes: places.map(([x, y], index) => ({
    id: `note-${index + 1}`,
    text: "",
    position: { x, y },
    size: { width: 200, height: 200 },
  })),
});

describe("room for something new", () => {
  it("is the wished place where nothing lies there", () => {
    expect(roomFor(noted([500, 500]), SIZE, { x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
  });

  it("is found beside what lies there, and never over it", () => {
    const place = roomFor(noted([0, 0]), SIZE, { x: 50, y: 100 });
    expect(
      place.y >= 216 || place.y + SIZE.height <= -16 || place.x >= 216 || place.x + SIZE.width <= -16,
    ).toBe(true);
    expect(place).toEqual({ x: 50, y: 220 });
  });

  it("may be inside a frame, which is there to hold things", () => {
    const framed: Scenario = {
      ...emptyScenario(),
      frames: [
        { id: "frame-1", name: "Shop", position: { x: -200, y: -200 }, size: { width: 900, height: 900 } },
      ],
    };
    expect(roomFor(framed, SIZE, { x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
  });
});
