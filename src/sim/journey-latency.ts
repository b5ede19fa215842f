/** When some messages were processed: for a table that shows how long each took. */
import { countUntil } from "#base/search.ts";
import type { Micros } from "#base/units.ts";
import { Fact } from "./facts.ts";
import { Fork } from "./fork.ts";
import type { MessageId } from "./kernel/message-store.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { Run } from "./run.ts";

/** A group's first processing of a message. */
export interface FirstProcessed {
  readonly message: MessageId;
  readonly group: number;
  readonly atUs: Micros;
}

/** So many rows are looked at; what takes longer than that stays unknown. */
const ROWS_MAX = 150_000;

/** A reading in progress. Let it go when `origin` takes another course (an amendment). */
export class LatencyReader {
  readonly #origin: Run;
  readonly #wanted: ReadonlySet<MessageId>;
  readonly #seen = new Set<number>();
  readonly #found: FirstProcessed[] = [];
  readonly #fork: Fork | null;
  #rows = 0;
  /** Rows before this one were looked at in the columns of the run; -1: they do not reach back far enough. */
  #nextRow = -1;

  /** `messages` must have been made where `origin` stands, and be in order. */
  constructor(origin: Run, messages: readonly MessageId[]) {
    this.#origin = origin;
    this.#wanted = new Set(messages);
    const { kernel } = origin;
    const { trace } = kernel;
    const createdUs = kernel.messages.createdUs(messages[0] ?? 0);
    const reachesBack =
      messages.length === 0 || (trace.rows > trace.firstRow && trace.row(trace.firstRow).timeUs < createdUs);
    this.#fork = reachesBack ? null : new Fork(origin, origin.checkpoints!.before(createdUs - 1));
    if (reachesBack) this.#nextRow = firstRowFrom(origin, createdUs);
  }

  /** What was found so far. */
  get processed(): readonly FirstProcessed[] {
    return this.#found.filter(({ atUs }) => atUs <= this.#origin.atUs);
  }

  /** Reads on while `mayGoOn` says so; whether it is done. */
  read(mayGoOn: () => boolean): boolean {
    if (this.#wanted.size === 0) return true;
    if (this.#fork === null) return this.#readColumns();
    while (this.#rows < ROWS_MAX) {
      if (this.#fork.read(this.#origin.atUs, (row) => this.#take(row))) return true;
      if (!mayGoOn()) return false;
    }
    return true;
  }

  #readColumns(): boolean {
    const { trace } = this.#origin.kernel;
    for (let row = Math.max(this.#nextRow, trace.firstRow); row < trace.rows; row++)
      this.#take(trace.row(row));
    this.#nextRow = trace.rows;
    return true;
  }

  #take({ fact, what, who, timeUs }: TraceRow): void {
    this.#rows++;
    if (fact !== Fact.processed || !this.#wanted.has(what)) return;
    const { program } = this.#origin;
    const group = program.services[Math.floor(who / INSTANCES_MAX)]!.group;
    const key = what * program.groups.length + group;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#found.push({ message: what, group, atUs: timeUs });
  }
}

/** The first row in the columns that is not before a moment. */
function firstRowFrom({ kernel: { trace } }: Run, us: Micros): number {
  const { firstRow } = trace;
  return firstRow + countUntil(trace.rows - firstRow, (at) => trace.row(firstRow + at).timeUs, us - 1);
}
