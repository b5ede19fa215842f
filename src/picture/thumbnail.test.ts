import { describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { orderSystem } from "./order-system.fixture.ts";
import { svgText } from "./svg.ts";
import { PAGE_COLOURS, thumbnail } from "./thumbnail.ts";

describe("a thumbnail", () => {
  it("shows each card and wire in the page's colours, and no words", () => {
    const scenario = orderSystem();
    const text = svgText(thumbnail(scenario, PAGE_COLOURS));
    const cards = scenario.nodes.filter(({ kind }) => kind !== "consumer-group").length;
    expect(text.match(/<rect /g)).toHaveLength(cards);
    expect(text.match(/<path /g)).toHaveLength(cards + scenario.wires.length);
    expect(text).not.toContain("<text");
    expect(text).not.toMatch(/#[0-9a-f]{6}/);
  });

  it("shows a lone card small, and nothing of an empty scenario", () => {
    const lone = { ...orderSystem(), nodes: orderSystem().nodes.slice(0, 1), wires: [] };
    const [, , width] = String(thumbnail(lone, PAGE_COLOURS).attributes["viewBox"]).split(" ").map(Number);
    expect(width).toBeGreaterThan(600);
    expect(thumbnail(emptyScenario(), PAGE_COLOURS).children).toEqual([]);
  });
});
