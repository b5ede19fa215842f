/**
 * Reads a stretch of the trace backwards from a row: the newest rows of some facts before it. What the run has still in
 * its columns is taken from there; the rest of the past is played again, from one checkpoint to the next.
 */
import type { Micros } from "#base/units.ts";
import { FACT_NAMES } from "./facts.ts";
import { Fork } from "./fork.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import type { Run } from "./run.ts";
import type { TraceWindow, WindowQuery, WindowRow } from "./trace-window.ts";

/** What a window leaves out beside facts. */
export interface Narrowed {
  /** Whether a row is wanted at all. */
  readonly suits?: (row: TraceRow) => boolean;
  /** Nothing earlier is looked for; a little may be found. */
  readonly sinceUs?: Micros;
  /** Rows before this one are known already; a few may be found again. */
  readonly fromRow?: number;
}

/** A reading in progress. Let it go when `origin` takes another course (an amendment). */
export class TraceWindowReader {
  readonly #origin: Run;
  readonly #limit: number;
  readonly #isWanted: Uint8Array;
  readonly #suits: ((row: TraceRow) => boolean) | null;
  readonly #sinceUs: Micros;
  readonly #least: number;
  readonly #toRow: number;
  /** All that lies behind `#fromRow` is too long ago. */
  #isFarEnough = false;
  /** Everything from this row on is looked at. */
  #fromRow: number;
  #rows: WindowRow[] = [];
  #fork: Fork | null = null;
  /** Where the fork began, and what it has found. */
  #forkFrom = 0;
  #forkFromUs: Micros = 0;
  #found: WindowRow[] = [];

  constructor(origin: Run, query: WindowQuery, { suits, sinceUs, fromRow }: Narrowed = {}) {
    this.#origin = origin;
    this.#suits = suits ?? null;
    this.#sinceUs = sinceUs ?? -Infinity;
    this.#least = fromRow ?? 0;
    this.#limit = query.limit;
    const all = query.facts.length === 0;
    this.#isWanted = Uint8Array.from(FACT_NAMES, (name) => (all || query.facts.includes(name) ? 1 : 0));
    const { trace } = origin.kernel;
    this.#toRow = this.#fromRow = Math.max(0, Math.min(query.beforeRow, trace.rows));
    const firstRow = Math.max(trace.firstRow, this.#least);
    while (this.#fromRow > firstRow && this.#rows.length < this.#limit && !this.#isFarEnough) {
      const row = trace.row(--this.#fromRow);
      this.#isFarEnough = row.timeUs < this.#sinceUs;
      this.#look(row, this.#fromRow, this.#rows);
    }
    this.#rows.reverse();
  }

  /** Reads on while `mayGoOn` says so; whether it is done. */
  read(mayGoOn: () => boolean): boolean {
    while (!this.#isDone) {
      this.#fork ??= this.#begin();
      const isThere = this.#fork.read(this.#origin.atUs, (row, index) => {
        if (index < this.#fromRow) this.#look(row, index, this.#found);
      });
      if (this.#fork.rows >= this.#fromRow || isThere) this.#take();
      if (!mayGoOn()) return this.#isDone;
    }
    return true;
  }

  get #isDone(): boolean {
    return this.#rows.length >= this.#limit || this.#fromRow <= this.#least || this.#isFarEnough;
  }

  /** What was found so far. */
  window(): TraceWindow {
    return { rows: this.#rows, fromRow: this.#fromRow, toRow: this.#toRow };
  }

  #begin(): Fork {
    const fork = new Fork(this.#origin, this.#origin.checkpoints!.atRow(this.#fromRow - 1));
    this.#forkFromUs = fork.atUs;
    this.#forkFrom = fork.rows;
    this.#found = [];
    return fork;
  }

  /** Puts what the fork has found before the rest; where that is more than is wanted, the oldest are left. */
  #take(): void {
    const room = this.#limit - this.#rows.length;
    const isWhole = this.#found.length <= room;
    const kept = isWhole ? this.#found : this.#found.slice(-room);
    this.#fromRow = isWhole ? this.#forkFrom : (kept[0]?.row ?? this.#forkFrom);
    this.#rows = [...kept, ...this.#rows];
    this.#isFarEnough = this.#forkFromUs < this.#sinceUs;
    this.#fork = null;
  }

  #look(row: TraceRow, index: number, into: WindowRow[]): void {
    if (this.#isWanted[row.fact] !== 1 || this.#suits?.(row) === false) return;
    const { timeUs, fact, who, what, where, offset, extra } = row;
    into.push({ row: index, timeUs, fact: FACT_NAMES[fact]!, who, what, where, offset, extra });
  }
}
