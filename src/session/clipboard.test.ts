import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { copyText, duplicateSelection, pasteText } from "./clipboard.ts";
import { copySelection, listenToClipboard, pasteFromClipboard } from "./clipboard-events.ts";
import { provideCanvasPlaces } from "./canvas-place.ts";
import { addNode, connect } from "./commands.ts";
import { addFrame, addNote } from "./notes.ts";
import { currentScenario, refuseEdits, startWithScenario, undo, useScenario } from "./scenario-store.ts";
import { clearSelection, select, useSelection } from "./selection-store.ts";
import { useToasts } from "./toasts.ts";

const lastToast = () => useToasts.getState().toasts.at(-1)?.message ?? "";

/** The page, and the element that an event comes from. */
class FakePage extends EventTarget {
  isField = false;
  words = "";
  /** Asked by what an element lies in; only fields are of interest. */
  closest(): object | null {
    return this.isField ? {} : null;
  }
  getSelection(): Selection {
    return { isCollapsed: this.words === "", toString: () => this.words } as Selection;
  }
}

let page = new FakePage();
let stop: () => void = () => {};

beforeEach(() => {
  page = new FakePage();
  startWithScenario(emptyScenario("mine"));
  clearSelection();
  useToasts.setState({ toasts: [] });
  stop = listenToClipboard(page);
});
afterEach(() => {
  stop();
  refuseEdits(null);
  vi.unstubAllGlobals();
});

/** Sends the browser's event; answers what it left in the clipboard and whether it was taken. */
function send(type: "copy" | "cut" | "paste", text = "") {
  const data = new Map([["text/plain", text]]);
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.defineProperty(event, "clipboardData", {
    value: {
      getData: (kind: string) => data.get(kind) ?? "",
      setData: (kind: string, given: string) => void data.set(kind, given),
    },
  });
  page.dispatchEvent(event);
  return { taken: event.defaultPrevented, text: data.get("text/plain") ?? "" };
}

/** A topic that a consumer reads; both are selected. */
function pair(): readonly [string, string] {
  const topic = addNode("topic", { x: 0, y: 0 });
  const consumer = addNode("consumer", { x: 320, y: 0 });
  connect(topic, consumer);
  select([topic, consumer]);
  return [topic, consumer];
}

describe("the clipboard of the browser", () => {
  it("carries a piece of the drawing to another tab, as one step", () => {
    pair();
    const { taken, text } = send("copy");
    expect(taken).toBe(true);
    startWithScenario(emptyScenario("another tab"));
    expect(send("paste", text).taken).toBe(true);
    const { nodes, wires } = currentScenario();
    expect(nodes.map(({ name }) => name)).toEqual(["topic", "consumer", "consumer-group"]);
    expect(wires).toHaveLength(1);
    expect(useSelection.getState().nodes.size).toBe(2);
    expect(useScenario.getState().undoLabel).toBe("Paste 2 things");
    undo();
    expect(currentScenario().nodes).toEqual([]);
  });

  it("cuts, and brings back what was cut", () => {
    const [topic] = pair();
    select([topic]);
    const { text } = send("cut");
    expect(currentScenario().nodes.some(({ id }) => id === topic)).toBe(false);
    expect(useScenario.getState().undoLabel).toBe("Cut topic");
    send("paste", text);
    expect(currentScenario().nodes.at(-1)).toMatchObject({ kind: "topic", name: "topic" });
  });

  it("stays the field's own while somebody types, and the page's while text is selected", () => {
    pair();
    const clip = send("copy").text;
    const before = currentScenario();
    for (const type of ["copy", "cut", "paste"] as const) {
      page.isField = true;
      expect(send(type, clip).taken).toBe(false);
    }
    expect(currentScenario()).toBe(before);
    page.isField = false;
    page.words = "some words";
    expect(send("copy").taken).toBe(false);
    page.words = "";
    expect(send("copy").taken).toBe(true);
  });

  it("lets every other text pass to whoever wants it", () => {
    const before = currentScenario();
    for (const text of ["hello", "", "https://example.org/#s=x", '{"format":"eventyard/1","nodes":[]}']) {
      expect(send("paste", text).taken).toBe(false);
    }
    expect(currentScenario()).toBe(before);
    expect(lastToast()).toBe("");
  });

  it("says why a broken piece of ours is not pasted, and changes nothing", () => {
    const before = currentScenario();
    expect(send("paste", '{"eventyard/clipboard":1,"nodes":[{"id":"a","kind":5,"name":"x"}]}').taken).toBe(
      true,
    );
    expect(currentScenario()).toBe(before);
    expect(lastToast()).toContain("nodes[0].kind");
  });

  it("pastes and cuts nothing while the document may not be changed", () => {
    pair();
    const before = currentScenario();
    refuseEdits("Another tab writes this document.");
    const { text } = send("cut");
    expect(text).toContain("eventyard/clipboard");
    send("paste", text);
    expect(currentScenario()).toBe(before);
    expect(useSelection.getState().nodes.size).toBe(2);
    expect(lastToast()).toContain("Another tab");
  });
});

describe("where it is pasted", () => {
  it("is at the pointer, and steps aside the second time", () => {
    const topic = addNode("topic", { x: 0, y: 0 });
    select([topic]);
    const text = copyText() ?? "";
    const end = provideCanvasPlaces({ pointer: () => ({ x: 1_000, y: 500 }), middle: () => null });
    pasteText(text);
    pasteText(text);
    end();
    const [, first, second] = currentScenario().nodes.map(({ position }) => position);
    expect(Math.abs((first?.x ?? 0) + 116 - 1_000)).toBeLessThanOrEqual(8);
    expect(second).toEqual({ x: (first?.x ?? 0) + 40, y: (first?.y ?? 0) + 40 });
  });

  it("is beside the selection without a pointer, and next to that the second time", () => {
    const topic = addNode("topic", { x: 0, y: 0 });
    select([topic]);
    const text = copyText() ?? "";
    pasteText(text);
    pasteText(text);
    const places = currentScenario().nodes.map(({ position }) => position);
    expect(places.map((place) => place?.y)).toEqual([0, 0, 0]);
    expect(new Set(places.map((place) => place?.x)).size).toBe(3);
  });
});

describe("duplicating", () => {
  it("takes along what lies in a frame, with a name and a place of its own", () => {
    pair();
    const frame = addFrame();
    addNote({ x: 4_000, y: 0 }, "far away");
    select([frame]);
    duplicateSelection();
    const { nodes, frames, notes } = currentScenario();
    expect(frames).toHaveLength(2);
    expect(nodes).toHaveLength(6);
    expect(notes).toHaveLength(1);
    expect(useScenario.getState().undoLabel).toBe("Duplicate frame Frame 1");
  });
});

describe("by a button", () => {
  it("goes through the browser's clipboard, or stays in this tab where that is denied", async () => {
    const topic = addNode("topic", { x: 0, y: 0 });
    select([topic]);
    const denied = () => Promise.reject(new Error("denied"));
    vi.stubGlobal("navigator", { clipboard: { writeText: denied, readText: denied } });
    await copySelection();
    expect(lastToast()).toContain("this tab only");
    await pasteFromClipboard();
    expect(currentScenario().nodes).toHaveLength(2);
    const kept = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", {
      clipboard: { writeText: kept, readText: () => Promise.resolve("a shopping list") },
    });
    await copySelection();
    expect(kept).toHaveBeenCalledWith(expect.stringContaining("eventyard/clipboard"));
    await pasteFromClipboard();
    expect(lastToast()).toContain("not copied from a canvas");
  });
});
