import { expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { advance, startRun } from "#sim/run.ts";
import { randomBank } from "#sim/random-bank.fixture.ts";
import { randomWithRetries, randomWithSchemas } from "#sim/random-everything.fixture.ts";
import { randomSaga } from "#sim/random-sagas.fixture.ts";
import { randomScenario } from "#sim/random-scenario.fixture.ts";
import { randomWithStore } from "#sim/random-store.fixture.ts";
import { check, rowsOf, violationText } from "./check.ts";
import { checkers } from "./index.ts";

/** EVENTYARD_FUZZ=2000 looks at that many runs, EVENTYARD_FUZZ_FROM=n at others. */
const RUNS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 300);
const FROM = Number(import.meta.env["EVENTYARD_FUZZ_FROM"] ?? 0);

/** Every tenth has schemas, every tenth retry topics and redrives, every tenth an event store, every tenth a database, half of those a saga by events. */
function scenarioOf(number: number, seed: string): Scenario {
  if (number % 10 === 0) return randomWithSchemas(seed);
  if (number % 20 === 13) return randomSaga(seed);
  if (number % 10 === 3) return randomBank(seed);
  if (number % 10 === 7) return randomWithStore(seed);
  return number % 10 === 5 ? randomWithRetries(seed) : randomScenario(seed);
}

it(
  "every invariant holds in every random scenario, and none of them vacuously",
  { timeout: 1_200_000 },
  () => {
    const runsThatExercised = new Map(checkers.map(({ name }) => [name, 0]));
    const found: string[] = [];
    let rows = 0;
    for (let number = FROM; number < FROM + RUNS; number++) {
      const seed = `fuzz-${number}`;
      const compiled = compile(scenarioOf(number, seed));
      if (!compiled.ok) throw new Error(`${seed}: ${compiled.problems[0]?.says}`);
      const run = startRun(compiled.value, { keepAllRows: true, isForwardOnly: true });
      expect(advance(run, compiled.value.durationUs), seed).toBe("ended");
      expect(run.outcome.is, seed).toBe("finished");
      rows += run.kernel.trace.rows;
      for (const { checker, exercised, violations } of check(
        compiled.value,
        rowsOf(run.kernel.trace),
        run.atUs,
      )) {
        if (exercised > 0) runsThatExercised.set(checker.name, runsThatExercised.get(checker.name)! + 1);
        for (const violation of violations.slice(0, 2)) found.push(`${seed}: ${violationText(violation)}`);
      }
    }
    expect(rows).toBeGreaterThan(RUNS * 100);
    expect(found.slice(0, 40)).toEqual([]);
    // A few runs cannot show what happens in one of a hundred.
    if (RUNS < 100) return;
    // A follower has more than its new leader only if the old one died within a fetch of writing: here once is enough; its
    // planted bug and the scenarios with everything in them show it more often.
    const seldom = [...runsThatExercised].filter(
      ([name, runs]) => runs < (name === "truncates-to-leader" ? 1 : RUNS / 100),
    );
    expect(seldom, "exercised in fewer than one run in a hundred").toEqual([]);
  },
);
