/**
 * The process table and its clock. A process is plain state and named handlers; everything pending is a scheduled call
 * (data that names a handler). The kernel runs calls in the order of the calendar and knows nothing of what they mean.
 */
import { present } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import type { FactCode } from "#sim/facts.ts";
import { createCopies, Records } from "#sim/parts.ts";
import type { Watcher } from "#sim/invariants/watcher.ts";
import type { Program } from "#sim/program.ts";
import type { Records as DatabaseRecords } from "#sim/effects/records.ts";
import type { CopyTable } from "#sim/retrying/copies.ts";
import { BatchStore } from "#sim/bus/log/batch-store.ts";
import { KeyTable } from "#sim/bus/log/keys.ts";
import { PartitionLogs } from "#sim/bus/log/partition-logs.ts";
import { Ledger } from "#sim/ledger.ts";
import { Calendar, type Parcel } from "./calendar.ts";
import { MessageStore } from "./message-store.ts";
import { WriterColumn } from "./writer-column.ts";
import { RandomStreams, type StreamId } from "./random.ts";
import type { TraceRecorder } from "./trace-recorder.ts";

/** Answers one scheduled call. `a`, `b`, `c` are whole numbers; `parcel` is plain data. Runs to its end, never waits. */
export type Handler<S> = (self: Process<S>, a: number, b: number, c: number, parcel: Parcel) => void;

/** Handlers by number; a call names one. */
export type Handlers<S> = readonly Handler<S>[];

/** The table of a process's handlers from an object keyed by their numbers. A call of a number that has none is our mistake. */
export function handlerTable<S, P extends Process<S> = Process<S>>(
  byNumber: Readonly<Record<number, (self: P, a: number, b: number, c: number, parcel: Parcel) => void>>,
): Handlers<S> {
  // A process is only ever made with the handlers of its own kind, so `self` is the P that they expect.
  const table = byNumber as unknown as Readonly<Record<number, Handler<S>>>;
  const most = Math.max(...Object.keys(table).map(Number));
  return Array.from(
    { length: most + 1 },
    (_, number): Handler<S> => table[number] ?? (() => present(undefined, `handler ${number}`)),
  );
}

/** What the kernel knows of a process's life; saved with its state. */
export interface Life {
  /** Goes up when the process dies: calls for an older incarnation are dropped. */
  incarnation: number;
  /** Calls wait until then: the process stands still. */
  pausedUntilUs: Micros;
  /** When the last request (answer) on its connections to the bus and to the coordinator arrives: a connection keeps its order. */
  readonly busyUs: Micros[];
}

/** A literal where it can be: V8 then knows what its numbers become, and the hot path stays with one kind of array. */
function noneBusy(links: number): Micros[] {
  return links === 4 ? [0, 0, 0, 0] : Array.from({ length: links }, () => 0);
}

/** Connections of a process: to the first broker and back, to its coordinator and back; then to each further broker and back. */
export const Link = { toBus: 0, fromBus: 1, toCoordinator: 2, fromCoordinator: 3 } as const;

export class Process<S> {
  readonly kernel: Kernel;
  readonly index: number;
  /** Who it is in trace rows. */
  readonly who: number;
  readonly handlers: Handlers<S>;
  readonly network: StreamId;
  state: S;
  life: Life;

  constructor(
    kernel: Kernel,
    index: number,
    who: number,
    handlers: Handlers<S>,
    network: StreamId,
    state: S,
  ) {
    this.kernel = kernel;
    this.index = index;
    this.who = who;
    this.handlers = handlers;
    this.network = network;
    this.state = state;
    const links = 2 + 2 * kernel.program.cluster.brokers;
    this.life = { incarnation: 0, pausedUntilUs: 0, busyUs: noneBusy(links) };
  }

  /** Calls one of its own handlers later. */
  after(delayUs: Micros, handler: number, a = 0, b = 0, c = 0, parcel?: Parcel): void {
    this.kernel.calendar.push(
      this.kernel.nowUs + delayUs,
      this.index,
      this.life.incarnation,
      handler,
      a,
      b,
      c,
      parcel,
    );
  }

