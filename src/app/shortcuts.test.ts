import { describe, expect, it } from "vitest";
import { commandFor, matches, type KeyPlace, type KeyPress } from "./shortcuts.ts";

const press = (key: string, with_: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...with_,
});
const page: KeyPlace = { tag: "BODY", type: "", role: null, editable: false, inOverlay: false };
const list = [
  { keys: ["Space"], does: "Play or pause" },
  { keys: ["Ctrl+Z"], does: "Undo" },
  { keys: ["Ctrl+Y", "Ctrl+Shift+Z"], does: "Redo" },
  { keys: ["?"], does: "Shortcuts" },
  { keys: ["Alt+ArrowLeft"], does: "Move left" },
  { keys: ["Ctrl+C"], keysAreNative: true, does: "Copy" },
  { does: "Something without a key" },
];
const found = (key: KeyPress, place: Partial<KeyPlace> = {}) =>
  commandFor(list, key, { ...page, ...place })?.does;

describe("shortcuts", () => {
  it("know undo from redo", () => {
    expect(found(press("z", { ctrlKey: true }))).toBe("Undo");
    expect(found(press("Z", { ctrlKey: true, shiftKey: true }))).toBe("Redo");
    expect(found(press("y", { metaKey: true }))).toBe("Redo");
    expect(found(press("z"))).toBeUndefined();
    expect(found(press("z", { ctrlKey: true, altKey: true }))).toBeUndefined();
  });

  it("take a sign with or without Shift, since layouts differ", () => {
    expect(found(press("?", { shiftKey: true }))).toBe("Shortcuts");
    expect(found(press("?"))).toBe("Shortcuts");
    expect(matches(press("+"), "+")).toBe(true);
  });

  it("undo and redo from a text field in which nothing waits to be applied, and do nothing else there", () => {
    const settled = { tag: "INPUT", type: "text", settled: true };
    expect(found(press("z", { ctrlKey: true }), settled)).toBe("Undo");
    expect(found(press("Z", { ctrlKey: true, shiftKey: true }), settled)).toBe("Redo");
    expect(found(press("z", { ctrlKey: true }), { ...settled, settled: false })).toBeUndefined();
    expect(found(press("z", { ctrlKey: true }), { ...settled, inOverlay: true })).toBeUndefined();
    expect(found(press(" "), settled)).toBeUndefined();
    expect(found(press("?"), settled)).toBeUndefined();
  });

  it("leave to the browser what is the browser's own", () => {
    expect(found(press("c", { ctrlKey: true }))).toBeUndefined();
  });

  it("know a digit by its place where Shift makes a sign of it", () => {
    expect(matches(press(")", { code: "Digit0", shiftKey: true }), "Shift+0")).toBe(true);
    expect(matches(press("=", { code: "Digit0", shiftKey: true }), "Shift+0")).toBe(true);
    expect(matches(press("0", { code: "Digit0", shiftKey: false }), "Shift+0")).toBe(false);
    expect(matches(press("0", { code: "Digit0", ctrlKey: true }), "Ctrl+0")).toBe(true);
  });

  it("take Alt for what it is", () => {
    expect(found(press("ArrowLeft", { altKey: true }))).toBe("Move left");
    expect(found(press("ArrowLeft"))).toBeUndefined();
  });

  it("never fire while somebody types", () => {
    for (const place of [
      { tag: "INPUT", type: "text" },
      { tag: "INPUT", type: "number" },
      { tag: "TEXTAREA" },
      { tag: "SELECT" },
      { editable: true },
      { inOverlay: true },
    ]) {
      expect(found(press("z", { ctrlKey: true }), place)).toBeUndefined();
      expect(found(press(" "), place)).toBeUndefined();
    }
  });

  it("leave Space to a focused button, but not the other keys", () => {
    expect(found(press(" "), { tag: "BUTTON" })).toBeUndefined();
    expect(found(press(" "), { tag: "DIV", role: "tab" })).toBeUndefined();
    expect(found(press("z", { ctrlKey: true }), { tag: "BUTTON" })).toBe("Undo");
    expect(found(press(" "), { tag: "DIV", role: "slider" })).toBe("Play or pause");
  });
});
