/** Commands of the canvas: how near it is seen, and what of it. */
import type { Command } from "#session/command-registry.ts";
import { useSelection } from "#session/selection-store.ts";
import { selectedThings, type Viewport } from "./viewport.ts";

function whyNoSelection(): string | null {
  const { nodes, wire } = useSelection.getState();
  return nodes.size === 0 && wire === null ? "Nothing is selected." : null;
}

/** The list, for one canvas. Its own handler listens for keys that are marked native: they depend on the layout of keys. */
export function canvasCommands(view: Viewport): readonly Command[] {
  return [
    {
      id: "view.fit",
      section: "View",
      keys: ["F", "Shift+1"],
      title: "Zoom to fit",
      words: "show everything whole drawing",
      run: view.fit,
    },
    {
      id: "view.fit-selection",
      section: "View",
      keys: ["Shift+2"],
      keysAreNative: true,
      title: "Zoom to the selection",
      words: "near closer",
      unavailable: whyNoSelection,
      run: view.fitSelection,
    },
    {
      id: "view.reveal-selection",
      section: "View",
      title: "Bring the selection into view",
      words: "show find where",
      unavailable: whyNoSelection,
      run: () => view.reveal(selectedThings()),
    },
    {
      id: "view.zoom-100",
      section: "View",
      keys: ["Shift+0", "Ctrl+0"],
      keysAreNative: true,
      title: "Zoom to 100 %",
      words: "actual size",
      run: () => view.zoomTo(1),
    },
    {
      id: "view.zoom-in",
      section: "View",
      keys: ["Ctrl+="],
      keysAreNative: true,
      title: "Zoom in",
      words: "nearer larger",
      run: () => view.zoomBy(1),
    },
    {
      id: "view.zoom-out",
      section: "View",
      keys: ["Ctrl+-"],
      keysAreNative: true,
      title: "Zoom out",
      words: "farther smaller",
      run: () => view.zoomBy(-1),
    },
  ];
}
