/**
 * A run is a function of (scenario, seed) and of nothing else: not of how it was sliced, sought, stepped or amended, nor of
 * names, positions and the order of the file.
 */
import { describe, expect, it } from "vitest";
import type { Config, Scenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { Fact, FACT_NAMES, STORY_FACTS } from "./facts.ts";
import { frameOf } from "./frame-of.ts";
import { RandomStreams } from "./kernel/random.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { Program } from "./program.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, amendRun, seekRun, startRun, stepRun, type Run } from "./run.ts";

/** EVENTYARD_FUZZ=n looks at n scenarios instead of a few. */
const SCENARIOS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 12);
const seeds = Array.from({ length: SCENARIOS }, (_, number) => `same-${number}`);

/** What is added to a run that is under way. */
const CHANGES: readonly (readonly [string, Config])[] = [
  ["scale", { instances: 1 }],
  ["scale", { instances: 5 }],
  ["change-rate", { factor: 3 }],
  ["restart", { instance: 5 }],
  ["crash", { instance: 1 }],
  ["pause", { instance: 2, durationMs: 9_000 }],
];

function programOf(scenario: Scenario): Program {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  return compiled.value;
}

interface Dice {
  /** A whole number from 0 to n − 1. */
  readonly below: (n: number) => number;
}

/** Throws that belong to the test, not to the run. */
function dice(seed: string): Dice {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "throws");
  return { below: (n) => random.below(stream, n) };
}

/** Everything that a view can see of a run. */
function seen(run: Run): unknown {
  return {
    ...frameOf(run),
    story: run.kernel.trace.storyFrom(0),
    rows: run.kernel.trace.rows,
    samples: run.sampler.rowsFrom(0),
  };
}

function freshTo(program: Program, us: number): Run {
  const run = startRun(program);
  advance(run, us);
  return run;
}

describe.each(seeds)("a run of %s", (seed) => {
  const scenario = randomScenario(seed);
  const program = programOf(scenario);
  const whole = seen(freshTo(program, program.durationUs));

  it("is the same in slices", () => {
    const { below } = dice(`slices ${seed}`);
    const run = startRun(program);
    while (advance(run, run.atUs + 1 + below(5_000_000), 1 + below(2_000)) !== "ended");
    expect(seen(run)).toEqual(whole);
  });

  it("is the same after seeking back and forth, and shows at each moment what a fresh run shows there", () => {
    const { below } = dice(`seeks ${seed}`);
    const run = startRun(program);
    for (let i = 0; i < 8; i++) {
      const us = below(program.durationUs);
      while (seekRun(run, us, 1 + below(20_000)) === "paused");
      if (i % 3 === 0) expect(seen(run), `at ${us} µs`).toEqual(seen(freshTo(program, us)));
    }
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(whole);
  });

  it("is the same in steps", () => {
    const run = startRun(program);
    let steps = 0;
    while (steps++ < 300 && stepRun(run, STORY_FACTS) === "found");
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(whole);
  });

  it("is the same from each checkpoint", () => {
    const run = freshTo(program, program.durationUs);
    const step = Math.max(1, Math.floor(program.durationUs / 6));
    for (let us = program.durationUs - 1; us >= -1; us -= step) {
      run.checkpoints!.restore(run, us);
      advance(run, program.durationUs);
      expect(seen(run)).toEqual(whole);
    }
  });

  it("is the same as a run without checkpoints", () => {
    const run = startRun(program, { isForwardOnly: true });
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(whole);
  });

  it("does not depend on names, positions and the order of the file", () => {
    const shuffled = programOf(shuffle(scenario, dice(`shuffle ${seed}`)));
    expect(seen(freshTo(shuffled, shuffled.durationUs))).toEqual(whole);
  });

  it("does not depend on what else stands on the canvas", () => {
    const own = withoutCluster(scenario);
    const more = programOf(withStranger(own));
    const before = rowsByName(programOf(own));
    const after = rowsByName(more).filter((row) => !row.includes("zz"));
    expect(after).toEqual(before);
  });

  it("is, once amended, the run that had the interventions from the start", () => {
    const { below } = dice(`amend ${seed}`);
    const run = startRun(program);
    let interventions = scenario.interventions;
    for (let i = 0; i < 6; i++) {
      seekRun(run, below(program.durationUs));
      const atMs = below(program.durationUs / 1000);
      const [kind, config] = CHANGES[below(CHANGES.length)]!;
      const added = { id: `x${i}`, atMs, kind, target: "s1", config };
      // Every other time one is taken away instead.
      const taken = interventions[below(Math.max(1, interventions.length))];
      const isAdding = i % 2 === 0 || taken === undefined;
      interventions = isAdding ? [...interventions, added] : interventions.filter((each) => each !== taken);
      const fromUs = (isAdding ? atMs : taken.atMs) * 1000;
      const amended = programOf({ ...scenario, interventions });
      amendRun(run, amended, fromUs);
      const us = below(program.durationUs);
      while (seekRun(run, us, 1 + below(20_000)) === "paused");
      expect(seen(run), `at ${us} µs, changed from ${fromUs} µs on`).toEqual(seen(freshTo(amended, us)));
    }
  });
});

