import { describe, expect, it } from "vitest";
import { PATH_STEPS, curveData, curvePoint, pathTable, pointAlong, wireCurve } from "./wire-path.ts";

describe("the path of a wire", () => {
  it("begins and ends at its ports", () => {
    const path = pathTable(wireCurve({ x: 10, y: 20 }, { x: 300, y: 120 }));
    expect(pointAlong(path, 0)).toEqual({ x: 10, y: 20 });
    expect(pointAlong(path, 1).x).toBeCloseTo(300, 6);
    expect(pointAlong(path, 1).y).toBeCloseTo(120, 6);
    expect(pointAlong(path, 7)).toEqual(pointAlong(path, 1));
  });

  it("has a table of equal steps, also where the curve loops back", () => {
    for (const to of [
      { x: 300, y: 120 },
      { x: -200, y: 60 },
      { x: 12, y: -400 },
    ]) {
      const path = pathTable(wireCurve({ x: 0, y: 0 }, to));
      for (let step = 1; step <= PATH_STEPS; step += 1) {
        const [a, b] = [pointAlong(path, (step - 1) / PATH_STEPS), pointAlong(path, step / PATH_STEPS)];
        expect(Math.sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2)).toBeLessThan(
          (path.length / PATH_STEPS) * 1.05,
        );
        expect(Math.sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2)).toBeGreaterThan(
          (path.length / PATH_STEPS) * 0.8,
        );
      }
    }
  });

  it("is a straight line between level ports", () => {
    const curve = wireCurve({ x: 0, y: 40 }, { x: 80, y: 40 });
    for (let t = 0; t <= 1; t += 0.1) expect(curvePoint(curve, t).y).toBeCloseTo(40, 9);
    expect(curveData(curve)).toMatch(/^M0,40 C/);
  });

  it("gives one point where both ends are the same", () => {
    const path = pathTable([5, 5, 5, 5, 5, 5, 5, 5]);
    expect(pointAlong(path, 0.5)).toEqual({ x: 5, y: 5 });
  });
});
