/** Which offsets a trace says that a group need not see: markers, what its isolation level hides, and what compaction took. */
import { APPENDED_ASIDE } from "#sim/bus/log/takeover.ts";
import { Fact } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Program } from "#sim/program.ts";

/** What became of the transaction of a record. */
export type Fate = "open" | "committed" | "aborted";

export class UnseenPast {
  readonly #program: Program;
  /** By partition, then by offset; what is in no transaction has none. */
  readonly #fates: Map<number, Fate | "marker">[];
  /** By partition, then by producing instance: offsets of its open transaction. */
  readonly #open: Map<number, number[]>[];
  /** By partition: below it compaction may have taken any record. */
  readonly #compactedTo: number[];

  constructor(program: Program) {
    this.#program = program;
    this.#fates = program.topicOfPartition.map(() => new Map<number, Fate | "marker">());
    this.#open = program.topicOfPartition.map(() => new Map<number, number[]>());
    this.#compactedTo = program.topicOfPartition.map(() => 0);
  }

  take({ fact, who, where, offset, extra }: TraceRow): void {
    if (fact === Fact.appended) {
      // What a deposed leader writes to its own log is at no offset of the log that counts.
      if ((extra & APPENDED_ASIDE) !== 0) return;
      this.#fates[where]!.delete(offset);
      if (this.#serviceOf(who)?.config.transactional !== true) return;
      this.#fates[where]!.set(offset, "open");
      const offsets = this.#open[where]!.get(who);
      if (offsets === undefined) this.#open[where]!.set(who, [offset]);
      else offsets.push(offset);
    } else if (fact === Fact.markerAppended) {
      const fate = extra === 1 ? "committed" : "aborted";
      for (const each of this.#open[where]!.get(who) ?? []) this.#fates[where]!.set(each, fate);
      this.#open[where]!.delete(who);
      this.#fates[where]!.set(offset, "marker");
    } else if (fact === Fact.compacted) this.#compactedTo[where] = offset;
  }

  /** What became of the transaction of the record at an offset; undefined without one. */
  fateOf(partition: number, offset: number): Fate | undefined {
    const fate = this.#fates[partition]!.get(offset);
    return fate === "marker" ? undefined : fate;
  }

  /** Whether a member (by its instance) may never be given the record at an offset. */
  mayBeUnseen(who: number, partition: number, offset: number): boolean {
    if (offset < this.#compactedTo[partition]!) return true;
    const fate = this.#fates[partition]!.get(offset);
    return fate === "marker" || (fate === "aborted" && this.readsCommitted(who));
  }

  /** Whether nothing in [from, to) needs to be seen by a member. */
  mayAllBeUnseen(who: number, partition: number, from: number, to: number): boolean {
    for (let offset = from; offset < to; offset++)
      if (!this.mayBeUnseen(who, partition, offset)) return false;
    return true;
  }

  readsCommitted(who: number): boolean {
    const group = this.#serviceOf(who)?.group ?? -1;
    return this.#program.groups[group]?.config.isolationLevel === "read_committed";
  }

  #serviceOf(who: number): Program["services"][number] | undefined {
    return this.#program.services[Math.floor(who / INSTANCES_MAX)];
  }
}
