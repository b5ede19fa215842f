import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { placeBeside, tiles } from "./parts.ts";

const node = (id: string, kind: string, x: number, y: number) => ({
  id,
  kind,
  name: id,
  config: {},
  position: { x, y },
});
const scenario: Scenario = {
  ...emptyScenario(),
  nodes: [
    node("shop", "service", 0, 0),
    node("orders", "topic", 320, 0),
    node("dlq", "dead-letter-queue", 0, 900),
  ],
};

describe("the palette", () => {
  it("offers the ready-made roles first, then every kind that stands on its own", () => {
    expect(tiles().map((tile) => tile.adds)).toEqual([
      "producer",
      "consumer",
      "service",
      "topic",
      "dead-letter-queue",
      "cluster",
      "schema-registry",
      "database",
      "event-store",
    ]);
  });

  it("gives every tile a glyph and one sentence", () => {
    for (const tile of tiles()) {
      expect(tile.glyph).toMatch(/^M/);
      expect(tile.summary).toMatch(/\.$/);
    }
  });
});

describe("a tile that was clicked", () => {
  it("goes to the right of the selected node, below what stands there already", () => {
    expect(placeBeside(scenario, "orders")).toEqual({ x: 640, y: 0 });
    expect(placeBeside(scenario, "shop")).toEqual({ x: 320, y: 240 });
    expect(placeBeside(scenario, "nothing")).toBeUndefined();
  });
});
