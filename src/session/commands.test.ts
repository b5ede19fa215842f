import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { fileText } from "#scenario/canonical.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import {
  addNode,
  connect,
  connectTo,
  deleteSelection,
  intervene,
  moveItems,
  removeIntervention,
  setConfig,
} from "./commands.ts";
import { duplicateSelection } from "./clipboard.ts";
import { openFile, useOpening } from "./opening.ts";
import { fileName } from "./files.ts";
import { setPlayhead } from "./frames.ts";
import { currentScenario, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import {
  clearSelection,
  select,
  selectWire,
  startConnecting,
  useConnecting,
  useSelection,
} from "./selection-store.ts";
import { useToasts } from "./toasts.ts";

const lastToast = () => useToasts.getState().toasts.at(-1)?.message ?? "";
const file = (text: string | Uint8Array<ArrayBuffer>, name = "shop.json") => new File([text], name);

function orderSystem(): Scenario {
  const result = admit(readFileSync(new URL("../../public/gallery/order-system.json", import.meta.url)));
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return result.value;
}

beforeEach(() => {
  startWithScenario(emptyScenario("mine"));
  clearSelection();
  useToasts.setState({ toasts: [] });
  useOpening.setState({ refusal: null, repairs: [] });
  setPlayhead(0);
});

describe("building", () => {
  it("makes a running system out of a producer, a topic and a consumer", () => {
    const producer = addNode("producer");
    const topic = addNode("topic", { x: 300, y: 0 });
    const consumer = addNode("consumer");
    expect(connect(producer, topic)).toBe(true);
    expect(connect(topic, consumer)).toBe(true);
    const scenario = currentScenario();
    expect(scenario.wires.map(({ kind }) => kind)).toEqual(["publishes", "consumes"]);
    expect(scenario.nodes.map(({ kind }) => kind)).toContain("consumer-group");
    expect(compile(scenario)).toMatchObject({ ok: true });
    expect(useScenario.getState().undoLabel).toBe("Connect topic → consumer");
  });

  it("selects what it adds, and puts nothing on top of another", () => {
    const first = addNode("topic", { x: 0, y: 0 });
    const second = addNode("topic", { x: 0, y: 0 });
    expect([...useSelection.getState().nodes]).toEqual([second]);
    const [a, b] = currentScenario().nodes;
    expect(first).not.toBe(second);
    expect(a?.position).not.toEqual(b?.position);
    expect(a?.name).not.toBe(b?.name);
  });

  it("refuses a wire with the reason, and goes on drawing where it was refused at the pointer", () => {
    const one = addNode("service");
    const two = addNode("dead-letter-queue");
    expect(connect(one, two)).toBe(false);
    expect(lastToast()).toContain("topic");
    startConnecting(one);
    expect(connectTo(two)).toBe(false);
    expect(useConnecting.getState()).toMatchObject({ from: one, refusal: expect.stringContaining("topic") });
    expect(connectTo(addNode("topic"))).toBe(true);
    expect(useConnecting.getState().from).toBeNull();
  });

  it("moves a group of nodes in one step for a whole drag", () => {
    const id = addNode("topic");
    const before = currentScenario();
    for (let x = 1; x <= 20; x++) moveItems({ [id]: { x, y: 0 } }, "drag 1");
    expect(currentScenario().nodes[0]?.position?.x).toBe(20);
    undo();
    expect(currentScenario()).toBe(before);
  });

  it("deletes what is selected, with what hangs on it", () => {
    startWithScenario(orderSystem());
    const payment = currentScenario().nodes.find(
      ({ kind, name }) => kind === "service" && name.includes("payment"),
    );
    select([payment?.id ?? ""]);
    deleteSelection();
    const { nodes, wires } = currentScenario();
    expect(nodes.some(({ config }) => config["service"] === payment?.id)).toBe(false);
    const ids = new Set(nodes.map(({ id }) => id));
    expect(wires.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
    expect(useSelection.getState().nodes.size).toBe(0);
    selectWire(wires[0]?.id ?? "");
    deleteSelection();
    expect(currentScenario().wires).toHaveLength(wires.length - 1);
  });

  it("duplicates a consuming service with a group of its own that reads the same", () => {
    startWithScenario(orderSystem());
    const before = currentScenario();
    const payment = before.nodes.find(({ kind, name }) => kind === "service" && name.includes("payment"));
    select([payment?.id ?? ""]);
    duplicateSelection();
    const after = currentScenario();
    expect(after.nodes).toHaveLength(before.nodes.length + 2);
    const copy = after.nodes.findLast(({ kind }) => kind === "service");
    const group = after.nodes.find(({ config }) => config["service"] === copy?.id);
    expect(group?.kind).toBe("consumer-group");
    expect(after.wires.some(({ kind, to }) => kind === "consumes" && to === group?.id)).toBe(true);
    expect(new Set(after.wires.map(({ id }) => id)).size).toBe(after.wires.length);
    expect(compile(after).ok).toBe(true);
    undo();
    expect(currentScenario()).toBe(before);
  });
});

describe("intervening", () => {
  it("happens right after what is on screen, one microsecond after another", () => {
    const id = addNode("service");
    setPlayhead(12_345_678);
    intervene("crash", id, { instance: 1 });
    intervene("restart", id, { instance: 1 });
    const { interventions } = currentScenario();
    expect(interventions.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ["crash", 12_345.679],
      ["restart", 12_345.68],
    ]);
    expect(compile(currentScenario()).ok).toBe(true);
    removeIntervention(interventions[0]?.id ?? "");
    expect(currentScenario().interventions).toHaveLength(1);
  });

  it("does not happen to what it cannot happen to", () => {
    const id = addNode("topic");
    intervene("scale", id);
    expect(currentScenario().interventions).toEqual([]);
    expect(lastToast()).not.toBe("");
  });
});

describe("opening a file", () => {
  it("is a step that can be undone", async () => {
    const mine = currentScenario();
    expect(await openFile(file(fileText(orderSystem())))).toBe(true);
    expect(currentScenario()).toEqual(orderSystem());
    undo();
    expect(currentScenario()).toBe(mine);
  });

  it("refuses what is no scenario, says what it is and where, and leaves the document alone", async () => {
    const mine = currentScenario();
    const bad: [File, RegExp][] = [
      [file(""), /empty/],
      [file(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]), "cat.png"), /PNG/],
      [file("{ not json"), /./],
      [file(JSON.stringify({ ...mine, format: "eventyard/99" })), /99/],
      [file(JSON.stringify({ ...mine, nodes: [{ id: "a", kind: 5 }] })), /./],
      [file(new Uint8Array(9_000_000).fill(0x20)), /MB/],
    ];
    for (const [given, says] of bad) {
      expect(await openFile(given)).toBe(false);
      const { refusal } = useOpening.getState();
      expect(refusal?.file).toBe(given.name);
      expect(refusal?.problems[0]?.says).toMatch(says);
    }
    expect(currentScenario()).toBe(mine);
    const { refusal } = useOpening.getState();
    expect(refusal).not.toBeNull();
  });

  it("names the path of what is wrong", async () => {
    await openFile(
      file(JSON.stringify({ ...emptyScenario(), nodes: [{ id: "a", kind: 5, name: "x", config: {} }] })),
    );
    expect(useOpening.getState().refusal?.problems[0]?.path).toBe("nodes[0].kind");
  });

  it("saves what it opens under a name that every system takes", () => {
    expect(fileName("Bestell-System für Käufer: 2/3")).toBe("bestell-system-fur-kaufer-2-3.json");
    expect(fileName("../../etc/passwd")).toBe("etc-passwd.json");
    expect(fileName("注文")).toBe("scenario.json");
  });
});

describe("a setting", () => {
  it("is one step while the same field is typed in, and another in the next field", () => {
    const id = addNode("service");
    for (const rate of [1, 10, 100]) setConfig(id, "ratePerSecond", rate);
    setConfig(id, "instances", 3);
    undo();
    expect(currentScenario().nodes[0]?.config).toEqual({ ratePerSecond: 100 });
    undo();
    expect(currentScenario().nodes[0]?.config).toEqual({});
  });
});
