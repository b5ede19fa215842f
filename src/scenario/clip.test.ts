import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admit } from "./admit.ts";
import { fileText } from "./canonical.ts";
import { clipOf, clipText, insertClip, readClip, roomProblem, type Clip } from "./clip.ts";
import { emptyScenario, type Scenario } from "./document.ts";
import { addIntervention, addNode, addWire } from "./edits.ts";
import { addFrame } from "./frames.ts";
import { addNote } from "./notes.ts";

/** A service with its group that reads a topic, a note and a frame; the service crashes once. */
function shop(): Scenario {
  let s = addNode(emptyScenario("Shop"), {
    id: "topic-1",
    kind: "topic",
    name: "orders",
    config: { partitions: 3 },
    position: { x: 0, y: 0 },
  });
  s = addNode(s, { id: "service-1", kind: "service", name: "shop", config: {}, position: { x: 320, y: 0 } });
  s = addNode(s, {
    id: "group-1",
    kind: "consumer-group",
    name: "shop-group",
    config: { service: "service-1" },
  });
  s = addWire(s, { id: "wire-1", kind: "consumes", from: "topic-1", to: "group-1" });
  s = addIntervention(s, { id: "i-1", atMs: 5, kind: "crash", target: "service-1", config: { instance: 1 } });
  s = addNote(s, { id: "note-1", text: "Look", position: { x: 8, y: 200 } });
  return addFrame(s, {
    id: "frame-1",
    name: "All",
    position: { x: -24, y: -48 },
    size: { width: 600, height: 400 },
  });
}

function read(text: string): Clip {
  const result = readClip(text);
  if (result === null || !result.ok) throw new Error("not read");
  return result.value;
}

describe("a piece of a drawing", () => {
  it("takes a group along with its service and a service with its group, and the wires between", () => {
    for (const id of ["service-1", "group-1"]) {
      expect(clipOf(shop(), [id]).nodes.map((node) => node.id)).toEqual(["service-1", "group-1"]);
    }
    expect(clipOf(shop(), ["service-1"]).wires).toEqual([]);
    expect(clipOf(shop(), ["service-1", "topic-1"]).wires.map(({ id }) => id)).toEqual(["wire-1"]);
  });

  it("is the same after a way over the clipboard, without interventions", () => {
    const clip = clipOf(shop(), ["service-1", "topic-1", "note-1", "frame-1"]);
    const text = clipText(clip);
    expect(text.startsWith('{"eventyard/clipboard":1,"frames":[')).toBe(true);
    expect(text).not.toContain("crash");
    expect(read(text)).toEqual(clip);
  });

  it("gets ids and names of its own where it is put in, and stays in one piece", () => {
    const s = shop();
    const clip = clipOf(s, ["service-1", "topic-1", "note-1", "frame-1"]);
    const { scenario, ids } = insertClip(s, clip, { x: 40, y: 40 });
    expect(new Set(ids.values()).size).toBe(5);
    const copy = scenario.nodes.find(({ id }) => id === ids.get("service-1"));
    expect(copy).toMatchObject({ name: "shop-2", position: { x: 360, y: 40 } });
    const group = scenario.nodes.find(({ id }) => id === ids.get("group-1"));
    expect(group?.config["service"]).toBe(copy?.id);
    expect(scenario.wires.at(-1)).toMatchObject({ from: ids.get("topic-1"), to: group?.id });
    expect(scenario.interventions).toEqual(s.interventions);
    expect(scenario.frames.at(-1)).toMatchObject({ name: "All", position: { x: 16, y: -8 } });
    const again = admit(fileText(scenario));
    expect(again).toMatchObject({ ok: true, warnings: [] });
  });

  it("keeps ids that may be ids, whatever a kind is called", () => {
    const odd = { id: "n-1", kind: "9 lives", name: "cat", config: {}, position: { x: 0, y: 0 } };
    const { scenario } = insertClip(
      emptyScenario(),
      { nodes: [odd], wires: [], notes: [], frames: [], subjects: [] },
      { x: 0, y: 0 },
    );
    expect(admit(fileText(scenario))).toMatchObject({ ok: true, warnings: [] });
  });

  it("says what would grow too large", () => {
    const many = Array.from({ length: 1_990 }, (_, i) => ({
      id: `t-${i}`,
      kind: "topic",
      name: `t${i}`,
      config: {},
    }));
    const clip = { nodes: many.slice(0, 20), wires: [], notes: [], frames: [], subjects: [] };
    expect(roomProblem({ ...emptyScenario(), nodes: many }, clip)).toMatch(/2010 nodes; .* 2000/);
    expect(roomProblem(emptyScenario(), clip)).toBeNull();
  });
});

describe("reading the clipboard", () => {
  it.each([
    "",
    "hello",
    "<html><body>{}</body></html>",
    "https://example.org/#s=abc",
    '{"format":"eventyard/1","nodes":[]}',
    '{"type":"excalidraw/clipboard","elements":[]}',
    '{"nodes":[],"note":"far behind comes eventyard/clipboard"}',
    '[{"eventyard/clipboard":1}]',
  ])("passes what is none of ours: %s", (text) => {
    expect(readClip(text)).toBeNull();
  });

  it.each([
    ['{"eventyard/clipboard":2,"nodes":[]}', /newer version \(2\)/],
    ['{"eventyard/clipboard":"1"}', /which version/],
    ['{"eventyard/clipboard":1}', /nothing in the clipboard/],
    ['{"eventyard/clipboard":1,"nodes":[{"id":"a"', /./],
    ['{"eventyard/clipboard":1,"nodes":[{"id":"1","kind":"topic","name":"a"}]}', /must start with a letter/],
    ['{"eventyard/clipboard":1,"nodes":3}', /must be a list/],
  ])("refuses ours where it is broken: %s", (text, says) => {
    const result = readClip(text);
    expect(result).toMatchObject({ ok: false });
    expect(result?.ok === false && result.problems[0]?.says).toMatch(says);
  });

  it("refuses what is too large by its size", () => {
    const result = readClip(`{"eventyard/clipboard":1,"nodes":[${" ".repeat(5_000_000)}]}`);
    expect(result).toMatchObject({ ok: false, problems: [{ code: "too-large" }] });
    expect(result?.ok === false && result.problems[0]?.says).toMatch(/^The clipboard has \d+ bytes/);
  });

  it("leaves out what hangs in the air: groups without a service, wires to elsewhere", () => {
    const clip = read(
      JSON.stringify({
        "eventyard/clipboard": 1,
        nodes: [
          { id: "t", kind: "topic", name: "t" },
          { id: "g", kind: "consumer-group", name: "g", config: { service: "gone" } },
        ],
        wires: [
          { id: "w", kind: "consumes", from: "t", to: "g" },
          { id: "v", kind: "publishes", from: "x", to: "t" },
        ],
      }),
    );
    expect(clip.nodes.map(({ id }) => id)).toEqual(["t"]);
    expect(clip.wires).toEqual([]);
  });

  it("never throws at a damaged clip, and what it lets in makes a document that opens again", () => {
    const text = clipText(clipOf(shop(), ["service-1", "topic-1", "note-1", "frame-1"]));
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(12), fc.string({ maxLength: 8 }), (at, length, patch) => {
        const result = readClip(text.slice(0, at) + patch + text.slice(at + length));
        if (result === null || !result.ok) return;
        const { scenario } = insertClip(shop(), result.value, { x: 8, y: 8 });
        const again = admit(fileText(scenario));
        expect(again.ok && again.warnings.every(({ code }) => code === "unknown-field")).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
