/**
 * Over many seeds: with an expected version nothing is lost and nothing is overdrawn; without it, on the same seeds and
 * with the same faults, both happen. Versions have no gaps, state and read models are folds, and a run is the same
 * however it is sliced and sought. EVENTYARD_FUZZ=n looks at n seeds.
 */
import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { check, rowsOf, violationText } from "#sim/checkers/check.ts";
import { checkers } from "#sim/checkers/index.ts";
import { checkpointsWithinStore } from "#sim/checkers/checkpoints-within-store.ts";
import { decidesOnNewest } from "#sim/checkers/decides-on-newest.ts";
import { versionsWithoutGaps } from "#sim/checkers/versions-without-gaps.ts";
import { compile } from "#sim/compile.ts";
import { Fork } from "#sim/fork.ts";
import { frameOf } from "#sim/frame-of.ts";
import { Fact, type FactName } from "#sim/facts.ts";
import { RandomStreams } from "#sim/kernel/random.ts";
import type { Program } from "#sim/program.ts";
import { randomWithStore } from "#sim/random-store.fixture.ts";
import { advance, amendRun, hasSameShape, seekRun, startRun, type Run } from "#sim/run.ts";
import { evolve, NOTHING } from "./event-log.ts";
import { createReadModel, project } from "./read-model.ts";
import { storeOf } from "./store-process.ts";

const SEEDS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 60);
const seeds = Array.from({ length: SEEDS }, (_, number) => `store-${number}`);

function programOf(seed: string, teller: Config = {}): Program {
  const compiled = compile(randomWithStore(seed, teller));
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  return compiled.value;
}

function played(program: Program): Run {
  const run = startRun(program, { keepAllRows: true, isForwardOnly: true });
  advance(run, program.durationUs);
  return run;
}

function count({ kernel }: Run, fact: FactName): number {
  return [...rowsOf(kernel.trace)].filter((row) => row.fact === Fact[fact]).length;
}

const all = [...new Set([...checkers, versionsWithoutGaps, decidesOnNewest, checkpointsWithinStore])];

describe("over many seeds", () => {
  it("nothing that must hold is violated", () => {
    const found = seeds.flatMap((seed) => {
      const program = programOf(seed);
      const run = played(program);
      return check(program, rowsOf(run.kernel.trace), run.atUs, all).flatMap(({ violations }) =>
        violations.slice(0, 2).map((violation) => `${seed}: ${violationText(violation)}`),
      );
    });
    expect(found.slice(0, 20)).toEqual([]);
  });

  it("two writers lose updates and overdraw accounts without an expected version, and never with one", () => {
    const harm = { any: 0, checked: 0 };
    const told = { decidedOnStale: 0, versionConflict: 0 };
    for (const expectedVersion of ["any", "checked"] as const) {
      const habit = { expectedVersion, instances: 2, decideMs: 5, withdrawalPercent: 60, keyCount: 1 };
      for (const seed of seeds) {
        const run = played(programOf(seed, habit));
        harm[expectedVersion] += count(run, "updateLost") + count(run, "overdrawn");
        told.decidedOnStale += expectedVersion === "any" ? count(run, "decidedOnStale") : 0;
        told.versionConflict += expectedVersion === "checked" ? count(run, "versionConflict") : 0;
      }
    }
    expect(harm.checked).toBe(0);
    expect(harm.any).toBeGreaterThan(SEEDS);
    expect(told.decidedOnStale).toBeGreaterThan(SEEDS);
    expect(told.versionConflict).toBeGreaterThan(SEEDS);
  });

  it("state, snapshots and read models are the fold of the events up to where they stand", () => {
    let models = 0;
    for (const seed of seeds) {
      const run = played(programOf(seed));
      const { log, state, plan } = storeOf(run.kernel, 0);
      for (const aggregate of log.aggregates) {
        const { version, balanceCents, erased } = log.load(aggregate);
        if (erased === null)
          expect(log.history(aggregate).reduce(evolve, NOTHING), seed).toEqual({
            version,
            balanceCents,
            erased,
          });
      }
      const { config } = run.program.services[plan.readers[0]!]!;
      const [balances] = state.projections;
      // Apart from its checkpoint a crash may make it count twice: that is its lesson.
      if (balances === undefined || config.storeUse !== "projects" || config.projectionCheckpoint === "apart")
        continue;
      const again = createReadModel(balances.live.hasBug);
      for (let at = 0; at < balances.live.checkpoint; at++) project(again, log.at(at));
      const stays = [...balances.live.rows].filter(([aggregate]) => log.load(aggregate).erased === null);
      const folded = [...again.rows].filter(([aggregate]) => log.load(aggregate).erased === null);
      expect(new Map(stays), seed).toEqual(new Map(folded));
      models++;
    }
    expect(models).toBeGreaterThan(SEEDS / 3);
  });
});

function seen(run: Run): unknown {
  return { ...frameOf(run), hash: run.kernel.trace.hash, samples: run.sampler.rowsFrom(0) };
}

function freshTo(program: Program, us: number): Run {
  const run = startRun(program);
  advance(run, us);
  return run;
}

describe.each(seeds.slice(0, 8))("a run of %s", (seed) => {
  const program = programOf(seed);
  const random = new RandomStreams(seed);
  const stream = random.open("test", "seeks");

  it("shows at each moment what a fresh run shows there, after seeking back and forth", () => {
    const run = startRun(program);
    for (let i = 0; i < 8; i++) {
      const us = random.below(stream, program.durationUs);
      while (seekRun(run, us, 1 + random.below(stream, 5_000)) === "paused");
      // As often as it is run: whatever was changed by hand in between does not count.
      run.checkpoints?.take(run);
      expect(seen(run), `at ${us} µs`).toEqual(seen(freshTo(program, us)));
    }
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(seen(freshTo(program, program.durationUs)));
  });

  it("is that of a fresh run after a line was taken away that is still to come", () => {
    const scenario = randomWithStore(seed);
    const last = scenario.interventions.toSorted((a, b) => a.atMs - b.atMs).at(-1);
    if (last === undefined) return;
    const rest = scenario.interventions.filter((each) => each !== last);
    const shorter = compile({ ...scenario, interventions: rest });
    if (!shorter.ok) throw new Error(shorter.problems[0]?.says);
    if (!hasSameShape(program, shorter.value)) return;
    const run = freshTo(program, program.durationUs);
    amendRun(run, shorter.value, Math.round(last.atMs * 1000));
    advance(run, program.durationUs);
    expect(seen(run)).toEqual(seen(freshTo(shorter.value, program.durationUs)));
  });

  it("is played again row for row from any checkpoint", () => {
    const run = startRun(program, { keepAllRows: true });
    const rows: string[] = [];
    for (let us = 0; us < program.durationUs; us += 1_000_000) {
      advance(run, us);
      run.checkpoints?.take(run);
    }
    advance(run, program.durationUs);
    for (const row of rowsOf(run.kernel.trace)) rows.push(JSON.stringify(row));
    const fork = new Fork(run, run.checkpoints!.before(program.durationUs / 2));
    const from = fork.rows;
    const again: string[] = [];
    while (!fork.read(program.durationUs, (row) => again.push(JSON.stringify(row))));
    expect(again).toEqual(rows.slice(from));
  });
});
