import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { select } from "d3-selection";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { slimXyflow } from "../slim-libraries.mjs";
import { interpolate, interpolateZoom } from "./view-path.mjs";
import { interrupt } from "./view-transition.mjs";

/** What d3-zoom sees of a selection under way. */
interface Moving {
  duration(ms: number): Moving;
  ease(ease: (share: number) => number): Moving;
  on(events: string, listener: () => void): Moving;
  tween(name: string, begin: () => (share: number) => void): Moving;
}

describe("a view on its way", () => {
  let nowMs = 0;
  let frames = new Map<number, () => void>();
  beforeEach(() => {
    nowMs = 0;
    frames = new Map();
    vi.stubGlobal("performance", { now: () => nowMs });
    vi.stubGlobal("requestAnimationFrame", (draw: () => void) => {
      frames.set(frames.size + 1, draw);
      return frames.size;
    });
    vi.stubGlobal("cancelAnimationFrame", (request: number) => frames.set(request, () => {}));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const pictureAt = (ms: number) => {
    nowMs = ms;
    const due = [...frames.entries()].at(-1);
    due?.[1]();
  };
  const move = (element: Element, told: string[]) =>
    (select(element) as unknown as { transition(): Moving })
      .transition()
      .duration(100)
      .ease((share) => share * share)
      .on("end", () => told.push("end"))
      .on("start.zoom", () => told.push("start"))
      .on("interrupt.zoom end.zoom", () => told.push("over"))
      .tween("zoom", () => (share) => told.push(share.toFixed(2)));
  const anElement = (): Element => ({}) as Element;

  test("goes from its start over eased shares of the way to its whole and its end", () => {
    const told: string[] = [];
    move(anElement(), told);
    pictureAt(0);
    pictureAt(50);
    pictureAt(120);
    expect(told).toEqual(["start", "0.00", "0.25", "1.00", "end", "over"]);
  });

  test("stops where it is when it is interrupted, and never ends", () => {
    const told: string[] = [];
    const element = anElement();
    move(element, told);
    pictureAt(50);
    interrupt(element);
    pictureAt(120);
    expect(told).toEqual(["start", "0.25", "over"]);
  });

  test("tells nobody of its end where it had not started", () => {
    const told: string[] = [];
    const element = anElement();
    move(element, told);
    interrupt(element);
    pictureAt(120);
    expect(told).toEqual([]);
  });

  test("makes way for the next one of its element", () => {
    const [first, second]: [string[], string[]] = [[], []];
    const element = anElement();
    move(element, first);
    pictureAt(50);
    move(element, second);
    pictureAt(60);
    expect([first, second]).toEqual([
      ["start", "0.25", "over"],
      ["start", "0.01"],
    ]);
  });
});

describe("the path between two views", () => {
  const rounded = (view: readonly number[]) => view.map((value) => Math.round(value * 1000) / 1000);

  test("begins at the one and ends at the other", () => {
    const path = interpolateZoom([10, 20, 300], [500, -40, 80]);
    expect(rounded(path(0))).toEqual([10, 20, 300]);
    expect(rounded(path(1))).toEqual([500, -40, 80]);
  });

  test("goes over a wider view where the way is far", () => {
    // In the middle of the way, 100 · √(1 + 10²) at ρ = √2.
    expect(rounded(interpolateZoom([0, 0, 100], [1000, 0, 100])(0.5))).toEqual([500, 0, 1004.988]);
  });

  test("grows by equal factors in equal times where only the nearness changes", () => {
    expect(rounded(interpolateZoom([5, 5, 100], [5, 5, 400])(0.5))).toEqual([5, 5, 200]);
  });

  test("is a straight line when asked for", () => {
    expect(interpolate([0, 0, 100], [10, 20, 300])(0.5)).toEqual([5, 10, 200]);
  });
});

describe("xyflow in the build", () => {
  test("the installed version is as it is known here", () => {
    const file = createRequire(import.meta.url)
      .resolve("@xyflow/react")
      .replace("/umd/", "/esm/");
    const code = slimXyflow(readFileSync(file, "utf8"));
    expect(code).toContain("const MiniMap = /*#__PURE__*/ memo(");
    expect(code).not.toContain("displayName = ");
  });

  test("one that is written differently is refused", () => {
    expect(() => slimXyflow("export const ReactFlow = 1;")).toThrow("@xyflow/react has changed");
  });
});
