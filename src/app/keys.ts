/** Which key does what. */
import { deleteSelection, duplicateSelection } from "#session/commands.ts";
import { chooseFile, newScenario, saveFile } from "#session/opening.ts";
import { restart, setSpeed, step, toggle, usePlayback } from "#session/playback-store.ts";
import { redo, undo } from "#session/scenario-store.ts";
import { cancelConnecting, clearSelection, useConnecting } from "#session/selection-store.ts";
import {
  setDrawerOpen,
  setDrawerTab,
  setLeftOpen,
  setLeftTab,
  setRightOpen,
  useView,
} from "#session/view-store.ts";
import { NEXT_MESSAGE, SPEEDS } from "#timeline/step-choices.ts";
import type { Shortcut } from "./shortcuts.ts";

/** One level back: first the connection that is being drawn, then the selection. */
function back(): void {
  if (useConnecting.getState().from !== null) cancelConnecting();
  else clearSelection();
}

function changeSpeed(by: 1 | -1): void {
  const { speed } = usePlayback.getState();
  const at = SPEEDS.findIndex((each) => each >= speed);
  const next = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))];
  if (next !== undefined) setSpeed(next);
}

/** Opens what can be added and puts the focus on its first button. */
function showPalette(): void {
  setLeftTab("build");
  requestAnimationFrame(() => document.querySelector<HTMLElement>("#left-build-panel button")?.focus());
}

/** Moves the focus to the next region of the page. */
function nextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(
    (each) => each.offsetParent !== null,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  regions[(at + 1) % regions.length]?.focus();
}

/** The list, in the order of the dialog. `showHelp` opens it. */
export function appShortcuts(showHelp: () => void): readonly Shortcut[] {
  const view = useView.getState;
  return [
    { section: "Playback", keys: ["Space"], label: "Play or pause", run: toggle },
    { section: "Playback", keys: ["."], label: "Step to the next message", run: () => step(NEXT_MESSAGE) },
    { section: "Playback", keys: ["R"], label: "Restart", run: restart },
    { section: "Playback", keys: ["<", "-"], label: "Slower", run: () => changeSpeed(-1) },
    { section: "Playback", keys: [">", "+"], label: "Faster", run: () => changeSpeed(1) },
    { section: "Edit", keys: ["Ctrl+Z"], label: "Undo", run: undo },
    { section: "Edit", keys: ["Ctrl+Y", "Ctrl+Shift+Z"], label: "Redo", run: redo },
    { section: "Edit", keys: ["Delete", "Backspace"], label: "Delete the selection", run: deleteSelection },
    { section: "Edit", keys: ["Ctrl+D"], label: "Duplicate the selection", run: duplicateSelection },
    { section: "Edit", keys: ["Escape"], label: "Stop connecting, select nothing", run: back },
    { section: "Edit", keys: ["N"], label: "Add something: go to the palette", run: showPalette },
    { section: "Scenario", keys: ["Ctrl+S"], label: "Save as a file", run: saveFile },
    { section: "Scenario", keys: ["Ctrl+O"], label: "Open a file", run: chooseFile },
    { section: "Scenario", keys: ["G"], label: "Gallery", run: () => setLeftTab("gallery") },
    { section: "Scenario", keys: ["Shift+N"], label: "New, empty canvas", run: newScenario },
    { section: "View", keys: ["C"], label: "Charts", run: () => setDrawerTab("charts") },
    { section: "View", keys: ["L"], label: "Log in words", run: () => setDrawerTab("log") },
    { section: "View", keys: ["["], label: "Left panel", run: () => setLeftOpen(!view().leftOpen) },
    { section: "View", keys: ["]"], label: "Right panel", run: () => setRightOpen(!view().rightOpen) },
    { section: "View", keys: ["\\"], label: "Drawer", run: () => setDrawerOpen(!view().drawerOpen) },
    { section: "View", keys: ["F6"], label: "Next region of the page", run: nextRegion },
    { section: "View", keys: ["?"], label: "This list", run: showHelp },
  ];
}
