import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aligned, distributed, onGrid, type Alignment } from "./arrange.ts";
import { boxAround, type Box } from "./frames.ts";

const boxes = new Map<string, Box>([
  ["a", { x: 0, y: 0, width: 100, height: 40 }],
  ["b", { x: 150, y: 90, width: 50, height: 20 }],
  ["c", { x: 300, y: 10, width: 200, height: 100 }],
]);

const anyBoxes = fc
  .array(
    fc.record({
      x: fc.integer({ min: -2_000, max: 2_000 }),
      y: fc.integer({ min: -2_000, max: 2_000 }),
      width: fc.integer({ min: 16, max: 600 }),
      height: fc.integer({ min: 16, max: 600 }),
    }),
    { minLength: 3, maxLength: 12 },
  )
  .map((list) => new Map(list.map((box, i) => [`n${i}`, box])));

describe("aligning", () => {
  it.each<[Alignment, readonly number[]]>([
    ["left", [0, 0, 0]],
    ["right", [400, 450, 300]],
    ["centre", [200, 225, 150]],
  ])("brings the %s in line and leaves the heights", (alignment, xs) => {
    const places = aligned(boxes, alignment);
    expect([...places.values()].map(({ x }) => x)).toEqual(xs);
    expect([...places.values()].map(({ y }) => y)).toEqual([0, 90, 10]);
  });

  it.each<[Alignment, readonly number[]]>([
    ["top", [0, 0, 0]],
    ["bottom", [70, 90, 10]],
    ["middle", [35, 45, 5]],
  ])("brings the %s in line", (alignment, ys) => {
    expect([...aligned(boxes, alignment).values()].map(({ y }) => y)).toEqual(ys);
  });

  it("stays inside the box around everything", () => {
    fc.assert(
      fc.property(
        anyBoxes,
        fc.constantFrom<Alignment>("left", "centre", "right", "top", "middle", "bottom"),
        (some, to) => {
          const around = boxAround(some.values());
          for (const [id, { x, y }] of aligned(some, to)) {
            const box = some.get(id);
            expect(x).toBeGreaterThanOrEqual(around?.x ?? 0);
            expect(y).toBeGreaterThanOrEqual(around?.y ?? 0);
            expect(x + (box?.width ?? 0)).toBeLessThanOrEqual((around?.x ?? 0) + (around?.width ?? 0));
          }
        },
      ),
    );
  });
});

describe("spreading evenly", () => {
  it("makes the gaps equal and leaves both ends", () => {
    const places = distributed(boxes, "horizontally");
    expect(places.get("a")).toEqual({ x: 0, y: 0 });
    expect(places.get("b")).toEqual({ x: 175, y: 90 });
    expect(places.get("c")).toEqual({ x: 300, y: 10 });
  });

  it("needs three", () => {
    expect(distributed(new Map([...boxes].slice(0, 2)), "vertically").size).toBe(0);
  });

  it("leaves the order along the axis, and gaps that differ by rounding only", () => {
    fc.assert(
      fc.property(anyBoxes, (some) => {
        const places = distributed(some, "vertically");
        const row = [...some].sort(([, a], [, b]) => a.y - b.y || a.height - b.height);
        // What sticks out below the last one leaves no common gap to speak of.
        const ends = row.map(([id, box]) => (places.get(id)?.y ?? 0) + box.height);
        const gaps = row.slice(1).map(([id], i) => (places.get(id)?.y ?? 0) - (ends[i] ?? 0));
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe("the grid", () => {
  it("takes everything to its nearest point, once for all", () => {
    const moved = onGrid(new Map([["a", { x: 3, y: -5, width: 20, height: 20 }]]));
    expect(moved.get("a")).toEqual({ x: 0, y: -8 });
    expect(Object.is(onGrid(new Map([["a", { x: -1, y: 0, width: 9, height: 9 }]])).get("a")?.x, 0)).toBe(
      true,
    );
  });
});
