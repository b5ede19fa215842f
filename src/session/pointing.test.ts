import { afterEach, describe, expect, it } from "vitest";
import type { FactName } from "#sim/facts.ts";
import { compile } from "#sim/compile.ts";
import { scenarioOf } from "#sim/scenario.fixture.ts";
import { isPointedAt, pointerOf } from "./pointing.ts";
import { pointAt, pointAway, usePointing } from "./pointing-store.ts";

const compiled = compile(scenarioOf({ hasDeadLetters: true, topics: { orders: { partitions: 2 } } }));
if (!compiled.ok) throw new Error("no");
const { layout } = compiled.value;
const service = (id: string): number => layout.services.findIndex(({ nodeId }) => nodeId === id) * 64;
const topic = (id: string): number => layout.topics.find(({ nodeId }) => nodeId === id)!.firstPartition;

function at(fact: FactName, who: number, where = -1, extra = -1) {
  const { nodes, wires } = pointerOf({ timeUs: 7, fact, who, what: 0, where, extra }, layout, "log");
  return { nodes: nodes.toSorted(), wires };
}

describe("what a row of the trace lights", () => {
  it("is the wire that it goes over and the cards at both ends", () => {
    expect(at("appended", service("shop"), topic("orders") + 1)).toEqual({
      nodes: ["orders", "shop"],
      wires: ["shop-orders"],
    });
    expect(at("fetched", service("worker"), topic("orders"))).toEqual({
      nodes: ["orders", "worker"],
      wires: ["orders-workers"],
    });
    expect(at("sent", service("worker"), topic("dead"))).toEqual({
      nodes: ["dead", "worker"],
      wires: ["workers-dead"],
    });
  });

  it("is the card alone where nothing goes anywhere", () => {
    expect(at("crashed", service("worker"))).toEqual({ nodes: ["worker"], wires: [] });
    expect(at("started", service("worker"), topic("orders")).wires).toEqual([]);
    expect(at("rebalanceStarted", 0)).toEqual({ nodes: ["worker"], wires: [] });
    expect(at("retired", 0, topic("orders"))).toEqual({ nodes: ["orders"], wires: [] });
    expect(at("intervened", 0, -1, service("shop"))).toEqual({ nodes: ["shop"], wires: [] });
    expect(at("intervened", 0)).toEqual({ nodes: [], wires: [] });
  });
});

describe("pointing", () => {
  afterEach(() => pointAt(null));
  const pointer = pointerOf(
    { timeUs: 7, fact: "crashed", who: service("worker"), what: 0, where: -1, extra: 0 },
    layout,
    "log",
  );

  it("tells nobody where it points at the same again", () => {
    let told = 0;
    const end = usePointing.subscribe(() => told++);
    pointAt(pointer);
    pointAt({ ...pointer, nodes: [...pointer.nodes] });
    expect(told).toBe(1);
    end();
  });

  it("is ended only by the view that points", () => {
    pointAt(pointer);
    pointAway("chart");
    expect(usePointing.getState().at).toEqual(pointer);
    expect(isPointedAt(pointer, ["worker"], [])).toBe(true);
    expect(isPointedAt(pointer, ["shop"], ["x"])).toBe(false);
    pointAway("log");
    expect(usePointing.getState().at).toBeNull();
  });
});
