/** The process of an event store: it loads aggregates, appends events where the expected version is right, and hands events on to its readers. */
import { micros, type Micros } from "#base/units.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { handlerTable, Process, type Kernel } from "#sim/kernel/kernel.ts";
import type { StreamId } from "#sim/kernel/random.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Program } from "#sim/program.ts";
import type { StorePlan } from "#sim/sourcing-plan.ts";
import { ANY_VERSION, EventLog, type EventMark } from "./event-log.ts";
import { createProjection, type Projection } from "./projection.ts";

/** Calls of a store. a: the asking process, b: its incarnation, c: what it will know the answer by. */
export const Store = { load: 0, append: 1, read: 2 } as const;

/** What an answer or a call of its own is to an instance (`Instance.sourced`, a). */
export const Sourced = {
  /** b: command, c: version; parcel: balance in cents, 1 where it was erased, 1 where the stream holds the command already. */
  loaded: 0,
  /** b: command. */
  decided: 1,
  /** b: command, c: one of AppendSays. */
  appended: 2,
  /** A reader looks whether it is its turn. */
  turn: 3,
  /** b: which read model, c: number of the reading; parcel: from, to. */
  events: 4,
  projected: 5,
  queryDue: 6,
  /** parcel: aggregate, version, until. */
  queryAgain: 7,
  /** A feed tries its event again. */
  feedAgain: 8,
} as const;

export const AppendSays = { appended: 0, wrongVersion: 1, erased: 2 } as const;

/** A reader that has read everything and is told when there is more. */
interface Parked {
  readonly process: number;
  readonly incarnation: number;
  readonly reader: number;
  readonly which: number;
  /** Which course of reading this belongs to (Projection.builds). */
  readonly builds: number;
}

export interface StoreCounts {
  conflicts: number;
  givenUp: number;
  refused: number;
  overdrawn: number;
  lostCents: number;
}

export interface StoreState {
  readonly mark: EventMark;
  parked: Parked[];
  readonly projections: Projection[];
  readonly counts: StoreCounts;
}

/** Stores come after all instances, with room for other processes of their kind between. */
const STORES_AT = 512;

/** Process index of a store. */
export function storeIndex({ groups, services }: Program, store: number): number {
  return 1 + groups.length + services.length * INSTANCES_MAX + STORES_AT + store;
}

export class StoreProcess extends Process<StoreState> {
  readonly store: number;
  readonly #log = new EventLog();
  readonly travel: StreamId;

  constructor(kernel: Kernel, store: number) {
    const plan = kernel.program.sourcing!.stores[store]!;
    const open = (purpose: string): StreamId => kernel.random.open(plan.nodeId, purpose);
    const bugs = plan.readers.map((service) => kernel.program.services[service]!.config.projectionBug);
    super(kernel, storeIndex(kernel.program, store), store, handlers, open("network"), {
      mark: { events: 0, snapshots: 0, fold: 1 },
      parked: [],
      projections: bugs.map(createProjection),
      counts: { conflicts: 0, givenUp: 0, refused: 0, overdrawn: 0, lostCents: 0 },
    });
    this.store = store;
    this.travel = open("answers");
  }

  get plan(): StorePlan {
    return this.kernel.program.sourcing!.stores[this.store]!;
  }

  /** Its events, as far as the run has come. */
  get log(): EventLog {
    this.#log.goTo(this.state.mark);
    return this.#log;
  }

