import { expect, it } from "vitest";
import { mapScale } from "./minimap-scale.ts";

const size = { width: 192, height: 128 };

it("drawing and view both fit into the minimap, in its middle", () => {
  const drawing = { x: -400, y: 0, width: 3_000, height: 500 };
  const seen = { x: 2_000, y: -900, width: 1_440, height: 900 };
  const { left, top, factor } = mapScale(drawing, seen, size);
  for (const box of [drawing, seen]) {
    const [x, y] = [(box.x - left) * factor, (box.y - top) * factor];
    expect(x).toBeGreaterThanOrEqual(7.9);
    expect(y).toBeGreaterThanOrEqual(7.9);
    expect(x + box.width * factor).toBeLessThanOrEqual(size.width - 7.9);
    expect(y + box.height * factor).toBeLessThanOrEqual(size.height - 7.9);
  }
});
