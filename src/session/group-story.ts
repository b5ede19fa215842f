/** The histories of the run's groups, told as far as the story goes: each row once, anew where rows were cut. */
import { startGroupHistory, tellGroupHistory, type GroupHistory } from "#sim/group-history.ts";
import type { Layout } from "#sim/layout.ts";
import { storyRows, type StoryRow } from "./story.ts";

interface Told {
  readonly history: GroupHistory;
  /** The last row that it was told: where another stands in its place, the run went another way. */
  last: StoryRow | undefined;
}

let layoutTold: Layout | null = null;
const told = new Map<number, Told>();

/** The history of a group up to the furthest moment simulated; null where there is no such group. It grows in place. */
export function groupStory(layout: Layout, index: number): GroupHistory | null {
  if (layout !== layoutTold) {
    layoutTold = layout;
    told.clear();
  }
  const rows = storyRows();
  let known = told.get(index);
  if (known === undefined || rows[known.history.rows - 1] !== known.last) {
    const history = startGroupHistory(layout, index);
    if (history === null) return null;
    known = { history, last: undefined };
    told.set(index, known);
  }
  const { history } = known;
  for (let row = rows[history.rows]; row !== undefined; row = rows[history.rows])
    tellGroupHistory(history, (known.last = row));
  return history;
}
