import { describe, expect, it } from "vitest";
import { matches, shortcutFor, type KeyPlace, type KeyPress, type Shortcut } from "./shortcuts.ts";

const press = (key: string, with_: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...with_,
});
const page: KeyPlace = { tag: "BODY", type: "", role: null, editable: false, inOverlay: false };
const list: readonly Shortcut[] = [
  { keys: ["Space"], label: "Play or pause", section: "Playback", run: () => {} },
  { keys: ["Ctrl+Z"], label: "Undo", section: "Edit", run: () => {} },
  { keys: ["Ctrl+Y", "Ctrl+Shift+Z"], label: "Redo", section: "Edit", run: () => {} },
  { keys: ["?"], label: "Shortcuts", section: "Help", run: () => {} },
];
const found = (key: KeyPress, place: Partial<KeyPlace> = {}) =>
  shortcutFor(list, key, { ...page, ...place })?.label;

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
