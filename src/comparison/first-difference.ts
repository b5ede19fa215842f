/**
 * Finds the first row in which the traces of two runs differ: both are run side by side, in slices, and their rows are
 * compared as they are written. Until then the two runs are one and the same, since each thing draws its luck from a
 * stream of its own; what follows from the difference is the difference of the designs.
 */
import { present } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { FACT_NAMES, STORY_FACTS, type FactName } from "#sim/facts.ts";
import type { Program } from "#sim/program.ts";
import { advance, startRun, type Run } from "#sim/run.ts";
import { sentenceOf } from "#sim/sentences.ts";
import { startStory, tellStory, type FactRow } from "#sim/story-context.ts";
import { momentText } from "#sim/words.ts";
import { sameRowOf, type SameRow, type TraceRow } from "./translation.ts";

/** One of the two designs: the document and what it was compiled to. */
export interface Design {
  readonly scenario: Scenario;
  readonly program: Program;
}

/** What one of the runs writes where the other writes something else. */
export interface DifferenceSide {
  /** Null: nothing more happens. */
  readonly fact: FactName | null;
  /** When; the end of the run where nothing more happens. */
  readonly atUs: Micros;
  /** A sentence. */
  readonly says: string;
}

/** The first row in which two traces differ. */
export interface FirstDifference {
  /** Its number, from 0: so many rows before it are the same in both. */
  readonly row: number;
  /** The earlier of the two moments. */
  readonly atUs: Micros;
  readonly a: DifferenceSide;
  readonly b: DifferenceSide;
}

/** Calls between two comparisons. */
const CALLS_A_SLICE = 2_000;
/** Newest rows that stay readable: far more than any slice writes. */
const ROWS_KEPT = 1 << 18;
const IS_STORY = Uint8Array.from(FACT_NAMES, (name) => (STORY_FACTS.includes(name) ? 1 : 0));

/** A comparison in progress. */
export class DifferenceSearch {
  readonly #a: Design;
  readonly #b: Design;
  readonly #isSame: SameRow;
  /** The runs, which may be played on once the search is over. */
  readonly runs: { readonly a: Run; readonly b: Run };
  /** So many rows are the same. */
  #rows = 0;
  /** Null: none so far. */
  found: FirstDifference | null = null;

  /** `bytesMax`: budget of each of the runs. */
  constructor(a: Design, b: Design, bytesMax?: number) {
    const start = ({ program }: Design): Run =>
      startRun(program, {
        isForwardOnly: true,
        rowsKept: ROWS_KEPT,
        ...(bytesMax === undefined ? {} : { bytesMax }),
      });
    this.#a = a;
    this.#b = b;
    this.#isSame = sameRowOf(a.program.layout, b.program.layout);
    this.runs = { a: start(a), b: start(b) };
  }

  /** Up to here both were simulated. */
  get reachedUs(): Micros {
    return Math.max(0, Math.min(this.runs.a.atUs, this.runs.b.atUs));
  }

  /** Goes on by one slice; whether the search is over: a difference was found, or both runs have ended without any. */
  step(): boolean {
    if (this.found !== null) return true;
    const { a, b } = this.runs;
    const rowsOfA = a.kernel.trace.rows;
    const rowsOfB = b.kernel.trace.rows;
    // The one that is behind, so that neither writes more rows ahead than stay readable.
    if (rowsOfA <= rowsOfB || isOver(b)) goOn(a);
    if (rowsOfB <= rowsOfA || isOver(a)) goOn(b);
    this.#compare();
    return this.found !== null || (isOver(a) && isOver(b));
  }

  #compare(): void {
    const { a, b } = this.runs;
    const [left, right] = [a.kernel.trace, b.kernel.trace];
    const common = Math.min(left.rows, right.rows);
    for (; this.#rows < common; this.#rows++) {
      if (!this.#isSame(left.row(this.#rows), right.row(this.#rows))) return this.#end();
    }
    // Where one has ended, what the other still writes has nothing that it could be the same as.
    if ((isOver(a) && right.rows > common) || (isOver(b) && left.rows > common)) this.#end();
  }

  #end(): void {
    const [a, b] = [rowOf(this.runs.a, this.#rows), rowOf(this.runs.b, this.#rows)];
    const atUs = Math.min(a?.timeUs ?? Infinity, b?.timeUs ?? Infinity);
    this.found = {
      row: this.#rows,
      atUs,
      a: sideOf(this.runs.a, this.#a, this.#rows, a, atUs),
      b: sideOf(this.runs.b, this.#b, this.#rows, b, atUs),
    };
  }
}

function isOver({ outcome }: Run): boolean {
  return outcome.is !== "running";
}

function goOn(run: Run): void {
  if (!isOver(run)) advance(run, run.program.durationUs, CALLS_A_SLICE);
}

function rowOf({ kernel }: Run, row: number): FactRow | null {
  return row < kernel.trace.rows ? named(kernel.trace.row(row)) : null;
}

function named(row: TraceRow): FactRow {
  return { ...row, fact: present(FACT_NAMES[row.fact], "a known fact") };
}

/** What one run says at the difference. Where it says it later than the other, the other's fact has not happened here. */
function sideOf(run: Run, design: Design, index: number, row: FactRow | null, atUs: Micros): DifferenceSide {
  const { scenario, program } = design;
  if (row === null) {
    const endUs = Math.max(0, run.atUs);
    return { fact: null, atUs: endUs, says: `Nothing more happens; the run ends at ${momentText(endUs)}.` };
  }
  const context = startStory(program.layout, scenario);
  for (const before of storyBefore(run, index, row.timeUs)) tellStory(context, before);
  const sentence = sentenceOf(row, program.layout, context);
  const [then, next] = [momentText(atUs), momentText(row.timeUs)];
  const when =
    then === next
      ? `Nothing of it at ${then}. What comes next:`
      : `Nothing at ${then}. What comes next, at ${next}:`;
  const says = row.timeUs > atUs ? `${when} ${sentence}` : sentence;
  return { fact: row.fact, atUs: row.timeUs, says };
}

/** The story up to a row: what is earlier, and of the same moment what stands before it. */
function storyBefore({ kernel: { trace } }: Run, index: number, timeUs: Micros): FactRow[] {
  const rows: FactRow[] = [];
  const earlier = trace.storyBefore(timeUs, trace.storyRows);
  for (let at = 0; at < earlier; at++) rows.push(named(trace.storyRow(at)));
  let first = index;
  while (first > trace.firstRow && trace.row(first - 1).timeUs === timeUs) first--;
  for (let at = first; at < index; at++) {
    const row = trace.row(at);
    if (IS_STORY[row.fact] === 1) rows.push(named(row));
  }
  return rows;
}
