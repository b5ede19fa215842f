/**
 * What the settings and the events of a run allow, for each kind of finding: Kafka promises little to who asks for little.
 * An event here is one that clients and operators know of: elections, retention, compaction, resets.
 */
import { ELECTIONS, START_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Program } from "#sim/program.ts";
import type { Key, Value } from "./history.ts";

/** Events that settle what may be lost, by partition. */
export class Events {
  readonly #program: Program;
  /** A replica led that was not in sync. */
  readonly unclean = new Set<Key>();
  /** Leadership went to another broker, or to none. */
  readonly moved = new Set<Key>();
  /** Retention has deleted up to here. */
  readonly retired = new Map<Key, number>();
  readonly compacted = new Set<Key>();
  /** Somebody began to read elsewhere than at a committed offset or at the beginning. */
  readonly jumped = new Set<Key>();
  readonly #leaders = new Map<Key, number>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Takes the next row of the trace in. */
  take({ fact, who, where, offset, extra }: TraceRow): void {
    switch (fact) {
      case Fact.leaderElected:
        if (ELECTIONS[extra] === "unclean") this.unclean.add(where);
        if (ELECTIONS[extra] !== "first" && this.#leaders.get(where) !== who) this.moved.add(where);
        this.#leaders.set(where, who);
        return;
      case Fact.retired:
        this.retired.set(where, offset);
        return;
      case Fact.compacted:
        this.compacted.add(where);
        return;
      case Fact.positioned: {
        const name = START_REASONS[extra];
        if (name !== "committed" && name !== "earliest") this.jumped.add(where);
        return;
      }
      case Fact.recordsSkipped:
      case Fact.offsetReset:
      case Fact.noOffset:
        this.jumped.add(where);
        return;
      default:
    }
  }

  /** Settings of the service that an instance belongs to. */
  #serviceOf(who: number | undefined): Program["services"][number]["config"] | undefined {
    return who === undefined ? undefined : this.#program.services[Math.floor(who / INSTANCES_MAX)]?.config;
  }

  /** Whether a producer is promised that each of its messages is in the log once and in order. */
  isIdempotent(who: number | undefined): boolean {
    const config = this.#serviceOf(who);
    return config !== undefined && (config.transactional || (config.acks === "all" && config.idempotence));
  }

  /** Whether an acknowledgement says that every replica in sync has the message. */
  isAcksAll(who: number | undefined): boolean {
    const config = this.#serviceOf(who);
    return config !== undefined && (config.transactional || config.acks === "all");
  }

  /** Why an acknowledged message may be gone, or null where it must not be. */
  mayBeLost(key: Key, offset: number, who: number | undefined): string | null {
    if (this.unclean.has(key)) return "unclean election";
    if (!this.isAcksAll(who) && this.moved.has(key)) return "acks is not all, and another broker leads";
    if (this.compacted.has(key)) return "compaction";
    if (this.retired.has(key) && (offset < 0 || offset < (this.retired.get(key) ?? 0))) return "retention";
    return null;
  }
}

/** Who produced a message. */
export type Producers = ReadonlyMap<number, number>;

/** The instance that produced a value, or undefined. */
export function producerOf(producers: Producers, value: Value): number | undefined {
  return producers.get(Number(value));
}
