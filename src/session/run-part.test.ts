import { describe, expect, it } from "vitest";
import { emptyScenario, type Intervention, type Scenario } from "#scenario/document.ts";
import type { SchemaSubject, SchemaVersion } from "#scenario/document.ts";
import { addNode, moveNodes, renameNode, setConfig, setRunSetting, setSeed } from "#scenario/edits.ts";
import { fakeLayout } from "./worker/fake-worker.fixture.ts";
import { differsFrom, relabel, runPart } from "./run-part.ts";

function scenario(...interventions: Intervention[]): Scenario {
  const one = addNode(emptyScenario(), {
    id: "s-1",
    kind: "service",
    name: "orders",
    config: {},
    position: { x: 0, y: 0 },
  });
  return { ...addNode(one, { id: "t-1", kind: "topic", name: "events", config: {} }), interventions };
}

const crash = (id: string, atMs: number): Intervention => ({
  id,
  atMs,
  kind: "crash",
  target: "s-1",
  config: {},
});
const orders = (versions: readonly SchemaVersion[]): SchemaSubject => ({
  id: "orders",
  name: "orders-value",
  format: "avro",
  mode: "",
  versions,
});
const differs = (before: Scenario, after: Scenario) => differsFrom(runPart(before), runPart(after));

describe("the part of a document that decides the run", () => {
  it("stays the same when things are moved, renamed, described, annotated or listed in another order", () => {
    const before = scenario();
    expect(differs(before, moveNodes(before, new Map([["s-1", { x: 9, y: 9 }]])))).toBeNull();
    expect(differs(before, renameNode(before, "s-1", "shop"))).toBeNull();
    expect(differs(before, { ...before, nodes: before.nodes.toReversed() })).toBeNull();
    const told = {
      ...before,
      name: "x",
      description: "y",
      notes: [{ id: "n", text: "z", position: { x: 1, y: 1 }, size: { width: 90, height: 90 } }],
      frames: [{ id: "f", name: "F", position: { x: 0, y: 0 }, size: { width: 400, height: 400 } }],
      lookAt: [{ atMs: 1, text: "w" }],
    };
    expect(differs(before, told)).toBeNull();
  });

  it("is another with other settings, another seed or another node", () => {
    const before = scenario();
    expect(differs(before, setConfig(before, "s-1", "instances", 2))).toBe(-1);
    expect(differs(before, setSeed(before, "2"))).toBe(-1);
    expect(differs(before, setRunSetting(before, "durationMs", 5))).toBe(-1);
    expect(differs(before, { ...before, nodes: before.nodes.slice(1) })).toBe(-1);
  });

  it("is another with another schema, version or mode", () => {
    const before = { ...scenario(), subjects: [orders([{ text: '"string"' }])] };
    expect(differs(before, { ...before, subjects: [orders([{ text: '"long"' }])] })).toBe(-1);
    const versions = [{ text: '"string"' }, { text: '"string"' }];
    expect(differs(before, { ...before, subjects: [orders(versions)] })).toBe(-1);
    expect(differs(before, { ...before, subjects: [{ ...before.subjects[0]!, mode: "FULL" }] })).toBe(-1);
    expect(differs(before, { ...before, subjects: [orders([{ text: '"string"' }])] })).toBeNull();
  });

  it("differs from the first intervention on that only one of two has", () => {
    const [a, b, c] = [crash("a", 1_000), crash("b", 2_000), crash("c", 3_000)];
    expect(differs(scenario(a), scenario(a, b, c))).toBe(2_000_000);
    expect(differs(scenario(a, b, c), scenario(b, c))).toBe(1_000_000);
    expect(differs(scenario(a, b), scenario(b, a))).toBeNull();
    // Moved in time: from the earlier of its two moments.
    expect(differs(scenario(a, b), scenario(a, { ...b, atMs: 5_000 }))).toBe(2_000_000);
    expect(differs(scenario(a, b), scenario(a, { ...b, atMs: 500 }))).toBe(500_000);
  });
});

describe("the layout's names", () => {
  it("follow the document, and the layout stays the same object where none changed", () => {
    const service = { nodeId: "s-1", name: "orders", group: -1, publishesTo: [] };
    const layout = { ...fakeLayout(), services: [service] };
    expect(relabel(layout, scenario())).toBe(layout);
    expect(relabel(layout, renameNode(scenario(), "s-1", "shop")).services[0]?.name).toBe("shop");
    expect(relabel(layout, emptyScenario())).toBe(layout);
  });
});
