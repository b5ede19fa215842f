/** Bringing things in line by name: align, spread evenly, grid, auto layout. */
import type { Alignment } from "#scenario/arrange.ts";
import { alignSelection, distributeSelection, selectedBoxes, snapSelection } from "./arranging.ts";
import { boxesOf } from "./boxes.ts";
import type { Command } from "./command-registry.ts";
import { autoLayout, cancelLayout, useArranging } from "./layout.ts";
import { currentScenario } from "./scenario-store.ts";
import { useSelection } from "./selection-store.ts";

const fewerThan = (count: 2 | 3) => (): string | null => {
  if (selectedBoxes(currentScenario()).size >= count) return null;
  return count === 2 ? "Select two or more things first." : "Select three or more things first.";
};

const ALIGNMENTS: readonly (readonly [Alignment, string, string])[] = [
  ["left", "Align left edges", "column"],
  ["centre", "Align centres, one below the other", "center column"],
  ["right", "Align right edges", "column"],
  ["top", "Align top edges", "row"],
  ["middle", "Align middles, side by side", "center row"],
  ["bottom", "Align bottom edges", "row"],
];

/** The list; the app registers it. */
export const arrangeCommands: readonly Command[] = [
  ...ALIGNMENTS.map(([alignment, title, words]): Command => ({
    id: `arrange.align-${alignment}`,
    section: "Arrange",
    title,
    words,
    unavailable: fewerThan(2),
    run: () => alignSelection(alignment),
  })),
  {
    id: "arrange.distribute-horizontally",
    section: "Arrange",
    title: "Distribute horizontally",
    words: "spread space evenly gaps row",
    unavailable: fewerThan(3),
    run: () => distributeSelection("horizontally"),
  },
  {
    id: "arrange.distribute-vertically",
    section: "Arrange",
    title: "Distribute vertically",
    words: "spread space evenly gaps column",
    unavailable: fewerThan(3),
    run: () => distributeSelection("vertically"),
  },
  {
    id: "arrange.snap",
    section: "Arrange",
    title: () =>
      useSelection.getState().nodes.size > 0 ? "Snap the selection to the grid" : "Snap to the grid",
    words: "align",
    unavailable: () =>
      boxesOf(currentScenario()).size > 0 ? null : "The canvas is empty: there is nothing to arrange.",
    run: snapSelection,
  },
  {
    id: "arrange.layout",
    section: "Arrange",
    keys: ["Ctrl+Shift+L"],
    title: layoutTitle,
    words: "auto arrange tidy dagre automatic",
    unavailable: () =>
      currentScenario().nodes.length > 0 ? null : "The canvas is empty: there is nothing to arrange.",
    run: () => {
      if (useArranging.getState().now === null) void autoLayout();
      else cancelLayout();
    },
  },
];

function layoutTitle(): string {
  const { now } = useArranging.getState();
  if (now !== null) return `Stop arranging ${now.cards} things`;
  return selectedBoxes(currentScenario()).size > 1 ? "Tidy up the selection" : "Tidy up the layout";
}