/** Another order of everything, other names and places; ids stay. */
function shuffle(scenario: Scenario, { below }: Dice): Scenario {
  const mix = <T>(list: readonly T[]): T[] => {
    const mixed = [...list];
    for (let i = mixed.length - 1; i > 0; i--) {
      const other = below(i + 1);
      [mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!];
    }
    return mixed;
  };
  const mixKeys = <T extends object>(thing: T): T => Object.fromEntries(mix(Object.entries(thing))) as T;
  return mixKeys({
    ...scenario,
    settings: mixKeys(scenario.settings),
    nodes: mix(scenario.nodes).map((node, at) =>
      mixKeys({
        ...node,
        config: mixKeys(node.config),
        name: `name ${at}`,
        position: { x: at * 100, y: below(500) },
      }),
    ),
    wires: mix(scenario.wires).map(mixKeys),
    interventions: mix(scenario.interventions).map((each) =>
      mixKeys({ ...each, config: mixKeys(each.config) }),
    ),
  });
}

/** The scenario beside another small one that has nothing to do with it; its ids stand before and after all others. */
/** Brokers, their disks and their connections are shared by all who use them: what stands there does matter to each. */
function withoutCluster(scenario: Scenario): Scenario {
  const clusters = new Set(scenario.nodes.filter(({ kind }) => kind === "cluster").map(({ id }) => id));
  return {
    ...scenario,
    nodes: scenario.nodes
      .filter(({ id }) => !clusters.has(id))
      .map((node) =>
        node.kind === "topic"
          ? { ...node, config: { ...node.config, replicationFactor: 1, minInsyncReplicas: 1 } }
          : node,
      ),
    interventions: scenario.interventions.filter(({ target }) => !clusters.has(target)),
  };
}

function withStranger(scenario: Scenario): Scenario {
  const stranger = ["a", "zz"].flatMap((prefix) => [
    {
      id: `${prefix}1`,
      kind: "service",
      name: `zz ${prefix}1`,
      config: { publishes: "poisson", ratePerSecond: 3 },
    },
    { id: `${prefix}2`, kind: "topic", name: `zz ${prefix}2`, config: { partitions: 5 } },
    { id: `${prefix}3`, kind: "service", name: `zz ${prefix}3`, config: { failurePercent: 20 } },
    { id: `${prefix}4`, kind: "consumer-group", name: `zz ${prefix}4`, config: { service: `${prefix}3` } },
  ]);
  return {
    ...scenario,
    nodes: [...scenario.nodes, ...stranger],
    wires: [
      ...scenario.wires,
      ...["a", "zz"].flatMap((prefix) => [
        { id: `${prefix}w1`, kind: "publishes", from: `${prefix}1`, to: `${prefix}2` },
        { id: `${prefix}w2`, kind: "consumes", from: `${prefix}2`, to: `${prefix}4` },
      ]),
    ],
  };
}

/** The trace with names in place of indexes; messages, which all number together, are left out. */
function rowsByName(program: Program): string[] {
  const run = startRun(program, { keepAllRows: true, isForwardOnly: true });
  advance(run, program.durationUs);
  const { trace } = run.kernel;
  const { layout } = program;
  const instance = (who: number): string =>
    who < 0 ? "-" : `${layout.services[Math.floor(who / INSTANCES_MAX)]?.name}#${who % INSTANCES_MAX}`;
  const place = (partition: number): string => {
    const topic = partition < 0 ? undefined : program.topicOfPartition[partition];
    if (topic === undefined) return "-";
    return `${layout.topics[topic]!.name}/${partition - layout.topics[topic]!.firstPartition}`;
  };
  const group = (index: number): string => layout.groups[index]?.name ?? "-";
  return Array.from({ length: trace.rows }, (_, at) => {
    const { timeUs, fact, who, what, where, offset, extra } = trace.row(at);
    const name = FACT_NAMES[fact]!;
    const tail = `${place(where)}@${name === "produced" ? "" : offset}`;
    if (fact >= Fact.highWatermarkMoved && fact <= Fact.networkHealed)
      return `${timeUs} ${name} broker ${who} ${what} ${tail} ${extra}`;
    switch (name) {
      case "rebalanceStarted":
      case "memberRemoved":
      case "generationFormed":
        return `${timeUs} ${name} ${group(who)} ${what} ${offset} ${instance(extra)}`;
      case "memberJoined":
        return `${timeUs} ${name} ${group(who)} ${what} ${instance(extra)}`;
      case "stable":
        return `${timeUs} ${name} ${group(who)} ${what} ${extra}`;
      case "memberReplaced":
        return `${timeUs} ${name} ${group(who)} ${what} ${instance(offset)} ${instance(extra)}`;
      case "answered":
        return `${timeUs} ${name} ${instance(who)} ${what} ${where} ${offset} ${extra}`;
      case "offsetExpired":
        return `${timeUs} ${name} ${group(who)} ${tail}`;
      case "retired":
      case "compacted":
      case "partitionsAdded":
      case "queueRang":
      case "queueQuiet":
        return `${timeUs} ${name} ${tail} ${extra}`;
      case "intervened":
        return `${timeUs} ${name} ${who} ${what}`;
      case "offsetsPending":
        // Producer ids are given in the order in which they are asked for.
        return `${timeUs} ${name} ${instance(who)} ${tail}`;
      case "fetched":
      case "assigned":
      case "revoked":
      case "lostPartition":
        return `${timeUs} ${name} ${instance(who)} ${what} ${tail} ${extra}`;
      default:
        return `${timeUs} ${name} ${instance(who)} ${tail} ${extra}`;
    }
  }).toSorted();
}
