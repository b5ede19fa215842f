/**
 * Reads one message's journey out of a run: plays its past again from the checkpoint before its making and keeps the
 * rows that concern it. Once nobody has it in hand and every group has committed beyond it, nothing more can happen to
 * it before a member starts at or before its offset again; such starts stand in the story, so the rest is not played.
 */
import type { Micros } from "#base/units.ts";
import { FACT_NAMES } from "./facts.ts";
import { Fork } from "./fork.ts";
import { InstanceProcess } from "./instance-process.ts";
import { concerns } from "./journey-rows.ts";
import type { Journey, JourneyStep } from "./journey.ts";
import { Tracked } from "./journey-tracked.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import { messageOf } from "./message-info.ts";
import type { Run } from "./run.ts";

/** A reading in progress. Let it go when `origin` takes another course (an amendment). */
export class JourneyReader {
  readonly #origin: Run;
  readonly #tracked: Tracked;
  readonly #steps: JourneyStep[] = [];
  /** Plays the past; null while nothing can happen to the message. */
  #fork: Fork | null;
  /** Everything up to here is read. */
  #readUs: Micros;
  /** The next row to be read: a fork that begins before it plays some twice. */
  #nextRow = 0;
  /** The fork is there for the sake of this moment. */
  #wokenForUs: Micros = -1;
  /** Since when nothing can happen to it any more, as far as the fork has come; -1: something can. */
  #quietSinceUs: Micros = -1;
  /** Story rows that have been looked at, for a start that brings it back, and for retention. */
  #storyLooked: number;
  #retiredLooked: number;
  #isRetired = false;

  /** `message` must have been made where `origin` stands. */
  constructor(origin: Run, message: number) {
    this.#origin = origin;
    this.#tracked = new Tracked(origin.program, message, origin.kernel.messages.producer(message));
    const createdUs = origin.kernel.messages.createdUs(message);
    this.#fork = new Fork(origin, origin.checkpoints!.before(createdUs - 1));
    this.#readUs = this.#fork.atUs;
    const { trace } = origin.kernel;
    this.#storyLooked = this.#retiredLooked = trace.storyBefore(createdUs, trace.storyRows);
  }

  get message(): number {
    return this.#tracked.message;
  }

