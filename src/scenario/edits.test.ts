import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "./document.ts";
import {
  addIntervention,
  addNode,
  addWire,
  changeIntervention,
  moveNodes,
  nextId,
  removeNodes,
  removeWire,
  renameNode,
  setConfig,
  setRunSetting,
  setScenarioName,
  setSeed,
} from "./edits.ts";

function shop(): Scenario {
  let s = emptyScenario("Shop");
  s = addNode(s, { id: "a", kind: "service", name: "orders", config: {}, position: { x: 0, y: 0 } });
  s = addNode(s, { id: "t", kind: "topic", name: "order-events", config: { partitions: 4 } });
  s = addNode(s, { id: "b", kind: "service", name: "payment", config: {} });
  s = addNode(s, { id: "g", kind: "consumer-group", name: "payment-group", config: { service: "b" } });
  s = addWire(s, { id: "w1", kind: "publishes", from: "a", to: "t" });
  s = addWire(s, { id: "w2", kind: "consumes", from: "t", to: "g" });
  s = addIntervention(s, { id: "i1", atMs: 5_000, kind: "crash", target: "b", config: { instance: 1 } });
  return addIntervention(s, { id: "i2", atMs: 1_000, kind: "poison-next", target: "t", config: {} });
}

describe("edits", () => {
  it("share what they do not touch", () => {
    const before = shop();
    const after = setConfig(before, "t", "partitions", 8);
    expect(after.nodes[1]?.config).toEqual({ partitions: 8 });
    expect(after.nodes[0]).toBe(before.nodes[0]);
    expect(after.wires).toBe(before.wires);
    expect(before.nodes[1]?.config).toEqual({ partitions: 4 });
  });

  it("return the very same document when nothing changes", () => {
    const s = shop();
    expect(setConfig(s, "t", "partitions", 4)).toBe(s);
    expect(setConfig(s, "t", "retentionMs", undefined)).toBe(s);
    expect(
      moveNodes(
        s,
        new Map([
          ["a", { x: 0, y: 0 }],
          ["nobody", { x: 1, y: 1 }],
        ]),
      ),
    ).toBe(s);
    expect(renameNode(s, "a", "orders")).toBe(s);
    expect(renameNode(s, "a", "  ")).toBe(s);
    expect(removeNodes(s, ["nobody"])).toBe(s);
    expect(removeWire(s, "nobody")).toBe(s);
    expect(setSeed(s, "1")).toBe(s);
    expect(setScenarioName(s, "Shop")).toBe(s);
    expect(setRunSetting(s, "durationMs", undefined)).toBe(s);
  });

  it("keep names unique by a number", () => {
    const s = renameNode(shop(), "b", "orders");
    expect(s.nodes[2]?.name).toBe("orders-2");
    const twice = addNode(s, { id: "c", kind: "service", name: "orders", config: {} });
    expect(twice.nodes.at(-1)?.name).toBe("orders-3");
  });

  it("remove a service with its group, their wires and what would have happened to it", () => {
    const s = removeNodes(shop(), ["b"]);
    expect(s.nodes.map((n) => n.id)).toEqual(["a", "t"]);
    expect(s.wires.map((w) => w.id)).toEqual(["w1"]);
    expect(s.interventions.map((i) => i.id)).toEqual(["i2"]);
  });

  it("keep interventions in order of time", () => {
    expect(shop().interventions.map((i) => i.id)).toEqual(["i2", "i1"]);
    const later = changeIntervention(shop(), "i2", { atMs: 9_000 });
    expect(later.interventions.map((i) => i.id)).toEqual(["i1", "i2"]);
  });

  it("take a setting out so that its initial value holds again", () => {
    expect(setConfig(shop(), "t", "partitions", undefined).nodes[1]?.config).toEqual({});
  });

  it("make ids that nothing in the document has", () => {
    let s = addNode(shop(), { id: "topic-7", kind: "topic", name: "x", config: {} });
    s = addNode(s, { id: "topic-x", kind: "topic", name: "y", config: {} });
    expect(nextId(s, "topic")).toBe("topic-8");
    expect(nextId(s, "wire")).toBe("wire-1");
  });
});
