/** What a trace has told so far of brokers and replicas, folded from rows alone. */
import { APPENDED_ASIDE } from "#sim/bus/log/takeover.ts";
import { ELECTIONS } from "#sim/fact-tables.ts";
import { Fact, type FactCode } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Program } from "#sim/program.ts";

const FACTS: ReadonlySet<FactCode> = new Set([
  Fact.highWatermarkMoved,
  Fact.replicated,
  Fact.leaderElected,
  Fact.isrChanged,
  Fact.truncated,
  Fact.recordsLost,
]);

export class ReplicationPast {
  /** By partition: its brokers, the preferred leader first. */
  readonly replicas: readonly (readonly number[])[];
  readonly highWatermark: number[];
  /** By partition: the broker that leads, -1 for none; its epoch; who is in sync. */
  readonly leader: number[];
  readonly epoch: number[];
  /** By partition: who led last. It may write on without knowing that it was deposed. */
  readonly writer: number[];
  readonly isr: (readonly number[])[];
  /** By partition and broker: the log end of a follower as it last told. */
  readonly ends: Map<number, number>[];
  /** By partition: whether an election has ever lost what was committed, so that offsets may name other messages now. */
  readonly isTainted: boolean[];
  /** By partition: whether its present leader was elected though it may lack what was committed. */
  readonly isUnclean: boolean[];
  /** By partition: whether an election has ever lost anything. */
  readonly hasLost: boolean[];

  constructor({ topics }: Program) {
    this.replicas = topics.flatMap(({ replicas, partitions }) =>
      Array.from({ length: partitions }, (_, partition) => replicas[partition]!),
    );
    this.highWatermark = this.replicas.map(() => 0);
    this.leader = this.replicas.map(([first]) => first!);
    this.writer = this.leader.slice();
    this.epoch = this.replicas.map(() => 0);
    this.isr = this.replicas.slice();
    this.ends = this.replicas.map(() => new Map<number, number>());
    this.isTainted = this.replicas.map(() => false);
    this.isUnclean = this.replicas.map(() => false);
    this.hasLost = this.replicas.map(() => false);
  }

  isReplicated(partition: number): boolean {
    return this.replicas[partition]!.length > 1;
  }

  /** The log end of a follower. */
  endOf(partition: number, broker: number): number {
    return this.ends[partition]!.get(broker) ?? 0;
  }

  /** Takes in a row where it is one of its own. */
  takes({ fact, who, what, where, offset, extra }: TraceRow): boolean {
    const isAside = fact === Fact.appended && (extra & APPENDED_ASIDE) !== 0;
    // What a deposed leader takes in is as good as lost.
    if (isAside) this.hasLost[where] = true;
    const isAppend = (fact === Fact.appended && !isAside) || fact === Fact.markerAppended;
    if (isAppend && this.isReplicated(where)) {
      this.ends[where]!.set(this.writer[where]!, offset + 1);
      return false;
    }
    if (!FACTS.has(fact)) return false;
    if (fact === Fact.highWatermarkMoved) this.highWatermark[where] = offset;
    else if (fact === Fact.replicated || fact === Fact.truncated) this.ends[where]!.set(who, offset);
    else if (fact === Fact.leaderElected) {
      this.leader[where] = who;
      if (who >= 0) this.writer[where] = who;
      this.epoch[where] = what;
      this.isUnclean[where] = ELECTIONS[extra] === "unclean";
    } else if (fact === Fact.isrChanged) {
      const others = this.isr[where]!.filter((broker) => broker !== who);
      this.isr[where] = what === 1 ? [...others, who] : others;
    } else if (fact === Fact.recordsLost) {
      this.hasLost[where] = true;
      this.isTainted[where] ||= offset < this.highWatermark[where]!;
    }
    return true;
  }
}