  /** Reads on to where the run stands while `mayGoOn` says so; whether it has come there. */
  read(mayGoOn: () => boolean): boolean {
    const untilUs = this.#origin.atUs;
    for (;;) {
      if (this.#fork === null && !this.#wake(untilUs)) break;
      const fork = this.#fork!;
      const isThere = fork.read(untilUs, (row, index) => this.#take(row, index));
      this.#readUs = Math.max(this.#readUs, fork.atUs);
      if (isThere) break;
      this.#rest(fork);
      if (!mayGoOn()) return false;
    }
    this.#lookForRetention();
    return true;
  }

  /** What is read so far, up to where the run stands; null where it stands before the message's making. */
  journey(): Journey | null {
    const { kernel, atUs } = this.#origin;
    const { message, partition, offset, readers } = this.#tracked;
    const info = messageOf(this.#origin, message);
    if (info === null || kernel.messages.length <= message) return null;
    const steps = this.#steps.filter(({ timeUs }) => timeUs <= atUs);
    return {
      info,
      partition,
      offset: steps.some(({ fact }) => fact === "appended") ? offset : -1,
      groups: readers.map(({ group }) => group),
      steps: steps.toSorted((a, b) => a.timeUs - b.timeUs),
      atUs: Math.min(atUs, this.#fork === null ? atUs : this.#readUs),
    };
  }

  #take(row: TraceRow, index: number): void {
    if (index < this.#nextRow) return;
    const group = concerns(this.#tracked, row, this.#fork!.run.kernel.messages);
    if (group !== null) this.#steps.push(stepOf(row, index, group));
    this.#nextRow = index + 1;
  }

  /**
   * Gives the fork up once it has been quiet for longer than anything can travel: nothing more happens to the message
   * until a group starts at or before it, or a copy of it is refused; `#wake` finds that in the story.
   */
  #rest(fork: Fork): void {
    const { latencyUs, jitterUs } = this.#origin.program;
    // The random part of a latency is exponential and cut off by its 32 bits.
    const travelMaxUs = latencyUs + 23 * jitterUs + 1;
    if (fork.atUs < this.#wokenForUs) return;
    if (!isSettled(this.#tracked, fork.run.kernel)) this.#quietSinceUs = -1;
    else if (this.#quietSinceUs < 0) this.#quietSinceUs = fork.atUs;
    else if (fork.atUs - this.#quietSinceUs > travelMaxUs) {
      this.#fork = null;
      const { trace } = this.#origin.kernel;
      this.#storyLooked = trace.storyBefore(fork.atUs + 1, trace.storyRows);
    }
  }

  /** Looks for the next start at or before the message's offset, or the refusal of a copy, and begins to play where it is; false: there is none. */
  #wake(untilUs: Micros): boolean {
    const { trace } = this.#origin.kernel;
    const { partition, offset } = this.#tracked;
    for (; this.#storyLooked < trace.storyRows; this.#storyLooked++) {
      const row = trace.storyRow(this.#storyLooked);
      if (row.timeUs > untilUs) break;
      if (row.where !== partition || row.offset > offset) continue;
      const fact = FACT_NAMES[row.fact];
      // A batch that was sent again may be refused as known long after: its first way took longer than a connection lasts.
      const isKnown = fact === "duplicateRefused" && offset < row.offset + row.extra;
      if (fact !== "positioned" && !isKnown) continue;
      this.#quietSinceUs = -1;
      this.#fork = new Fork(this.#origin, this.#origin.checkpoints!.before(row.timeUs - 1));
      this.#wokenForUs = row.timeUs;
      if (this.#fork.rows > this.#nextRow) this.#tracked.takeUp(this.#fork.run.kernel.ledger);
      return true;
    }
    this.#readUs = Math.max(this.#readUs, untilUs);
    return false;
  }

  #lookForRetention(): void {
    const { trace } = this.#origin.kernel;
    const { partition, offset } = this.#tracked;
    if (offset < 0) return;
    for (; this.#retiredLooked < trace.storyRows && !this.#isRetired; this.#retiredLooked++) {
      const row = trace.storyRow(this.#retiredLooked);
      if (FACT_NAMES[row.fact] !== "retired" || row.where !== partition || row.offset <= offset) continue;
      this.#isRetired = true;
      this.#steps.push(stepOf(row, -1, -1));
    }
  }
}

function stepOf(row: TraceRow, index: number, group: number): JourneyStep {
  const { timeUs, fact, who, what, where, offset, extra } = row;
  return { row: index, timeUs, fact: FACT_NAMES[fact]!, who, what, where, offset, extra, group };
}

/** Whether nothing can happen to the message but by a start at or before its offset, or by what is on its way. */
function isSettled(tracked: Tracked, kernel: Kernel): boolean {
  // What was sent may still be appended, long after its producer has given it up.
  if (tracked.isDropped || (tracked.isFailed && tracked.offset < 0 && !tracked.isSent)) return true;
  const isHeardOf = tracked.isAcknowledged || tracked.isFailed || tracked.isProducerGone;
  if (tracked.offset < 0 || tracked.isUndecided || !isHeardOf) return false;
  return (
    tracked.readers.every(({ pair }) => kernel.ledger.committed(pair) > tracked.offset) &&
    !kernel.processes.some((process) => process instanceof InstanceProcess && mayStillHave(tracked, process))
  );
}

/** Whether an instance has the message in hand, or will be given it without starting anew. */
function mayStillHave({ partition, offset }: Tracked, instance: InstanceProcess): boolean {
  const pair = instance.group === null ? -1 : instance.pairOf(partition);
  if (pair < 0) return false;
  const { member, work } = instance.state;
  if (member.owned[pair] === 1 && member.position[pair]! >= 0 && member.position[pair]! <= offset)
    return true;
  for (let i = work.batchAt; i < work.batchEnd; i += 3) {
    if (work.batch[i] === pair && work.batch[i + 1]! <= offset && offset < work.batch[i + 2]!) return true;
  }
  return false;
}
