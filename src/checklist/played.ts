/** A run of a drawing that is over, as rules ask about it. */
import type { Scenario } from "#scenario/document.ts";
import type { Anomaly } from "#sim/anomaly.ts";
import { Explainer } from "#sim/explain.ts";
import { FACT_NAMES, type FactName } from "#sim/facts.ts";
import { frameOf } from "#sim/frame-of.ts";
import type { Frame, ServiceEffectsSight } from "#sim/frame.ts";
import { INSTANCES_MAX, type GroupLayout, type Layout } from "#sim/layout.ts";
import type { Run } from "#sim/run.ts";
import { sampleStride } from "#sim/samples.ts";
import type { FactRow } from "#sim/story-context.ts";
import { summarise, type Summary, type TopicSummary } from "#sim/summary.ts";
import type { GroupSummary } from "#sim/summary-groups.ts";

export class Played {
  readonly scenario: Scenario;
  readonly layout: Layout;
  /** Rows of the facts that were asked for, in order. */
  readonly rows: readonly FactRow[];
  readonly #run: Run;
  #summary: Summary | null = null;
  #frame: Frame | null = null;
  #anomalies: readonly Anomaly[] | null = null;

  constructor(scenario: Scenario, run: Run, rows: readonly FactRow[]) {
    this.scenario = scenario;
    this.layout = run.program.layout;
    this.rows = rows;
    this.#run = run;
  }

  get endMs(): number {
    return Math.max(0, this.#run.atUs) / 1000;
  }

  get summary(): Summary {
    this.#summary ??= summarise(this.#run, this.scenario);
    return this.#summary;
  }

  /** The state at the end. */
  get frame(): Frame {
    this.#frame ??= frameOf(this.#run);
    return this.#frame;
  }

  /** What has become of a service's effects, where it has some. */
  effects(serviceId: string): ServiceEffectsSight | undefined {
    const index = this.layout.services.findIndex(({ nodeId }) => nodeId === serviceId);
    return this.frame.effects?.services.find(({ service }) => service === index);
  }

  /** When a group was furthest behind, and by how many messages in all, as the charts have it. */
  furthestBehind(groupId: string): { readonly atMs: number; readonly lag: number } {
    const group = this.groupLayout(groupId);
    const stride = sampleStride(this.layout);
    const rows = this.#run.sampler.rowsFrom(0);
    let most = { atMs: 0, lag: 0 };
    if (group === undefined) return most;
    for (let base = 0; base < rows.length; base += stride) {
      let lag = 0;
      for (let pair = 0; pair < group.pairs.length; pair++)
        lag += Math.max(0, rows[base + 1 + group.firstPair + pair]!);
      if (lag > most.lag) most = { atMs: rows[base]! / 1000, lag };
    }
    return most;
  }

  /** Everything surprising, in order of its beginning. */
  get anomalies(): readonly Anomaly[] {
    if (this.#anomalies === null) {
      const explainer = new Explainer(this.layout, this.scenario);
      for (const row of this.story()) explainer.take(row);
      this.#anomalies = explainer.all();
    }
    return this.#anomalies;
  }

  /** Anomalies of a kind that a group or a node is told of, by its name or id. */
  surprises(kind: string, of: { readonly group?: string; readonly topic?: string } = {}): readonly Anomaly[] {
    return this.anomalies.filter(
      (each) =>
        each.kind === kind &&
        (of.group === undefined || each.group === of.group) &&
        (of.topic === undefined || each.topic === of.topic),
    );
  }

  /** All rows of the story, in order. */
  *story(): Iterable<FactRow> {
    const { trace } = this.#run.kernel;
    for (let index = 0; index < trace.storyRows; index++) {
      const row = trace.storyRow(index);
      yield { ...row, fact: FACT_NAMES[row.fact]! };
    }
  }

  /** Story rows of a fact, in order. */
  told(fact: FactName): readonly FactRow[] {
    return [...this.story()].filter((row) => row.fact === fact);
  }

  /** A group's figures at the end, by the id of its node. */
  group(groupId: string): GroupSummary | undefined {
    const name = this.layout.groups.find(({ nodeId }) => nodeId === groupId)?.name ?? "";
    return Object.hasOwn(this.summary.groups, name) ? this.summary.groups[name] : undefined;
  }

  /** A topic's figures at the end, by the id of its node. */
  topic(topicId: string): TopicSummary | undefined {
    const name = this.layout.topics.find(({ nodeId }) => nodeId === topicId)?.name ?? "";
    return Object.hasOwn(this.summary.topics, name) ? this.summary.topics[name] : undefined;
  }

  groupLayout(groupId: string): GroupLayout | undefined {
    return this.layout.groups.find(({ nodeId }) => nodeId === groupId);
  }

  /** Whether an instance belongs to the service with this id. */
  isInstanceOf(subject: number, serviceId: string): boolean {
    return subject >= 0 && this.layout.services[Math.floor(subject / INSTANCES_MAX)]?.nodeId === serviceId;
  }

  /** When all members of a group first had their partitions, in ms; undefined where that never came. */
  stableMs(groupId: string): number | undefined {
    const group = this.layout.groups.findIndex(({ nodeId }) => nodeId === groupId);
    const protocol = this.layout.groups[group]?.protocol;
    const row =
      protocol === "classic"
        ? this.told("stable").find(({ who }) => who === group)
        : this.told("assigned").find(({ who }) => this.#groupOf(who) === group);
    return row === undefined ? undefined : row.timeUs / 1000;
  }

  #groupOf(subject: number): number {
    return this.layout.services[Math.floor(subject / INSTANCES_MAX)]?.group ?? -1;
  }
}

/** Number of an instance within its service, from 1, as faults name it. */
export function instanceNumber(subject: number): number {
  return (subject % INSTANCES_MAX) + 1;
}
