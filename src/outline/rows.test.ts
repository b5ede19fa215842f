import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { outlineRows, rowAfter, type Asked, type Row } from "./rows.ts";

function orderSystem(): Scenario {
  const result = admit(readFileSync(new URL("../../public/gallery/order-system.json", import.meta.url)));
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return result.value;
}

const ask = (more: Partial<Asked> = {}): Asked => ({
  grouping: "kind",
  turned: new Set(),
  filter: "",
  instances: new Map(),
  ...more,
});
const drawn = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ level, label }) => `${"  ".repeat(level - 1)}${label}`);
const keyOf = (rows: readonly Row[], label: string): string =>
  rows.find((row) => row.label === label)?.key ?? "";

describe("the rows", () => {
  it("stand under what they are, in the order in which messages flow", () => {
    expect(drawn(outlineRows(orderSystem(), ask()))).toEqual([
      "Services",
      "  order-service",
      "  payment-service",
      "  analytics-service",
      "  inventory-service",
      "  shipping-service",
      "Topics",
      "  order-events",
      "  stock-events",
    ]);
  });

  it("stand along the flow without headings, where that is asked for", () => {
    const rows = outlineRows(orderSystem(), ask({ grouping: "flow" }));
    expect(rows[0]).toMatchObject({ label: "order-service", level: 1, kind: "service" });
  });

  it("show what is inside an opened one: instances, the group, the wires", () => {
    const scenario = orderSystem();
    const key = keyOf(outlineRows(scenario, ask()), "payment-service");
    const rows = outlineRows(scenario, ask({ turned: new Set([key]) }));
    expect(drawn(rows.filter((row) => row.parent === key)).map((line) => line.trim())).toEqual([
      "payment-service-1",
      "payment-service-2",
      "payment",
      "reads order-events",
    ]);
  });

  it("have as many instances as the run has, where that is more than drawn", () => {
    const scenario = orderSystem();
    const service = scenario.nodes.find(({ name }) => name === "payment-service");
    const turned = new Set([`node ${service?.id}`]);
    const rows = outlineRows(scenario, ask({ turned, instances: new Map([[service?.id ?? "", 5]]) }));
    expect(rows.filter(({ target }) => target.is === "instance")).toHaveLength(5);
  });

  it("tell their place among those of the same parent", () => {
    const rows = outlineRows(orderSystem(), ask());
    for (const row of rows) {
      const same = rows.filter(({ parent }) => parent === row.parent);
      expect(row.setSize).toBe(same.length);
      expect(same[row.position - 1]).toBe(row);
    }
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it("found by words keep what they stand in, however deep", () => {
    const rows = outlineRows(orderSystem(), ask({ filter: "payment instance" }));
    expect(drawn(rows).map((line) => line.trim())).toEqual([
      "Services",
      "payment-service",
      "payment-service-1",
      "payment-service-2",
    ]);
    expect(outlineRows(orderSystem(), ask({ filter: "no such thing" }))).toEqual([]);
  });

  it("list interventions, notes and frames", () => {
    const scenario: Scenario = {
      ...emptyScenario(),
      nodes: [{ id: "s", kind: "service", name: "shop", config: {} }],
      interventions: [{ id: "c", atMs: 57_000, kind: "crash", target: "s", config: { instance: 1 } }],
      notes: [{ id: "n", text: "look here" }],
      frames: [{ id: "f", name: "left", position: { x: 0, y: 0 }, size: { width: 10, height: 10 } }],
    };
    expect(drawn(outlineRows(scenario, ask()))).toEqual([
      "Services",
      "  shop",
      "Interventions",
      "  Crash shop-1",
      "Notes and frames",
      "  left",
      "  look here",
    ]);
  });
});

describe("keys in the tree", () => {
  const rows = outlineRows(orderSystem(), ask());
  const [first, second] = rows;
  const last = rows.at(-1);

  it("go up, down and to the ends, and stop there", () => {
    expect(rowAfter(rows, first?.key ?? "", "ArrowDown", 10)).toBe(second?.key);
    expect(rowAfter(rows, first?.key ?? "", "ArrowUp", 10)).toBe(first?.key);
    expect(rowAfter(rows, first?.key ?? "", "End", 10)).toBe(last?.key);
    expect(rowAfter(rows, last?.key ?? "", "PageUp", 1_000)).toBe(first?.key);
  });

  it("go left to the parent of what is closed, and right into what is open", () => {
    expect(rowAfter(rows, second?.key ?? "", "ArrowLeft", 10)).toBe(first?.key);
    expect(rowAfter(rows, first?.key ?? "", "ArrowLeft", 10)).toBeNull();
    expect(rowAfter(rows, first?.key ?? "", "ArrowRight", 10)).toBe(second?.key);
    expect(rowAfter(rows, second?.key ?? "", "ArrowRight", 10)).toBeNull();
  });
});
