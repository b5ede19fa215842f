/** What a trace has told of event stores: which store an instance works with, and how far each stream is. */
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Program } from "#sim/program.ts";
import type { StoreUse } from "#sim/sourcing-plan.ts";

export interface StreamPast {
  version: number;
  balanceCents: number;
  isErased: boolean;
}

export class StorePast {
  readonly #program: Program;
  readonly #streams = new Map<string, StreamPast>();
  /** Events by store, the ends of erased streams included. */
  readonly events: number[];

  constructor(program: Program) {
    this.#program = program;
    this.events = (program.sourcing?.stores ?? []).map(() => 0);
  }

  /** What the service of an instance does with a store. */
  storeUse(who: number): StoreUse {
    return this.#program.sourcing!.uses[Math.floor(who / INSTANCES_MAX)]!;
  }

  /** Whether its service appends on the version that it has seen only. */
  isChecked(who: number): boolean {
    return this.#program.services[Math.floor(who / INSTANCES_MAX)]!.config.expectedVersion === "checked";
  }

  stream(store: number, aggregate: number): StreamPast {
    const key = `${store} ${aggregate}`;
    const known = this.#streams.get(key) ?? { version: 0, balanceCents: 0, isErased: false };
    this.#streams.set(key, known);
    return known;
  }

  /** Of a row of an instance about an aggregate. */
  streamOf({ who, extra }: TraceRow): StreamPast {
    return this.stream(this.storeUse(who).store, extra);
  }

  appended(row: TraceRow): void {
    const stream = this.streamOf(row);
    stream.version++;
    stream.balanceCents += row.what;
    this.events[this.storeUse(row.who).store]!++;
  }

  erased({ who, extra }: TraceRow): void {
    const stream = this.stream(who, extra);
    stream.version++;
    stream.isErased = true;
    this.events[who]!++;
  }
}
