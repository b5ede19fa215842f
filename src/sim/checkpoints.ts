/**
 * Saved states of a run. What only grows (messages, logs, trace, samples) is saved as a length; the rest is copied. Under
 * a budget of bytes every second one is dropped when it is full, so that a seek takes twice as long and memory stays.
 */
import { clone } from "#base/clone.ts";
import type { Micros } from "#base/units.ts";
import { InstanceProcess } from "./instance-process.ts";
import { createInstance } from "./instance.ts";
import type { Calendar } from "./kernel/calendar.ts";
import type { Life } from "./kernel/kernel.ts";
import type { SavedTrace } from "./kernel/trace-recorder.ts";
import type { SavedLogs } from "./bus/log/partition-logs.ts";
import type { BatchStore } from "./bus/log/batch-store.ts";
import type { SavedLedger } from "./ledger.ts";
import type { SavedWatcher } from "./invariants/watcher.ts";
import { CALLS_PER_CHECKPOINT, CHECKPOINT_BYTES_MAX } from "./limits.ts";
import type { Run } from "./run.ts";

/** One saved state. */
export interface Checkpoint {
  readonly atUs: Micros;
  readonly calls: number;
  readonly intervened: number;
  readonly samples: number;
  readonly messages: number;
  /** Length of the databases' journal. */
  readonly effects: number;
  readonly calendar: ReturnType<Calendar["save"]>;
  readonly random: Int32Array;
  readonly batches: ReturnType<BatchStore["save"]>;
  readonly logs: SavedLogs;
  readonly ledger: SavedLedger;
  readonly trace: SavedTrace;
  /** null: nothing is demanded of the run. */
  readonly watcher: SavedWatcher | null;
  /** By process: its life and state; a process that was made later has none. */
  readonly processes: readonly ({ readonly life: Life; readonly state: unknown } | undefined)[];
  readonly bytes: number;
}

export class Checkpoints {
  #list: Checkpoint[] = [];
  /** Bytes held, estimated. */
  bytes = 0;

  /** Saves the run as it stands; does nothing where one was taken at this moment or later. */
  take(run: Run): void {
    const last = this.#list.at(-1);
    const { kernel } = run;
    if (last !== undefined && last.calls >= kernel.calls) return;
    const saved = {
      atUs: kernel.calls === 0 ? -1 : kernel.nowUs,
      calls: kernel.calls,
      intervened: run.intervened,
      samples: run.sampler.count,
      messages: kernel.messages.length,
      effects: kernel.effects?.length ?? 0,
      calendar: kernel.calendar.save(),
      random: kernel.random.save(),
      batches: kernel.batches.save(),
      logs: kernel.logs.save(),
      ledger: kernel.ledger.save(),
      trace: kernel.trace.save(),
      watcher: kernel.watcher?.save() ?? null,
      processes: clone(
        kernel.processes.map((process) => process && { life: process.life, state: process.state }),
      ),
    };
    const checkpoint = { ...saved, bytes: estimate(saved) };
    this.#list.push(checkpoint);
    this.bytes += checkpoint.bytes;
    if (this.bytes > CHECKPOINT_BYTES_MAX && this.#list.length > 8) this.#thin();
  }

  /** Takes the run back (or forward) to the last checkpoint that is not after `us`. */
  restore(run: Run, us: Micros): void {
    const checkpoint = this.before(us);
    const { kernel } = run;
    kernel.messages.truncate(checkpoint.messages);
    kernel.trace.restore(checkpoint.trace);
    run.sampler.count = checkpoint.samples;
    putBack(checkpoint, run);
  }

  /** The last checkpoint that is not after `us`. */
  before(us: Micros): Checkpoint {
    let low = 0;
    let high = this.#list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#list[middle]!.atUs <= us) low = middle;
      else high = middle - 1;
    }
    return this.#list[low]!;
  }

  /** The last checkpoint that has no more than so many rows of the trace behind it. */
  atRow(row: number): Checkpoint {
    return this.#list.findLast(({ trace }) => trace.rows <= row) ?? this.#list[0]!;
  }

  /** Whether going to `us` from a checkpoint saves calls against going on from where the run stands. */
  isWorthwhile(run: Run, us: Micros): boolean {
    return this.before(us).atUs > run.atUs;
  }

  /** Drops what was saved at or after a moment: the course of events from there on has changed. */
  forgetFrom(us: Micros): void {
    this.#list = this.#list.filter((checkpoint) => checkpoint.atUs < us);
    this.#count();
  }

  /** How many messages the last one has. */
  get messages(): number {
    return this.#list.at(-1)?.messages ?? 0;
  }

  #thin(): void {
    const last = this.#list.length - 1;
    this.#list = this.#list.filter((_, index) => index === last || index % 2 === 0);
    this.#count();
  }

  #count(): void {
    this.bytes = this.#list.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
  }
}

/** Gives a run of the same program the state that was saved, but for what only grows. */
export function putBack(checkpoint: Checkpoint, run: Run): void {
  const { kernel } = run;
  kernel.nowUs = Math.max(0, checkpoint.atUs);
  kernel.calls = checkpoint.calls;
  kernel.callsAtInstant = 0;
  kernel.calendar.restore(checkpoint.calendar);
  kernel.random.restore(checkpoint.random);
  kernel.batches.restore(checkpoint.batches);
  kernel.logs.restore(checkpoint.logs);
  kernel.ledger.restore(checkpoint.ledger);
  if (checkpoint.watcher !== null) kernel.watcher?.restore(checkpoint.watcher);
  kernel.effects?.restore(checkpoint.effects);
  kernel.processes.forEach((process, index) => {
    if (process === undefined) return;
    const saved = checkpoint.processes[index];
    if (saved !== undefined) {
      process.life = clone(saved.life);
      process.state = clone(saved.state);
    } else if (process instanceof InstanceProcess)
      kernel.processes[index] = createInstance(kernel, process.who);
  });
  run.atUs = checkpoint.atUs;
  run.intervened = checkpoint.intervened;
  run.nextCheckpointCalls = checkpoint.calls + CALLS_PER_CHECKPOINT;
  run.outcome = { is: "running" };
}

/** A rough count of what a checkpoint holds of its own. */
function estimate(saved: Omit<Checkpoint, "bytes">): number {
  const { calendar, batches, ledger, processes, logs } = saved;
  const latencies = [...ledger.latencies, ...ledger.windows].reduce(
    (sum, counts) => sum + counts.byteLength,
    0,
  );
  const pages = ledger.marks.reduce((sum, marks) => sum + marks.length * 8 + 4096, 0);
  const columns =
    calendar.far.times.byteLength * 3 +
    calendar.sequences.byteLength * 2 +
    calendar.numbers.byteLength +
    batches.numbers.byteLength;
  return (
    columns +
    latencies +
    pages +
    processes.length * 8 +
    processes.filter(Boolean).length * 2000 +
    logs.segments.length * 200 +
    logs.bytes
  );
}
