import { describe, expect, it } from "vitest";
import { linePath, mostOf } from "./lines.ts";

const box = { width: 100, height: 50, untilUs: 10, most: 4 };

describe("the lines of a small chart", () => {
  it("go from left to right and up, and break where a value is unknown", () => {
    expect(linePath([0, 5, 10], [0, 2, 4], box)).toBe("M0.0 50.0L50.0 25.0L100.0 0.0");
    expect(linePath([0, 5, 10], [0, null, 4], box)).toBe("M0.0 50.0M100.0 0.0");
    expect(linePath([], [], box)).toBe("");
  });

  it("leave no peak out where there are more values than points", () => {
    const values = Array.from({ length: 1_000 }, (_, at) => (at === 501 ? 4 : 1));
    const times = values.map((_, at) => at / 100);
    expect(linePath(times, values, box)).toContain(" 0.0");
  });

  it("share one scale, and a flat line at 0 has one, too", () => {
    expect(mostOf([[1, null, 3], [7]], 1)).toBe(7);
    expect(mostOf([[0, 0], []], 1)).toBe(1);
  });
});
