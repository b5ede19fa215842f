import { describe, expect, it } from "vitest";
import { place, placeAt } from "./place.ts";

const viewport = { width: 1000, height: 600 };
const size = { width: 200, height: 100 };

describe("place", () => {
  it("stands on the wished side where there is room", () => {
    expect(place({ left: 400, top: 300, width: 40, height: 20 }, size, viewport, "below", "start")).toEqual({
      left: 400,
      top: 326,
    });
    expect(place({ left: 400, top: 300, width: 40, height: 20 }, size, viewport, "above", "center")).toEqual({
      left: 320,
      top: 194,
    });
  });

  it("goes to the other side where the wished one has no room", () => {
    expect(place({ left: 400, top: 570, width: 40, height: 20 }, size, viewport, "below", "end").top).toBe(
      464,
    );
    expect(place({ left: 400, top: 10, width: 40, height: 20 }, size, viewport, "above", "end").top).toBe(36);
  });

  it("never leaves the window", () => {
    for (const left of [0, 10, 990]) {
      const at = place({ left, top: 590, width: 10, height: 10 }, size, viewport, "below", "center");
      expect(at.left).toBeGreaterThanOrEqual(0);
      expect(at.left + size.width).toBeLessThanOrEqual(viewport.width);
      expect(at.top + size.height).toBeLessThanOrEqual(viewport.height);
    }
  });
});

describe("placeAt", () => {
  it("opens to the lower right of the point where there is room", () => {
    expect(placeAt({ x: 100, y: 50 }, size, viewport)).toEqual({ left: 100, top: 50 });
  });

  it("opens to the other side near an edge, and never leaves the window", () => {
    expect(placeAt({ x: 900, y: 550 }, size, viewport)).toEqual({ left: 700, top: 450 });
    expect(placeAt({ x: 50, y: 20 }, { width: 970, height: 590 }, viewport)).toEqual({ left: 6, top: 6 });
  });
});
