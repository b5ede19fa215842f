import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "./document.ts";
import { addNode, addWire, nextId } from "./edits.ts";
import {
  addFrame,
  boxAround,
  frameBoxAround,
  liesIn,
  removeFrame,
  renameFrame,
  resizeFrame,
  withContents,
  type Box,
} from "./frames.ts";
import { itemIds } from "./item-ids.ts";
import { itemOf, moveItems, removeItems } from "./items.ts";
import { Limits } from "./limits.ts";
import { addNote, changeNote, moveNote, noteSize, NOTE_WIDTH, removeNote, resizeNote } from "./notes.ts";

function shop(): Scenario {
  let s = addNode(emptyScenario("Shop"), {
    id: "topic-1",
    kind: "topic",
    name: "orders",
    config: {},
    position: { x: 0, y: 0 },
  });
  s = addNode(s, { id: "service-1", kind: "service", name: "shop", config: {}, position: { x: 300, y: 0 } });
  s = addWire(s, { id: "wire-1", kind: "publishes", from: "service-1", to: "topic-1" });
  s = addNote(s, { id: "note-1", text: "Look", position: { x: 8, y: 200 } });
  s = addNote(s, { id: "note-2", text: "Only in the description" });
  return addFrame(s, {
    id: "frame-1",
    name: "Shop",
    position: { x: -24, y: -48 },
    size: { width: 300, height: 400 },
  });
}

const boxes = (entries: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, Box> =>
  new Map(
    Object.entries(entries).map(([id, [x = 0, y = 0, width = 0, height = 0]]) => [
      id,
      { x, y, width, height },
    ]),
  );

describe("items of the canvas", () => {
  it("are found by id whatever they are; wires are none", () => {
    const s = shop();
    expect(itemOf(s, "topic-1")?.is).toBe("node");
    expect(itemOf(s, "note-1")?.is).toBe("note");
    expect(itemOf(s, "frame-1")?.is).toBe("frame");
    expect(itemOf(s, "wire-1")).toBeUndefined();
    expect(itemIds(s)).toEqual(["frame-1", "note-1", "topic-1", "service-1"]);
  });

  it("get ids that nothing in the document has", () => {
    expect(nextId(shop(), "frame")).toBe("frame-2");
    expect(nextId(shop(), "note")).toBe("note-3");
  });

  it("move together in one edit, and one that moves nothing is none", () => {
    const s = shop();
    const to = new Map([
      ["topic-1", { x: 5, y: 6 }],
      ["note-1", { x: 7, y: 8 }],
      ["frame-1", { x: -0, y: 10 }],
      ["wire-1", { x: 0, y: 0 }],
    ]);
    const moved = moveItems(s, to);
    expect(moved.nodes[0]?.position).toEqual({ x: 5, y: 6 });
    expect(moved.notes[0]?.position).toEqual({ x: 7, y: 8 });
    expect(moved.frames[0]?.position).toEqual({ x: 0, y: 10 });
    expect(moved.wires).toBe(s.wires);
    expect(moveItems(moved, to)).toBe(moved);
  });

  it("go together with what cannot be without them", () => {
    const rest = removeItems(shop(), ["service-1", "note-1", "frame-1"]);
    expect(itemIds(rest)).toEqual(["topic-1"]);
    expect(rest.wires).toEqual([]);
    expect(removeItems(rest, ["frame-1"])).toBe(rest);
  });
});

describe("notes", () => {
  it("are as large as their text needs until somebody pulls them", () => {
    const note = { id: "n", text: "short" };
    expect(noteSize(note)).toEqual({ width: NOTE_WIDTH, height: 48 });
    expect(noteSize({ ...note, text: "a\nb\nc" }).height).toBeGreaterThan(noteSize(note).height);
    expect(noteSize({ ...note, text: "x".repeat(9_999) }).height).toBeLessThan(400);
    const pulled = resizeNote(addNote(emptyScenario(), note), "n", { width: 3, height: Number.NaN });
    expect(noteSize(pulled.notes[0] ?? note)).toEqual({ width: Limits.sizeMin, height: Limits.sizeMin });
    expect(resizeNote(pulled, "n", undefined).notes[0]).toEqual(note);
  });

  it("change, move and go; an edit that changes nothing returns the same document", () => {
    const s = shop();
    expect(changeNote(s, "note-1", "Look").notes).toBe(s.notes);
    expect(changeNote(s, "note-1", "x".repeat(20_000)).notes[0]?.text).toHaveLength(Limits.textLength);
    expect(moveNote(s, "note-1", { x: 8, y: 200 })).toBe(s);
    expect(moveNote(s, "note-1", { x: 9, y: 9 }).notes[0]?.position).toEqual({ x: 9, y: 9 });
    expect(removeNote(s, "note-1").notes.map(({ id }) => id)).toEqual(["note-2"]);
    expect(removeNote(s, "note-9")).toBe(s);
  });
});

describe("frames", () => {
  it("are named, pulled and removed; what lies in them stays", () => {
    const s = shop();
    expect(renameFrame(s, "frame-1", " Cart ").frames[0]?.name).toBe("Cart");
    expect(renameFrame(s, "frame-1", "  ")).toBe(s);
    const pulled = resizeFrame(s, "frame-1", { x: -30, y: -48, width: 306, height: 2 });
    expect(pulled.frames[0]).toMatchObject({
      position: { x: -30, y: -48 },
      size: { width: 306, height: Limits.sizeMin },
    });
    expect(pulled.nodes).toBe(s.nodes);
    expect(resizeFrame(s, "frame-1", { x: -24, y: -48, width: 300, height: 400 })).toBe(s);
    expect(removeFrame(s, "frame-1").nodes).toBe(s.nodes);
  });

  it("take along what lies wholly inside, and no more", () => {
    const s = shop();
    const where = boxes({
      "topic-1": [0, 0, 232, 100],
      "service-1": [270, 0, 208, 100],
      "note-1": [8, 200, 208, 48],
      "frame-1": [-24, -48, 300, 400],
    });
    expect([...withContents(s, ["frame-1"], where)].toSorted()).toEqual(["frame-1", "note-1", "topic-1"]);
    expect([...withContents(s, ["topic-1"], where)]).toEqual(["topic-1"]);
  });

  it.each([
    ["left", { x: -1, y: 0, width: 10, height: 10 }],
    ["top", { x: 0, y: -1, width: 10, height: 10 }],
    ["right", { x: 91, y: 0, width: 10, height: 10 }],
    ["bottom", { x: 0, y: 91, width: 10, height: 10 }],
  ])("do not take along what sticks out at the %s", (_, box) => {
    const outer = { x: 0, y: 0, width: 100, height: 100 };
    expect(liesIn(box, outer)).toBe(false);
    expect(liesIn(outer, outer)).toBe(true);
  });

  it("fit around what they are made for", () => {
    const inner = boxAround(boxes({ a: [0, 0, 10, 10], b: [90, 40, 10, 10] }).values());
    expect(inner).toEqual({ x: 0, y: 0, width: 100, height: 50 });
    expect(inner !== null && liesIn(inner, frameBoxAround(inner))).toBe(true);
    expect(boxAround([])).toBeNull();
  });
});
