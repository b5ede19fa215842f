import { describe, expect, it } from "vitest";
import { FORMAT } from "#scenario/document.ts";
import { wires } from "./0001-wires.ts";
import { migrations } from "./index.ts";

describe("migrations", () => {
  it("form one line from the first draft to the present format", () => {
    let format = "eventyard/0";
    for (const step of migrations) {
      expect(step.from).toBe(format);
      format = step.to;
    }
    expect(format).toBe(FORMAT);
  });

  it("turns the draft's edges into wires", () => {
    const before = {
      name: "Draft",
      seed: 7,
      nodes: [],
      edges: [{ id: "e1", type: "publishes", source: "a", target: "b" }],
    };
    expect(wires.migrate(before)).toEqual({
      name: "Draft",
      seed: "7",
      nodes: [],
      wires: [{ id: "e1", kind: "publishes", from: "a", to: "b" }],
    });
  });

  it("passes on what does not look as expected", () => {
    expect(wires.migrate({ edges: 3, seed: [1] })).toEqual({ wires: 3, seed: [1] });
    expect(wires.migrate({ edges: [null, { id: "e" }] })).toEqual({ wires: [null, { id: "e" }] });
  });
});
