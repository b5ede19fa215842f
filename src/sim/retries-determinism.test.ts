/**
 * Headers, queues, redrives and parked keys, and with applications rows, outboxes, aggregates, calls and breakers, are part
 * of the run's state: it is the same however it is sliced and sought.
 */
import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { Fork } from "./fork.ts";
import { frameOf } from "./frame-of.ts";
import { RandomStreams } from "./kernel/random.ts";
import type { Program } from "./program.ts";
import { randomApplication, randomWithRetries } from "./random-everything.fixture.ts";
import { advance, amendRun, hasSameShape, seekRun, startRun, type Run } from "./run.ts";

/** EVENTYARD_FUZZ=n looks at n scenarios instead of a few. */
const SCENARIOS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 8);
const cases = [
  ["retries", randomWithRetries],
  ["application", randomApplication],
] as const;
const seeds = cases.flatMap(([name, scenarioOf]) =>
  Array.from({ length: SCENARIOS }, (_, number) => [`${name}-${number}`, scenarioOf] as const),
);

function programOf(scenario: Scenario): Program {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  return compiled.value;
}

function seen(run: Run): unknown {
  const { copies, messages } = run.kernel;
  const headers = Array.from({ length: messages.length }, (_, message) => copies?.of(message));
  return { ...frameOf(run), hash: run.kernel.trace.hash, samples: run.sampler.rowsFrom(0), headers };
}

function freshTo(program: Program, us: number): Run {
  const run = startRun(program);
  advance(run, us);
  return run;
}

describe.each(seeds)("a run of %s", (seed, scenarioOf) => {
  const program = programOf(scenarioOf(seed));
  const random = new RandomStreams(seed);
  const stream = random.open("test", "seeks");

  it("shows at each moment what a fresh run shows there, after seeking back and forth", () => {
    const run = startRun(program);
    for (let i = 0; i < 8; i++) {
      const us = random.below(stream, program.durationUs);
      while (seekRun(run, us, 1 + random.below(stream, 20_000)) === "paused");
      if (i % 3 === 0) expect(seen(run), `at ${us} µs`).toEqual(seen(freshTo(program, us)));
    }
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(seen(freshTo(program, program.durationUs)));
  });

  it("is that of a fresh run after a line was taken away that is still to come", () => {
    const scenario = scenarioOf(seed);
    const last = scenario.interventions.at(-1);
    if (last === undefined) return;
    const shorter = compile({ ...scenario, interventions: scenario.interventions.slice(0, -1) });
    if (!shorter.ok) throw new Error(shorter.problems[0]?.says);
    // The first redrive of a queue gives its service more topics to write to: then the run begins anew.
    if (!hasSameShape(program, shorter.value)) return;
    const run = freshTo(program, program.durationUs);
    amendRun(run, shorter.value, Math.round(last.atMs * 1000));
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(seen(freshTo(shorter.value, program.durationUs)));
  });

  it("is played again alike beside the one that is shown", () => {
    const run = freshTo(program, program.durationUs);
    const fork = new Fork(run, run.checkpoints!.before(program.durationUs / 2));
    const { trace } = run.kernel;
    let different = 0;
    while (
      !fork.read(program.durationUs, (row, index) => {
        if (index >= trace.firstRow && JSON.stringify(row) !== JSON.stringify(trace.row(index))) different++;
      })
    );
    expect(fork.rows).toBe(trace.rows);
    expect(different).toBe(0);
  });
});
