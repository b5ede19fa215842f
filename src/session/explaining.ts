/**
 * What is surprising in the run so far and why, for the panel that lists it. Told once per row of the story and kept; told
 * anew where rows were cut or the document is another. Loaded with that panel.
 */
import { Explainer } from "#sim/explain.ts";
import type { Layout } from "#sim/layout.ts";
import type { Scenario } from "#scenario/document.ts";
import { usePlayback } from "./playback-store.ts";
import { currentScenario } from "./scenario-store.ts";
import { storyRows, type StoryRow } from "./story.ts";

let explainer: Explainer | null = null;
let layoutOf: Layout | null = null;
let nodesOf: Scenario["nodes"] | null = null;
let lastRow: StoryRow | undefined;

/** Everything up to the furthest moment simulated, or null before the first run. The same object while it grows. */
export function explained(): Explainer | null {
  const { layout } = usePlayback.getState();
  if (layout === null) return null;
  const rows = storyRows();
  const { nodes } = currentScenario();
  const goesOn =
    layoutOf === layout &&
    nodesOf === nodes &&
    explainer !== null &&
    (explainer.rows === 0 || rows[explainer.rows - 1] === lastRow);
  if (!goesOn || explainer === null) {
    explainer = new Explainer(layout, currentScenario());
    layoutOf = layout;
    nodesOf = nodes;
  }
  for (let at = explainer.rows; at < rows.length; at++) explainer.take(rows[at]!);
  lastRow = rows[explainer.rows - 1];
  return explainer;
}
