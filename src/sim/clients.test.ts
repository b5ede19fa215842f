/** What clients may do and undergo beside dying: a run is the same however it is sliced and sought, and its invariants hold. */
import { describe, expect, it } from "vitest";
import { check, rowsOf, violationText } from "./checkers/check.ts";
import { compile } from "./compile.ts";
import { frameOf } from "./frame-of.ts";
import { RandomStreams } from "./kernel/random.ts";
import type { Program } from "./program.ts";
import { withClients } from "./random-clients.fixture.ts";
import { withCluster, type ClusterDice } from "./random-cluster.fixture.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";

/** EVENTYARD_FUZZ=n looks at n scenarios instead of a few. */
const SCENARIOS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 10);
const seeds = Array.from({ length: SCENARIOS }, (_, number) => `clients-${number}`);
const RUNS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 120);

function diceOf(seed: string): ClusterDice {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "clients");
  const whole = (from: number, to: number): number => from + random.below(stream, to - from + 1);
  return {
    whole,
    chance: (percent) => random.chance(stream, percent),
    pick: (...of) => of[whole(0, of.length - 1)]!,
  };
}

/** `onCluster`: brokers die, too. */
function programOf(seed: string, onCluster: boolean): Program {
  const dice = diceOf(seed);
  const scenario = withClients(dice, randomScenario(seed));
  const compiled = compile(onCluster ? withCluster(dice, scenario) : scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  return compiled.value;
}

function seen(run: Run): unknown {
  return { ...frameOf(run), hash: run.kernel.trace.hash, samples: run.sampler.rowsFrom(0) };
}

function freshTo(program: Program, us: number): Run {
  const run = startRun(program);
  advance(run, us);
  return run;
}

describe.each(seeds)("a run of %s", (seed) => {
  const program = programOf(seed, diceOf(`where ${seed}`).chance(40));
  const whole = seen(freshTo(program, program.durationUs));

  it("is the same in slices", () => {
    const dice = diceOf(`slices ${seed}`);
    const run = startRun(program);
    while (advance(run, run.atUs + dice.whole(1, 5_000_000), dice.whole(1, 2_000)) !== "ended");
    expect(seen(run)).toEqual(whole);
  });

  it("is the same after seeking back and forth, and shows at each moment what a fresh run shows there", () => {
    const dice = diceOf(`seeks ${seed}`);
    const run = startRun(program);
    for (let i = 0; i < 8; i++) {
      const us = dice.whole(0, program.durationUs);
      while (seekRun(run, us, dice.whole(1, 20_000)) === "paused");
      if (i % 3 === 0) expect(seen(run), `at ${us} µs`).toEqual(seen(freshTo(program, us)));
    }
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(whole);
  });
});

it("every invariant holds whatever clients and people do", { timeout: 1_200_000 }, () => {
  const found: string[] = [];
  for (let number = 0; number < RUNS; number++) {
    const seed = `people-${number}`;
    const program = programOf(seed, false);
    const run = startRun(program, { keepAllRows: true, isForwardOnly: true });
    expect(advance(run, program.durationUs), seed).toBe("ended");
    expect(run.outcome.is, seed).toBe("finished");
    for (const { violations } of check(program, rowsOf(run.kernel.trace), run.atUs))
      for (const violation of violations.slice(0, 2)) found.push(`${seed}: ${violationText(violation)}`);
  }
  expect(found.slice(0, 40)).toEqual([]);
});
