/** Commands of the page as a whole: playback, documents, regions. Other rooms bring their own. */
import type { Command } from "#session/command-registry.ts";
import { chooseFile, newScenario, saveFile } from "#session/opening.ts";
import { restart, setSpeed, step, toggle, usePlayback } from "#session/playback-store.ts";
import { cancelConnecting, clearSelection, useConnecting } from "#session/selection-store.ts";
import { setLeftTab } from "#session/view-store.ts";
import { NEXT_MESSAGE, SPEEDS } from "#timeline/step-choices.ts";
import { openPalette } from "./command-palette.ts";

function changeSpeed(by: 1 | -1): void {
  const { speed } = usePlayback.getState();
  const at = SPEEDS.findIndex((each) => each >= speed);
  const next = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))];
  if (next !== undefined) setSpeed(next);
}

/** One level back: first the connection that is being drawn, then the selection. */
function back(): void {
  if (useConnecting.getState().from !== null) cancelConnecting();
  else clearSelection();
}

/** Moves the focus to the region of the page that comes next, or the one before. */
function goToRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(
    (each) => each.offsetParent !== null,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const from = at === -1 && by === -1 ? 0 : at;
  regions[(from + by + regions.length) % regions.length]?.focus();
}

const whyNotRunning = (): string | null =>
  usePlayback.getState().status === "refused" ? "This scenario cannot run yet: see what it says." : null;

/** Opens the dialogs that belong to the page. */
export interface Shown {
  readonly help: () => void;
}

/** The list. */
export function appCommands(show: Shown): readonly Command[] {
  return [
    {
      id: "playback.toggle",
      section: "Playback",
      keys: ["Space"],
      title: () => (usePlayback.getState().playing ? "Pause" : "Play"),
      words: "run start stop",
      unavailable: whyNotRunning,
      run: toggle,
    },
    {
      id: "playback.step",
      section: "Playback",
      keys: ["."],
      title: "Step to the next message",
      unavailable: whyNotRunning,
      run: () => step(NEXT_MESSAGE),
    },
    { id: "playback.restart", section: "Playback", keys: ["R"], title: "Restart", run: restart },
    {
      id: "playback.slower",
      section: "Playback",
      keys: ["<", "-"],
      title: "Slower",
      run: () => changeSpeed(-1),
    },
    {
      id: "playback.faster",
      section: "Playback",
      keys: [">", "+"],
      title: "Faster",
      run: () => changeSpeed(1),
    },
    {
      id: "edit.back",
      section: "Edit",
      keys: ["Escape"],
      title: "Stop connecting, select nothing",
      run: back,
    },
    {
      id: "scenario.new",
      section: "Scenario",
      keys: ["Shift+N"],
      title: "New, empty canvas",
      run: newScenario,
    },
    {
      id: "scenario.open-file",
      section: "Scenario",
      keys: ["Ctrl+O"],
      title: "Open a file …",
      run: chooseFile,
    },
    {
      id: "scenario.save-file",
      section: "Scenario",
      keys: ["Ctrl+S"],
      title: "Save as a file",
      words: "download export json",
      run: saveFile,
    },
    {
      id: "scenario.gallery",
      section: "Scenario",
      keys: ["G"],
      title: "Gallery",
      words: "examples templates",
      run: () => setLeftTab("gallery"),
    },
    {
      id: "view.next-region",
      section: "View",
      keys: ["F6"],
      title: "Next region of the page",
      run: () => goToRegion(1),
    },
    {
      id: "view.previous-region",
      section: "View",
      keys: ["Shift+F6"],
      title: "Region of the page before",
      run: () => goToRegion(-1),
    },
    {
      id: "view.palette",
      section: "View",
      keys: ["Ctrl+K"],
      title: "All commands",
      words: "palette find do",
      run: openPalette,
    },
    {
      id: "view.keys",
      section: "View",
      keys: ["?"],
      title: "Keyboard shortcuts",
      words: "help",
      run: show.help,
    },
  ];
}
