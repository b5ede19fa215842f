import { describe, expect, it } from "vitest";
import type { Box } from "#scenario/frames.ts";
import { alignment, guidesFor, neighbours } from "./align.ts";

const box = (x: number, y: number, width = 200, height = 100): Box => ({ x, y, width, height });

describe("a dragged box", () => {
  it("is drawn to equal left edges, middles and right edges within reach", () => {
    expect(alignment(box(6, 300), [box(0, 0)], 8).dx).toBe(-6);
    expect(alignment(box(43, 300, 120), [box(0, 0)], 8).dx).toBe(-3);
    expect(alignment(box(96, 300, 100), [box(0, 0)], 8).dx).toBe(4);
  });

  it("is left alone where nothing is near", () => {
    expect(alignment(box(60, 330), [box(0, 0)], 8)).toEqual({ dx: null, dy: null });
  });

  it("takes the nearest of several", () => {
    expect(alignment(box(6, 300), [box(0, 0), box(8, 500)], 8).dx).toBe(2);
  });

  it("repeats the distance of its row", () => {
    const row = [box(0, 0), box(240, 0)];
    expect(alignment(box(483, 12), row, 8).dx).toBe(-3);
    expect(guidesFor(box(480, 12), row).filter(({ is }) => is === "gap")).toEqual([
      { is: "gap", x1: 200, y1: 62, x2: 240, y2: 62 },
      { is: "gap", x1: 440, y1: 62, x2: 480, y2: 62 },
    ]);
  });

  it("comes to the middle between two of its row", () => {
    expect(alignment(box(297, 20, 100), [box(0, 0), box(500, 0)], 8).dx).toBe(3);
    expect(
      guidesFor(box(300, 20, 100), [box(0, 0), box(500, 0)]).filter(({ is }) => is === "gap"),
    ).toHaveLength(2);
  });

  it("shows a line through everything that lies in line", () => {
    expect(guidesFor(box(0, 300), [box(0, 0), box(0, 600, 80)])).toContainEqual({
      is: "line",
      x1: 0,
      y1: 0,
      x2: 0,
      y2: 700,
    });
  });
});

it("only what is near is a neighbour", () => {
  expect(neighbours(box(0, 0), [box(5_000, 0), box(300, 0), box(100, 0)])).toEqual([
    box(100, 0),
    box(300, 0),
  ]);
});
