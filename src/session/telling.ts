/**
 * The story so far in sentences, for the log and for the marks of the timeline. Told once per row and kept; told anew
 * where rows were cut, a thing was renamed, or the interventions are others.
 */
import { countUntil } from "#base/search.ts";
import type { Micros } from "#base/units.ts";
import type { FactName } from "#sim/facts.ts";
import type { Layout } from "#sim/layout.ts";
import { sentenceOfRows, toldTogether } from "#sim/sentences.ts";
import { startStory, tellStory, type StoryContext } from "#sim/story-context.ts";
import { usePlayback } from "./playback-store.ts";
import { currentScenario } from "./scenario-store.ts";
import { storyRows, type StoryRow } from "./story.ts";

/** One sentence and the rows that it tells. */
export interface ToldEntry {
  readonly index: number;
  /** Its rows are `from` … `to - 1` of `storyRows()`. */
  readonly from: number;
  readonly to: number;
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly text: string;
}

let context: StoryContext | null = null;
let entries: ToldEntry[] = [];
let rowsTold = 0;
let lastRow: StoryRow | undefined;
let interventions: unknown;

/** Whether what is told so far is the beginning of what is to be told now. */
function goesOn(layout: Layout, rows: readonly StoryRow[]): boolean {
  return (
    context?.layout === layout &&
    interventions === currentScenario().interventions &&
    (rowsTold === 0 || rows[rowsTold - 1] === lastRow)
  );
}

/** All sentences up to the furthest moment simulated. A new array where it is told anew, the same one while it grows. */
export function toldStory(): readonly ToldEntry[] {
  const { layout } = usePlayback.getState();
  const rows = storyRows();
  if (layout === null) return [];
  if (!goesOn(layout, rows) || context === null) {
    context = startStory(layout, currentScenario());
    interventions = currentScenario().interventions;
    entries = [];
    rowsTold = 0;
  } else if (rowsTold < rows.length) takeBackOpenEntry(rows);
  while (rowsTold < rows.length) tellNext(context, rows);
  lastRow = rows[rowsTold - 1];
  return entries;
}

/** The last sentence may go on with the new rows: its rows are told once more. What they changed in the context stays true. */
function takeBackOpenEntry(rows: readonly StoryRow[]): void {
  const last = entries.at(-1);
  const [first, next] = [rows[last?.from ?? 0], rows[rowsTold]];
  if (last === undefined || first === undefined || next === undefined || !toldTogether(first, next)) return;
  entries.pop();
  rowsTold = last.from;
}

function tellNext(story: StoryContext, rows: readonly StoryRow[]): void {
  const from = rowsTold;
  const first = rows[from];
  if (first === undefined) return;
  let to = from + 1;
  for (let next = rows[to]; next !== undefined && toldTogether(first, next); next = rows[to]) to += 1;
  const together = rows.slice(from, to);
  const text = sentenceOfRows(together, first, story);
  for (const row of together) tellStory(story, row);
  entries.push({ index: entries.length, from, to, timeUs: first.timeUs, fact: first.fact, text });
  rowsTold = to;
}

/** The sentence that tells a row of the story, or undefined. */
export function entryOfRow(row: number): ToldEntry | undefined {
  const told = toldStory();
  return told[countUntil(told.length, (at) => told[at]!.to, row)];
}
