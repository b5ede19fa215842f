/**
 * A stretch of the trace, read backwards from a row: the newest rows of some facts before it. What the run has still in
 * its columns is taken from there; the rest of the past is played again, from one checkpoint to the next.
 */
import type { Micros } from "#base/units.ts";
import { FACT_NAMES, type FactName } from "./facts.ts";
import { Fork } from "./fork.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import type { Run } from "./run.ts";

/** A row with its number in the trace of the run. */
export interface WindowRow {
  readonly row: number;
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly offset: number;
  readonly extra: number;
}

export interface WindowQuery {
  /** Rows from this one on are left out; Infinity: up to where the run stands. */
  readonly beforeRow: number;
  /** Any fact if empty. */
  readonly facts: readonly FactName[];
  /** At most so many rows, the newest ones. */
  readonly limit: number;
}

export interface TraceWindow {
  /** In the order of the trace. */
  readonly rows: readonly WindowRow[];
  /** Rows before this one were not looked at; 0: there are no earlier ones. */
  readonly fromRow: number;
  /** Rows from this one on were not looked at. */
  readonly toRow: number;
}

/** A reading in progress. Let it go when `origin` takes another course (an amendment). */
export class TraceWindowReader {
  readonly #origin: Run;
  readonly #limit: number;
  readonly #isWanted: Uint8Array;
  readonly #toRow: number;
  /** Everything from this row on is looked at. */
  #fromRow: number;
  #rows: WindowRow[] = [];
  #fork: Fork | null = null;
  /** Where the fork began, and what it has found. */
  #forkFrom = 0;
  #found: WindowRow[] = [];

  constructor(origin: Run, query: WindowQuery) {
    this.#origin = origin;
    this.#limit = query.limit;
    const all = query.facts.length === 0;
    this.#isWanted = Uint8Array.from(FACT_NAMES, (name) => (all || query.facts.includes(name) ? 1 : 0));
    const { trace } = origin.kernel;
    this.#toRow = this.#fromRow = Math.max(0, Math.min(query.beforeRow, trace.rows));
    const { firstRow } = trace;
    while (this.#fromRow > firstRow && this.#rows.length < this.#limit)
      this.#look(trace.row(--this.#fromRow), this.#fromRow, this.#rows);
    this.#rows.reverse();
  }

  /** Reads on while `mayGoOn` says so; whether it is done. */
  read(mayGoOn: () => boolean): boolean {
    while (this.#rows.length < this.#limit && this.#fromRow > 0) {
      this.#fork ??= this.#begin();
      const isThere = this.#fork.read(this.#origin.atUs, (row, index) => {
        if (index < this.#fromRow) this.#look(row, index, this.#found);
      });
      if (this.#fork.rows >= this.#fromRow || isThere) this.#take();
      if (!mayGoOn()) return this.#rows.length >= this.#limit || this.#fromRow === 0;
    }
    return true;
  }

  /** What was found so far. */
  window(): TraceWindow {
    return { rows: this.#rows, fromRow: this.#fromRow, toRow: this.#toRow };
  }

  #begin(): Fork {
    const fork = new Fork(this.#origin, this.#origin.checkpoints!.atRow(this.#fromRow - 1));
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
    this.#fork = null;
  }

  #look(row: TraceRow, index: number, into: WindowRow[]): void {
    if (this.#isWanted[row.fact] !== 1) return;
    const { timeUs, fact, who, what, where, offset, extra } = row;
    into.push({ row: index, timeUs, fact: FACT_NAMES[fact]!, who, what, where, offset, extra });
  }
}

/** Facts whose column `what` is a message. */
const ABOUT_A_MESSAGE: ReadonlySet<FactName> = new Set<FactName>([
  "produced",
  "appended",
  "started",
  "processed",
  "duplicated",
  "failed",
  "backedOff",
  "skipped",
]);

/** The message that a row speaks of, or -1 where it speaks of none or of several. */
export function messageOfRow(row: { readonly fact: FactName; readonly what: number }): number {
  return ABOUT_A_MESSAGE.has(row.fact) ? row.what : -1;
}

/** All facts, by what they are about: kinds to choose from. */
export const FACT_KINDS: Readonly<Record<string, readonly FactName[]>> = {
  produced: ["produced", "sent", "appended", "acknowledged", "dropped"],
  read: ["fetched", "delivered", "positioned"],
  worked: ["started", "processed", "failed", "backedOff", "deadLettered", "skipped", "duplicated", "lost"],
  committed: ["committed", "commitRefused"],
  group: [
    "rebalanceStarted",
    "generationFormed",
    "assigned",
    "revoked",
    "lostPartition",
    "stable",
    "memberJoined",
    "memberRemoved",
    "pollExpired",
    "heartbeat",
  ],
  system: ["intervened", "crashed", "stopped", "startedUp", "paused", "resumed", "slowed", "retired"],
};
