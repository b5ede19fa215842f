/**
 * The events of one store: streams of aggregates in one global order, with snapshots and erasures. Everything only grows,
 * so what a checkpoint keeps of it is its lengths (`EventMark`); whoever goes back truncates it to a mark.
 *
 * Rules: append with an expected version as in EventStoreDB (WrongExpectedVersion); load = snapshot + fold of the events
 * after it; a snapshot is a cache with the version of the fold that made it, worth nothing to another one.
 */
import type { Micros } from "#base/units.ts";
import { EventIs, type AggregateState, type Erasure, type Loaded } from "#sim/aggregate.ts";

/** In place of an expected version: whatever stands there is good enough. */
export const ANY_VERSION = -1;

/** How much there is. The newest fold counts from 1. */
export interface EventMark {
  events: number;
  snapshots: number;
  fold: number;
}

/** An event to be appended. `basedOn`: the version that the decision has seen. `cause`: message of the command, -1 for none. */
export interface NewEvent {
  readonly aggregate: number;
  readonly amountCents: number;
  readonly basedOn: number;
  readonly cause: number;
  readonly by: number;
  readonly atUs: Micros;
}

/** One event as it stands in its stream. */
export interface StoredEvent extends NewEvent {
  /** Place in the global order, from 0; place in its stream, from 1. */
  readonly position: number;
  readonly version: number;
  readonly is: number;
}

export type Appended =
  | { readonly is: "appended"; readonly version: number; readonly position: number }
  | { readonly is: "wrong-expected-version"; readonly version: number }
  | { readonly is: "erased"; readonly version: number };

export const NOTHING: AggregateState = { version: 0, balanceCents: 0, erased: null };

/** One step of the fold. */
export function evolve(
  state: AggregateState,
  event: Pick<StoredEvent, "is" | "amountCents">,
): AggregateState {
  const version = state.version + 1;
  switch (event.is) {
    case EventIs.tombstone:
      return { version, balanceCents: 0, erased: "tombstone" };
    case EventIs.shredded:
      return { version, balanceCents: 0, erased: "shredded" };
    default:
      return { ...state, version, balanceCents: state.balanceCents + event.amountCents };
  }
}

/**
 * Numbers of an event: aggregate, version, amount, version decided on, cause, instance, what it is, event before it in its
 * stream, balance after it (the fold so far, so that no load has to fold for real).
 */
const EVENT = 9;
/** Numbers of a snapshot: aggregate, version, balance, fold, events in the log when it was taken, snapshot before it. */
const SNAPSHOT = 6;

export class EventLog {
  #events = new Float64Array(64 * EVENT);
  #times = new Float64Array(64);
  #snapshots = new Float64Array(16 * SNAPSHOT);
  /** By aggregate: its last event, its last snapshot. Follows from the columns. */
  readonly #heads = new Map<number, number>();
  readonly #lastSnapshots = new Map<number, number>();
  readonly #mark: EventMark = { events: 0, snapshots: 0, fold: 1 };

