/** The story of the run so far: its worded facts as rows, in order of simulated time, kept while the playhead moves about. */
import { countUntil } from "#base/search.ts";
import { create } from "zustand";
import { present } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import { FACT_NAMES, ROW_STRIDE, type FactName } from "#sim/facts.ts";

/** One row; what the columns mean for which fact stands in `sim/facts.ts`. */
export interface StoryRow {
  /** Its place in `storyRows()`. */
  readonly index: number;
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly offset: number;
  readonly extra: number;
}

export interface StoryState {
  readonly length: number;
  /** Rises with every change of the rows, also where the length stays. */
  readonly version: number;
  /** Rows that came after the list was full (see STORY_ROWS_MAX) and are not listed. */
  readonly left: number;
}

/** So many rows are kept for reading; a run of failures that never end must not fill the tab's memory. */
export const STORY_ROWS_MAX = 200_000;

const rows: StoryRow[] = [];

/** Hook and store: tells when the rows changed. */
export const useStory = create<StoryState>()(() => ({ length: 0, version: 0, left: 0 }));

/** All rows up to the furthest moment simulated. The same array all along; it grows, and is cut when the run changes. */
export function storyRows(): readonly StoryRow[] {
  return rows;
}

/** How many rows lie at or before `atUs`: the row that is next in time has this index. */
export function storyUntil(atUs: Micros): number {
  return countUntil(rows.length, (at) => rows[at]!.timeUs, atUs);
}

/** Session only: adds rows as the worker sends them, ROW_STRIDE numbers each. */
export function appendStory(columns: Float64Array): void {
  if (columns.length === 0) return;
  let left = 0;
  for (let at = 0; at + ROW_STRIDE <= columns.length; at += ROW_STRIDE) {
    if (rows.length >= STORY_ROWS_MAX) {
      left += 1;
      continue;
    }
    const number = (column: number): number => columns[at + column] ?? 0;
    rows.push({
      index: rows.length,
      timeUs: number(0),
      fact: present(FACT_NAMES[number(1)], "a known fact"),
      who: number(2),
      what: number(3),
      where: number(4),
      offset: number(5),
      extra: number(6),
    });
  }
  useStory.setState((state) => ({
    length: rows.length,
    version: state.version + 1,
    left: state.left + left,
  }));
}

/** Session only: forgets what came after `keptUs` (all of it: -1), because the run went another way from there. */
export function cutStory(keptUs: Micros): void {
  rows.length = storyUntil(keptUs);
  useStory.setState((state) => ({ length: rows.length, version: state.version + 1, left: 0 }));
}
