/** Commands of comparing two designs; what does it is loaded with the first. */
import type { Command } from "./command-registry.ts";
import { useCompare } from "./compare-store.ts";
import { playheadUs } from "./frames.ts";
import { currentScenario } from "./scenario-store.ts";
import { setDrawerTab } from "./view-store.ts";

const comparing = () => import("./comparing.ts");

const unlessComparing = (): string | null =>
  useCompare.getState().a === null ? "Nothing is compared." : null;

/** Begin from the start or at the playhead; swap, keep B, go back to A. */
export const compareCommands: readonly Command[] = [
  {
    id: "compare.start",
    section: "Playback",
    title: "Compare: keep this design as A, edit B",
    words: "two designs side by side same seed difference",
    run: () => {
      setDrawerTab("compare");
      void comparing().then(({ startComparing }) => startComparing());
    },
  },
  {
    id: "compare.fork",
    section: "Playback",
    title: "Compare: fork at the playhead",
    words: "two designs side by side branch what if from here",
    unavailable: () => (playheadUs() > 0 ? null : "The playhead is at the start: there is nothing to fork."),
    run: () => {
      setDrawerTab("compare");
      void comparing().then(({ startComparing }) => startComparing({ forkUs: playheadUs() }));
    },
  },
  {
    id: "compare.swap",
    section: "Playback",
    title: "Compare: swap A and B",
    words: "exchange designs",
    unavailable: () =>
      unlessComparing() ?? (useCompare.getState().a === currentScenario() ? "A and B are the same." : null),
    run: () => void comparing().then(({ swapDesigns }) => swapDesigns()),
  },
  {
    id: "compare.keep",
    section: "Playback",
    title: "Compare: keep B and stop",
    words: "end comparing",
    unavailable: unlessComparing,
    run: () => void comparing().then(({ keepB }) => keepB()),
  },
  {
    id: "compare.back",
    section: "Playback",
    title: "Compare: go back to A and stop",
    words: "end comparing discard",
    unavailable: unlessComparing,
    run: () => void comparing().then(({ goBackToA }) => goBackToA()),
  },
];