  /** Events in all, tombstones included. */
  get length(): number {
    return this.#mark.events;
  }
  get snapshotCount(): number {
    return this.#mark.snapshots;
  }
  /** Aggregates that have a stream. */
  get aggregates(): readonly number[] {
    return [...this.#heads.keys()];
  }
  get aggregateCount(): number {
    return this.#heads.size;
  }
  get bytesHeld(): number {
    return this.#events.byteLength + this.#times.byteLength + this.#snapshots.byteLength;
  }

  mark(): EventMark {
    return { ...this.#mark };
  }

  /** Appends to the end of a stream, if it ends where the decision thought. */
  append(event: NewEvent, expectedVersion: number): Appended {
    const { version, erased } = this.#end(event.aggregate);
    if (erased) return { is: "erased", version };
    if (expectedVersion !== ANY_VERSION && expectedVersion !== version)
      return { is: "wrong-expected-version", version };
    return { is: "appended", version: version + 1, position: this.#push(event, EventIs.change) };
  }

  /**
   * Ends a stream. A tombstone deletes its events; with crypto-shredding they stay where they are, and the key that they
   * were encrypted with is thrown away. False where there is nothing to erase.
   */
  erase(aggregate: number, how: Erasure, atUs: Micros): boolean {
    const { version, erased } = this.#end(aggregate);
    if (version === 0 || erased) return false;
    this.#push({ aggregate, amountCents: 0, basedOn: version, cause: -1, by: -1, atUs }, EventIs[how]);
    // A snapshot is a copy of the data, so it goes with it.
    this.#lastSnapshots.delete(aggregate);
    return true;
  }

  /** Keeps the state of now, so that the next load begins with it. */
  takeSnapshot(aggregate: number): AggregateState {
    const state = this.load(aggregate);
    const id = this.#mark.snapshots++;
    if ((id + 1) * SNAPSHOT > this.#snapshots.length) this.#snapshots = grown(this.#snapshots);
    const before = this.#lastSnapshots.get(aggregate) ?? -1;
    const { version, balanceCents } = state;
    const { fold, events } = this.#mark;
    this.#snapshots.set([aggregate, version, balanceCents, fold, events, before], id * SNAPSHOT);
    this.#lastSnapshots.set(aggregate, id);
    return state;
  }

  /** The program folds differently from now on: snapshots of the former fold are not taken any more. How many there were. */
  changeFold(): number {
    const dropped = [...this.#lastSnapshots.values()].filter((id) => this.#isOfFold(id)).length;
    this.#mark.fold++;
    return dropped;
  }

  /** What the aggregate is now, or was at a moment: the newest usable snapshot, and the events after it. */
  load(aggregate: number, atUs: Micros = Infinity): Loaded {
    const { erased } = this.#end(aggregate);
    const event = this.#lastUpTo(aggregate, atUs);
    // What was erased is erased for the past, too.
    if (erased) return { ...this.#erasedState(aggregate), read: 0, snapshot: 0 };
    const snapshot = event < 0 ? -1 : this.#snapshotUpTo(aggregate, this.#number(event, 1));
    if (event < 0) return { ...NOTHING, read: 0, snapshot: 0 };
    const from = snapshot < 0 ? 0 : this.#snapshots[snapshot * SNAPSHOT + 1]!;
    const version = this.#number(event, 1);
    const balanceCents = this.#number(event, 8);
    return { version, balanceCents, erased: null, read: version - from, snapshot: from };
  }

  /** The last `count` events of a stream up to a moment, oldest first; of a stream that was erased what is still there. */
  history(aggregate: number, atUs: Micros = Infinity, count = Infinity): StoredEvent[] {
    const found: StoredEvent[] = [];
    let event = this.#lastUpTo(aggregate, atUs);
    for (; event >= 0 && found.length < count; event = this.#number(event, 7)) {
      const each = this.at(event);
      if (each !== null) found.push(each);
    }
    return found.reverse();
  }

  /** The event at a position as a reader gets it now: null where a tombstone has deleted it; without data where its key is gone. */
  at(position: number): StoredEvent | null {
    const aggregate = this.#number(position, 0);
    const head = this.#heads.get(aggregate)!;
    const end = this.#number(head, 6);
    if (end === EventIs.tombstone && position !== head) return null;
    return {
      position,
      aggregate,
      version: this.#number(position, 1),
      amountCents: end === EventIs.shredded ? 0 : this.#number(position, 2),
      basedOn: this.#number(position, 3),
      cause: this.#number(position, 4),
      by: this.#number(position, 5),
      is: end === EventIs.shredded ? EventIs.shredded : this.#number(position, 6),
      atUs: this.#times[position]!,
    };
  }

  /** Version that a stream ends with; 0 where it has no event. */
  version(aggregate: number): number {
    return this.#end(aggregate).version;
  }

  /** Events since the newest usable snapshot. */
  sinceSnapshot(aggregate: number): number {
    const { version } = this.#end(aggregate);
    const snapshot = this.#snapshotUpTo(aggregate, version);
    return version - (snapshot < 0 ? 0 : this.#snapshots[snapshot * SNAPSHOT + 1]!);
  }

  /** Whether the stream holds an event that this command has caused already. */
  holdsCause(aggregate: number, cause: number): boolean {
    for (let event = this.#heads.get(aggregate) ?? -1; event >= 0; event = this.#number(event, 7))
      if (this.#number(event, 4) === cause) return true;
    return false;
  }

  /** Goes to where a mark was made, back or forward; the columns there are those of the same course of events. */
  goTo(mark: EventMark): void {
    const { events, snapshots, fold } = this.#mark;
    if (events === mark.events && snapshots === mark.snapshots && fold === mark.fold) return;
    Object.assign(this.#mark, mark);
    this.#heads.clear();
    this.#lastSnapshots.clear();
    const ended = new Map<number, number>();
    for (let event = 0; event < mark.events; event++) {
      this.#heads.set(this.#number(event, 0), event);
      if (this.#number(event, 6) !== EventIs.change) ended.set(this.#number(event, 0), event);
    }
    for (let id = 0; id < mark.snapshots; id++) {
      const aggregate = this.#snapshots[id * SNAPSHOT]!;
      if (!ended.has(aggregate)) this.#lastSnapshots.set(aggregate, id);
    }
  }

  /** Takes another log's events up to a mark. Both may be written to afterwards. */
  copyFrom(other: EventLog, mark: EventMark): void {
    this.#events = other.#events.slice();
    this.#times = other.#times.slice();
    this.#snapshots = other.#snapshots.slice();
    this.#mark.events = -1;
    this.goTo(mark);
  }

  #number(event: number, field: number): number {
    return this.#events[event * EVENT + field]!;
  }

  #end(aggregate: number): { version: number; erased: boolean } {
    const head = this.#heads.get(aggregate);
    if (head === undefined) return { version: 0, erased: false };
    return { version: this.#number(head, 1), erased: this.#number(head, 6) !== EventIs.change };
  }

  #erasedState(aggregate: number): AggregateState {
    const head = this.#heads.get(aggregate)!;
    const erased = this.#number(head, 6) === EventIs.tombstone ? "tombstone" : "shredded";
    return { version: this.#number(head, 1), balanceCents: 0, erased };
  }

  /** The last event of a stream that is not after a moment, -1 for none. */
  #lastUpTo(aggregate: number, atUs: Micros): number {
    let event = this.#heads.get(aggregate) ?? -1;
    while (event >= 0 && this.#times[event]! > atUs) event = this.#number(event, 7);
    return event;
  }

  #snapshotUpTo(aggregate: number, version: number): number {
    let id = this.#lastSnapshots.get(aggregate) ?? -1;
    while (id >= 0 && (!this.#isOfFold(id) || this.#snapshots[id * SNAPSHOT + 1]! > version))
      id = this.#snapshots[id * SNAPSHOT + 5]!;
    return id;
  }

  #isOfFold(snapshot: number): boolean {
    return this.#snapshots[snapshot * SNAPSHOT + 3] === this.#mark.fold;
  }

  #push({ aggregate, amountCents, basedOn, cause, by, atUs }: NewEvent, is: number): number {
    const position = this.#mark.events++;
    if (position === this.#times.length) {
      this.#times = grown(this.#times);
      this.#events = grown(this.#events);
    }
    const before = this.#heads.get(aggregate) ?? -1;
    const version = before < 0 ? 1 : this.#number(before, 1) + 1;
    const state =
      before < 0 ? NOTHING : { version: version - 1, balanceCents: this.#number(before, 8), erased: null };
    const { balanceCents } = evolve(state, { is, amountCents });
    const numbers = [aggregate, version, amountCents, basedOn, cause, by, is, before, balanceCents];
    this.#events.set(numbers, position * EVENT);
    this.#times[position] = atUs;
    this.#heads.set(aggregate, position);
    return position;
  }
}

function grown(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
