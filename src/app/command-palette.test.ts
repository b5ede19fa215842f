import { beforeEach, describe, expect, it, vi } from "vitest";
import { registerCommands, useCommands } from "#session/command-registry.ts";
import { matchingItems, pick, usePicker } from "#session/picker-store.ts";
import { openPalette, paletteItems } from "./command-palette.ts";

const run = vi.fn();

beforeEach(() => {
  run.mockClear();
  useCommands.setState({ commands: [] });
  registerCommands([
    { id: "view.palette", title: "All commands", section: "View", keys: ["Ctrl+K"], run: () => {} },
    { id: "edit.undo", title: () => "Undo: Move orders", section: "Edit", keys: ["Ctrl+Z"], run },
    {
      id: "edit.paste",
      title: "Paste",
      section: "Edit",
      unavailable: () => "Nothing was copied.",
      run,
    },
    { id: "playback.toggle", title: "Play", section: "Playback", words: "run start", run },
  ]);
});

describe("the palette", () => {
  it("lists every command but itself, with its key and why it cannot be done", () => {
    expect(paletteItems()).toEqual([
      { id: "playback.toggle", label: "Play", section: "Playback", words: "run start", unavailable: null },
      { id: "edit.undo", label: "Undo: Move orders", section: "Edit", keys: ["Ctrl+Z"], unavailable: null },
      { id: "edit.paste", label: "Paste", section: "Edit", unavailable: "Nothing was copied." },
    ]);
    expect(matchingItems(paletteItems(), "start").map(({ id }) => id)).toEqual(["playback.toggle"]);
  });

  it("does what is chosen and offers it first the next time", () => {
    openPalette();
    const undo = usePicker.getState().request?.items.find(({ id }) => id === "edit.undo");
    expect(undo !== undefined && pick(undo)).toBe(true);
    expect(run).toHaveBeenCalledOnce();
    const [first] = paletteItems();
    expect(first).toMatchObject({ id: "edit.undo", section: "Done last" });
  });
});
