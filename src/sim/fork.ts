/**
 * A second run beside the one that is shown: it takes up a checkpoint of the first and plays the past once more, to be
 * read row by row. Nothing that the first one reads is written to, so its course and its hash stay what they are.
 */
import { putBack, type Checkpoint } from "./checkpoints.ts";
import { Kernel } from "./kernel/kernel.ts";
import { TraceRecorder, type TraceRow } from "./kernel/trace-recorder.ts";
import { CALLS_PER_CHECKPOINT } from "./limits.ts";
import { copyStores } from "./parts.ts";
import { advance, createProcesses, type Run } from "./run.ts";
import { Sampler } from "./sampler.ts";
import type { Micros } from "#base/units.ts";

/** Calls between two readings of the rows, which are kept until then. */
const CALLS_A_READING = 1_000;

/** Takes rows of the past, in order; `row` counts from the start of the run. */
export type RowReader = (row: TraceRow, index: number) => void;

/** A run that plays the past of `origin` again. It must be let go when `origin` takes another course (an amendment). */
export class Fork {
  readonly run: Run;
  /** Rows of the trace before the next one that it will write. */
  rows: number;
  /** Everything up to here has been read. */
  atUs: Micros;

  /** Begins at a checkpoint of `origin` that is not after where `origin` stands. */
  constructor(origin: Run, checkpoint: Checkpoint) {
    const { kernel: first, program } = origin;
    const kernel = new Kernel(program, new TraceRecorder(1 << 12, true), first.keys);
    kernel.random.adopt(first.random);
    kernel.messages.copyFrom(first.messages, checkpoint.messages);
    if (first.effects !== null) kernel.effects?.copyFrom(first.effects, checkpoint.effects);
    if (first.writers !== null) kernel.writers?.copyFrom(first.writers, checkpoint.messages);
    if (first.copies !== null) kernel.copies?.copyFrom(first.copies, checkpoint.messages);
    const sampler = new Sampler(kernel);
    // Samples were taken the first time.
    sampler.count = Infinity;
    this.rows = checkpoint.trace.rows;
    this.atUs = checkpoint.atUs;
    this.run = {
      program,
      kernel,
      sampler,
      checkpoints: null,
      bytesMax: origin.bytesMax,
      atUs: checkpoint.atUs,
      headUs: checkpoint.atUs,
      intervened: 0,
      nextCheckpointCalls: checkpoint.calls + CALLS_PER_CHECKPOINT,
      outcome: { is: "running" },
    };
    createProcesses(this.run);
    if (program.sourcing !== null) copyStores(first, kernel, checkpoint.processes);
    putBack(checkpoint, this.run);
  }

  /** Plays one slice of the way to `untilUs` and gives its rows to the reader; whether it is there. */
  read(untilUs: Micros, reader: RowReader): boolean {
    if (this.atUs >= untilUs) return true;
    const how = advance(this.run, untilUs, CALLS_A_READING);
    // A pause may come between two calls of one moment, which is not over then.
    this.atUs = how === "paused" ? this.run.atUs - 1 : this.run.atUs;
    const { trace } = this.run.kernel;
    for (let row = 0; row < trace.rows; row++) reader(trace.row(row), this.rows + row);
    this.rows += trace.rows;
    trace.forget();
    return how !== "paused";
  }
}