  /** After a change of the log. */
  keep(): void {
    Object.assign(this.state.mark, this.#log.mark());
  }

  /** Takes the events of the same store of another run, up to a mark. */
  copyFrom(other: StoreProcess, mark: EventMark): void {
    this.#log.copyFrom(other.#log, mark);
  }
}

/** A store's process by its index among the stores. */
export function storeOf(kernel: Kernel, store: number): StoreProcess {
  return kernel.processes[storeIndex(kernel.program, store)] as StoreProcess;
}

/** Makes the processes of all stores. */
export function createStores(kernel: Kernel): void {
  kernel.program.sourcing!.stores.forEach((_, store) => {
    kernel.processes[storeIndex(kernel.program, store)] ??= new StoreProcess(kernel, store);
  });
}

/** A run that plays the past of another has its events, as far as they are there at the other's checkpoint. */
export function copyStores(from: Kernel, to: Kernel, processes: readonly unknown[]): void {
  from.program.sourcing!.stores.forEach((_, store) => {
    const saved = processes[storeIndex(from.program, store)] as { readonly state: StoreState };
    storeOf(to, store).copyFrom(storeOf(from, store), saved.state.mark);
  });
}

/** How long something is under way between a service and a store; draws from the stream of whoever sends it. */
export function travelUs(kernel: Kernel, stream: StreamId): Micros {
  const { latencyUs, jitterUs } = kernel.program;
  return latencyUs + (jitterUs > 0 ? kernel.random.exponential(stream, jitterUs) : 0);
}

/** When a question or an answer set out: behind all else that it carries. */
export function departureUs(parcel: readonly number[]): Micros {
  return parcel.at(-1)!;
}

/** Sends a question from an instance. */
export function askStore(
  asker: InstanceProcess,
  stream: StreamId,
  store: number,
  what: keyof typeof Store,
  number: number,
  parcel: readonly number[],
): void {
  const { kernel, index, life } = asker;
  if (what !== "read") kernel.ledger.wentOver(asker.storeUse!.wire);
  const atUs = kernel.nowUs + travelUs(kernel, stream);
  const to = storeOf(kernel, store);
  kernel.calendar.push(atUs, to.index, to.life.incarnation, Store[what], index, life.incarnation, number, [
    ...parcel,
    kernel.nowUs,
  ]);
}

function answer(
  self: StoreProcess,
  afterUs: Micros,
  to: readonly [process: number, incarnation: number],
  step: number,
  b: number,
  c: number,
  parcel: readonly number[],
): void {
  const { kernel } = self;
  const departsUs = kernel.nowUs + afterUs;
  const atUs = departsUs + travelUs(kernel, self.travel);
  kernel.calendar.push(atUs, to[0], to[1], Instance.sourced, step, b, c, [...parcel, departsUs]);
}

const handlers = handlerTable<StoreState, StoreProcess>({
  [Store.load](self, from, incarnation, command, parcel) {
    const [aggregate, cause] = parcel as readonly number[];
    const { log, plan } = self;
    const { loadMs, eventReadMs, keeps } = plan.config;
    const state = log.load(aggregate!);
    // A table of states has one row to read.
    const readMs = loadMs + (keeps === "events" ? state.read * eventReadMs : 0);
    const knows = cause! >= 0 && log.holdsCause(aggregate!, cause!);
    answer(self, micros(readMs), [from, incarnation], Sourced.loaded, command, state.version, [
      state.balanceCents,
      state.erased === null ? 0 : 1,
      knows ? 1 : 0,
    ]);
  },
  [Store.append](self, from, incarnation, command, parcel) {
    const says = append(self, from, parcel as readonly number[]);
    answer(self, micros(self.plan.config.appendMs), [from, incarnation], Sourced.appended, command, says, []);
  },
  [Store.read](self, from, incarnation, which, parcel) {
    const [reader = 0, batch = 1, builds = 0] = parcel as readonly number[];
    handOn(self, { process: from, incarnation, reader, which, builds }, batch);
  },
});

/** Takes an event from an instance, or refuses it. parcel: aggregate, amount, expected version, version and balance decided on, cause. */
function append(self: StoreProcess, from: number, parcel: readonly number[]): number {
  const [aggregate = 0, amount = 0, expected = ANY_VERSION, basedOn = 0, seenCents = 0, cause = -1] = parcel;
  const { kernel, log, plan, state } = self;
  const by = kernel.processes[from]!.who;
  const before = log.load(aggregate);
  // A table of states is written with the new state: what somebody else has written meanwhile is gone.
  const lostCents = plan.config.keeps === "state" ? before.balanceCents - seenCents : 0;
  const amountCents = amount - lostCents;
  const event = { aggregate, amountCents, basedOn, cause, by, atUs: kernel.nowUs };
  const answered = log.append(event, expected);
  if (answered.is === "erased") return AppendSays.erased;
  if (answered.is === "wrong-expected-version") {
    state.counts.conflicts++;
    return AppendSays.wrongVersion;
  }
  const { version } = answered;
  const note = (fact: number, what: number): void =>
    kernel.trace.record(kernel.nowUs, fact as never, by, what, -1, version, aggregate);
  note(Fact.eventAppended, amountCents);
  if (basedOn !== before.version) note(Fact.decidedOnStale, before.version - basedOn);
  if (lostCents !== 0) {
    state.counts.lostCents += Math.abs(lostCents);
    note(Fact.updateLost, lostCents);
  }
  const balanceCents = before.balanceCents + amountCents;
  if (balanceCents < 0 && amountCents < 0) {
    state.counts.overdrawn++;
    note(Fact.overdrawn, balanceCents);
  }
  const { snapshotEvery, keeps } = plan.config;
  if (keeps === "events" && snapshotEvery > 0 && log.sinceSnapshot(aggregate) >= snapshotEvery) {
    log.takeSnapshot(aggregate);
    note(Fact.snapshotTaken, log.mark().fold);
  }
  self.keep();
  wakeReaders(self);
  return AppendSays.appended;
}

/** There is something new: whoever has read everything reads on. */
export function wakeReaders(self: StoreProcess): void {
  const { parked } = self.state;
  if (parked.length === 0) return;
  self.state.parked = [];
  for (const each of parked) handOn(self, each, Infinity);
}

/** Answers a reader with what follows its checkpoint; one that has read everything waits here. */
function handOn(self: StoreProcess, reader: Parked, batch: number): void {
  const { projections } = self.state;
  const projection = projections[reader.reader]!;
  const model = reader.which === 0 ? projection.live : projection.next;
  // Its read model was switched or thrown away meanwhile.
  if (model === null || reader.builds !== projection.builds) return;
  const from = model.checkpoint;
  const { length } = self.log;
  if (from >= length) {
    self.state.parked.push(reader);
    return;
  }
  const { loadMs } = self.plan.config;
  const to = Math.min(length, from + batch);
  answer(
    self,
    micros(loadMs),
    [reader.process, reader.incarnation],
    Sourced.events,
    reader.which,
    reader.builds,
    [from, to],
  );
}
