/** Scenarios in a few lines, run to their end, and questions about their trace: for tests that read "scenario in, facts out". */
import { emptyScenario, type Config, type Scenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { Fact, type FactName } from "./facts.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import type { Program } from "./program.ts";
import { advance, startRun, type Run } from "./run.ts";
import { summarise } from "./summary.ts";
import type { GroupSummary } from "./summary-groups.ts";

/** Something done to the running scenario: when (ms), which fault, to which node, with which settings. */
export type Deed = readonly [atMs: number, kind: string, target: string, config?: Config];

export interface Sketch {
  /** Default 60 s. */
  readonly durationMs?: number;
  readonly seed?: string;
  /** One way, ms; default 1, without jitter, so that times can be told to the millisecond. */
  readonly latencyMs?: number;
  readonly retentionCheckMs?: number;
  /** Other settings of the run. */
  readonly settings?: Config;
  /** Settings of the service "shop", which publishes to all topics, or null for none. Default: 10 messages a second, unique keys. */
  readonly shop?: Config | null;
  /** Topics by name; default one topic "orders" of one partition. */
  readonly topics?: Readonly<Record<string, Config>>;
  /** Settings of the service "worker", which reads all topics; default one instance, 1 ms a message, constant. */
  readonly worker?: Config;
  /** Settings of its group "workers". */
  readonly group?: Config;
  /** Whether the group has a dead letter queue "dead". */
  readonly hasDeadLetters?: boolean;
  /** Settings of that queue. */
  readonly deadLetters?: Config;
  /** Retry topics of the group by name, with their settings. */
  readonly retries?: Readonly<Record<string, Config>>;
  /** Settings of a second service "other" that reads all topics with the group "others"; without them there is none. */
  readonly other?: Config;
  /** Settings of a topic "results" that the worker publishes to; without them there is none. */
  readonly results?: Config;
  /** Schema subjects by id, which are their names: compatibility mode ("" unless said), versions oldest first; Avro unless said. */
  readonly subjects?: Readonly<
    Record<string, { readonly mode?: string; readonly format?: string; readonly versions: readonly string[] }>
  >;
  /** Settings of the schema registry "registry"; without them there is an ideal one. */
  readonly registry?: Config;
  /** Settings of the cluster "cluster"; without them there is one broker that never fails. */
  readonly cluster?: Config;
  readonly deeds?: readonly Deed[];
}

/** The scenario of a sketch. Ids are names. */
export function scenarioOf(sketch: Sketch): Scenario {
  const topics = Object.entries(sketch.topics ?? { orders: { partitions: 1 } });
  const retries = Object.entries(sketch.retries ?? {});
  const { latencyMs = 1, durationMs = 60_000, shop = {}, retentionCheckMs } = sketch;
  const node = (id: string, kind: string, config: Config) => ({ id, kind, name: id, config });
  const wire = (kind: string, from: string, to: string) => ({ id: `${from}-${to}`, kind, from, to });
  const publishing = { publishes: "constant", ratePerSecond: 10, keys: "unique", ...shop };
  return {
    ...emptyScenario("sketch"),
    seed: sketch.seed ?? "1",
    settings: {
      durationMs,
      networkLatencyMs: latencyMs,
      networkJitterMs: 0,
      ...(retentionCheckMs === undefined ? {} : { retentionCheckIntervalMs: retentionCheckMs }),
      ...sketch.settings,
    },
    nodes: [
      ...(shop === null ? [] : [node("shop", "service", publishing)]),
      ...topics.map(([name, config]) => node(name, "topic", config)),
      ...(sketch.results === undefined ? [] : [node("results", "topic", sketch.results)]),
      node("worker", "service", { serviceTime: "constant", serviceTimeMs: 1, ...sketch.worker }),
      node("workers", "consumer-group", { service: "worker", ...sketch.group }),
      ...retries.map(([name, config]) => node(name, "topic", config)),
      ...(sketch.other === undefined
        ? []
        : [
            node("other", "service", { serviceTime: "constant", serviceTimeMs: 1, ...sketch.other }),
            node("others", "consumer-group", { service: "other" }),
          ]),
      ...(sketch.cluster === undefined ? [] : [node("cluster", "cluster", sketch.cluster)]),
      ...(sketch.registry === undefined ? [] : [node("registry", "schema-registry", sketch.registry)]),
      ...(sketch.hasDeadLetters === true
        ? [node("dead", "dead-letter-queue", sketch.deadLetters ?? {})]
        : []),
    ],
    wires: [
      ...(shop === null ? [] : topics.map(([name]) => wire("publishes", "shop", name))),
      ...topics.map(([name]) => wire("consumes", name, "workers")),
      ...(sketch.results === undefined ? [] : [wire("publishes", "worker", "results")]),
      ...(sketch.hasDeadLetters === true ? [wire("dead-letters", "workers", "dead")] : []),
      ...retries.flatMap(([name]) => [wire("retries", "workers", name), wire("consumes", name, "workers")]),
      ...(sketch.other === undefined ? [] : topics.map(([name]) => wire("consumes", name, "others"))),
    ],
    subjects: Object.entries(sketch.subjects ?? {}).map(([id, { mode = "", format = "avro", versions }]) => ({
      id,
      name: id,
      format,
      mode,
      versions: versions.map((text) => ({ text })),
    })),
    interventions: (sketch.deeds ?? []).map(([atMs, kind, target, config = {}], index) => ({
      id: `deed-${String(index).padStart(3, "0")}`,
      atMs,
      kind,
      target,
      config,
    })),
  };
}

/** Runs a sketch to its end. */
export function play(sketch: Sketch): Played {
  return playScenario(scenarioOf(sketch));
}

/** Runs a scenario to its end. */
export function playScenario(scenario: Scenario): Played {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  const run = startRun(compiled.value, { keepAllRows: true, isForwardOnly: true });
  advance(run, compiled.value.durationUs);
  if (run.outcome.is !== "finished") throw new Error(`the run ended with "${run.outcome.is}"`);
  return new Played(compiled.value, run, scenario);
}

/** Conditions on a row; times in ms. `by` is an instance of "worker" from 1, `on` a partition by its label. */
export interface Where {
  readonly afterMs?: number;
  readonly beforeMs?: number;
  readonly by?: number;
  readonly on?: string;
  readonly offset?: number;
  readonly extra?: number;
}

/** A run that is over, to be asked about. Partitions are labelled by their number, or "topic-number" where there are several topics. */
export class Played {
  readonly program: Program;
  readonly run: Run;
  readonly rows: readonly TraceRow[];
  readonly scenario: Scenario;

  constructor(program: Program, run: Run, scenario: Scenario) {
    this.scenario = scenario;
    this.program = program;
    this.run = run;
    const { trace } = run.kernel;
    this.rows = Array.from({ length: trace.rows - trace.firstRow }, (_, i) => trace.row(trace.firstRow + i));
  }

  /** All rows of a fact that meet the conditions, in order. */
  all(fact: FactName, where: Where = {}): TraceRow[] {
    const { afterMs = -Infinity, beforeMs = Infinity, by, on, offset, extra } = where;
    return this.rows.filter(
      (row) =>
        row.fact === Fact[fact] &&
        row.timeUs > afterMs * 1000 &&
        row.timeUs < beforeMs * 1000 &&
        (by === undefined || row.who === this.subject(by)) &&
        (on === undefined || this.label(row.where) === on) &&
        (offset === undefined || row.offset === offset) &&
        (extra === undefined || row.extra === extra),
    );
  }

  count(fact: FactName, where: Where = {}): number {
    return this.all(fact, where).length;
  }

  /** The first such row; an error where there is none. */
  first(fact: FactName, where: Where = {}): TraceRow {
    const row = this.all(fact, where)[0];
    if (row === undefined) throw new Error(`no row "${fact}" ${JSON.stringify(where)}`);
    return row;
  }

  /** When the first such row was written, ms. */
  at(fact: FactName, where: Where = {}): number {
    return this.first(fact, where).timeUs / 1000;
  }

  /** Subject of an instance of "worker", from 1. */
  subject(instance: number): number {
    return this.program.services.findIndex(({ nodeId }) => nodeId === "worker") * 64 + instance - 1;
  }

  label(partition: number): string {
    const topic = this.program.topics[this.program.topicOfPartition[partition] ?? -1];
    if (topic === undefined) return "";
    const number = partition - topic.firstPartition;
    const isOnly = this.program.topics.filter(({ isDeadLetterQueue }) => !isDeadLetterQueue).length === 1;
    return isOnly && !topic.isDeadLetterQueue ? String(number) : `${topic.nodeId}-${number}`;
  }

  /** What each living instance owned at a moment, by its number, as it knew itself; instances without anything are listed, too. */
  owners(atMs: number): Record<string, string[]> {
    const owned = new Map<number, Set<string>>();
    const worker = this.subject(1);
    for (const { timeUs, fact, who, where } of this.rows) {
      if (timeUs > atMs * 1000) break;
      if (who < worker || who >= worker + 64) continue;
      if (fact === Fact.startedUp) owned.set(who, new Set());
      else if (fact === Fact.crashed || fact === Fact.stopped) owned.delete(who);
      else if (fact === Fact.assigned) owned.get(who)?.add(this.label(where));
      else if (fact === Fact.revoked || fact === Fact.lostPartition)
        owned.get(who)?.delete(this.label(where));
    }
    return Object.fromEntries(
      [...owned].map(([who, labels]) => [who - worker + 1, [...labels].sort((a, b) => (a < b ? -1 : 1))]),
    );
  }

  /** Sizes of `owners`, largest first. */
  shares(atMs: number): number[] {
    return Object.values(this.owners(atMs))
      .map(({ length }) => length)
      .sort((a, b) => b - a);
  }

  /** The group's figures at the end. */
  get group(): GroupSummary {
    return summarise(this.run, this.scenario).groups["workers"]!;
  }

  /** How often each offset of a partition was processed, by offset. */
  timesProcessed(on = "0"): number[] {
    const times: number[] = [];
    for (const { offset } of this.all("processed", { on })) times[offset] = (times[offset] ?? 0) + 1;
    return Array.from(times, (count) => count ?? 0);
  }
}
