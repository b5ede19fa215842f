import { describe, expect, it } from "vitest";
import { pixelSize, resized } from "./size.ts";
import { svg } from "./svg.ts";

const of = (width: number, height: number) => svg("svg", { width, height });

describe("the pixels of a picture", () => {
  it("are as many as asked for", () => {
    expect(pixelSize(of(400, 301), 2)).toEqual({ width: 800, height: 602, scale: 2 });
    expect(resized(of(400, 300), { width: 800, height: 600, scale: 2 }).attributes).toEqual({
      width: 800,
      height: 600,
    });
  });

  it("are never more than pictures can have", () => {
    const wide = pixelSize(of(2_000_000, 100), 2);
    expect(wide.width).toBeLessThanOrEqual(16_000);
    expect(wide.height).toBeGreaterThanOrEqual(1);
    const large = pixelSize(of(10_000, 10_000), 4);
    expect(large.width * large.height).toBeLessThanOrEqual(64_100_000);
  });
});
