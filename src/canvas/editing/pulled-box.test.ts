import { describe, expect, it } from "vitest";
import { pulledBox } from "./pulled-box.ts";

const box = { x: 80, y: 40, width: 200, height: 120 };

describe("a pulled box", () => {
  it("moves the edges that the grip holds, onto the grid, and no others", () => {
    expect(pulledBox(box, "right", 30, 99)).toEqual({ ...box, width: 232 });
    expect(pulledBox(box, "bottom", 99, 21)).toEqual({ ...box, height: 144 });
    expect(pulledBox(box, "corner", 8, -8)).toEqual({ ...box, width: 208, height: 112 });
  });

  it("keeps the far corner where the upper left is pulled", () => {
    const pulled = pulledBox(box, "top-left", 40, 16);
    expect(pulled).toEqual({ x: 120, y: 56, width: 160, height: 104 });
    expect([pulled.x + pulled.width, pulled.y + pulled.height]).toEqual([280, 160]);
  });

  it("stays large enough to be taken hold of, however far it is pulled in", () => {
    expect(pulledBox(box, "corner", -900, -900)).toMatchObject({ width: 48, height: 48 });
    expect(pulledBox(box, "top-left", 900, 900)).toEqual({ x: 232, y: 112, width: 48, height: 48 });
  });
});