  /** Writes a row of the trace about itself. */
  note(fact: FactCode, what = -1, where = -1, offset = -1, extra = -1): void {
    this.kernel.trace.record(this.kernel.nowUs, fact, this.who, what, where, offset, extra);
  }

  /** When something that it sends now to a broker arrives there. */
  arrivalAt(broker: number): Micros {
    return this.arrival(broker === 0 ? Link.toBus : 2 + 2 * broker);
  }

  /** When something that a broker sends it now arrives. */
  arrivalFrom(broker: number): Micros {
    return this.arrival(broker === 0 ? Link.fromBus : 3 + 2 * broker);
  }

  /** When something sent now over one of its connections arrives; draws from its own network stream and keeps the connection's order. */
  arrival(link: number): Micros {
    const kernel = this.kernel;
    const { latencyUs, jitterUs } = kernel.program;
    const jitter = jitterUs > 0 ? kernel.random.exponential(this.network, jitterUs) : 0;
    const freeUs = this.life.busyUs[link]!;
    let arrivesUs = kernel.nowUs + latencyUs + jitter;
    if (arrivesUs < freeUs) arrivesUs = freeUs;
    this.life.busyUs[link] = arrivesUs;
    return arrivesUs;
  }
}

// The table holds processes of every kind; a handler only ever meets processes of its own.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyProcess = Process<any>;

export class Kernel {
  program: Program;
  readonly calendar = new Calendar();
  readonly random: RandomStreams;
  readonly messages = new MessageStore();
  /** Only in a run with schemas. */
  readonly writers: WriterColumn | null;
  /** Headers of copies; only in a run with dead letter queues, retry topics or jitter. */
  readonly copies: CopyTable | null;
  /** What databases hold; only in a run with effects. */
  readonly effects: DatabaseRecords | null;
  readonly keys: KeyTable;
  readonly batches = new BatchStore();
  readonly logs: PartitionLogs;
  readonly ledger: Ledger;
  readonly trace: TraceRecorder;
  /** Only in a run of which something is demanded; a fork has none. */
  watcher: Watcher | null = null;
  readonly processes: (AnyProcess | undefined)[] = [];
  nowUs: Micros = 0;
  /** Calls run so far. */
  calls = 0;
  /** Calls run at `nowUs`; a run that never leaves an instant is stopped. */
  callsAtInstant = 0;

  /** `keys`: a memo that another kernel has filled already. */
  constructor(program: Program, trace: TraceRecorder, keys = new KeyTable()) {
    this.program = program;
    this.trace = trace;
    this.keys = keys;
    this.random = new RandomStreams(program.seed);
    this.writers = program.schemas === null ? null : new WriterColumn();
    this.effects = program.effects === null ? null : new Records();
    this.copies = program.retrying === null ? null : createCopies();
    this.logs = new PartitionLogs(program);
    this.ledger = new Ledger(program);
  }

  /** Runs the calls that are due up to and including `untilUs`, until `lastCall` calls have been run in all or a watched fact was found. */
  runCalls(untilUs: Micros, lastCall: number): void {
    const { calendar, trace, processes } = this;
    while (this.calls < lastCall && !trace.found) {
      const timeUs = calendar.nextTimeUs;
      if (timeUs > untilUs) return;
      calendar.pop();
      this.calls++;
      if (timeUs === this.nowUs) this.callsAtInstant++;
      else {
        this.nowUs = timeUs;
        this.callsAtInstant = 0;
      }
      const process = processes[calendar.process]!;
      const life = process.life;
      if (life.incarnation !== calendar.incarnation) continue;
      const { handler, a, b, c, parcel } = calendar;
      if (life.pausedUntilUs > timeUs) {
        calendar.push(life.pausedUntilUs, process.index, life.incarnation, handler, a, b, c, parcel);
      } else process.handlers[handler]!(process, a, b, c, parcel);
    }
  }
}
