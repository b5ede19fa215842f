/**
 * Everything at once, judged by every checker and by the oracle that sees what clients see. EVENTYARD_FUZZ=2000 looks at that
 * many runs, EVENTYARD_FUZZ_FROM=n at others; with EVENTYARD_SHRINK=1 each failing scenario is made as small as it still
 * fails, to be kept in `__regressions__`.
 */
import { expect, it } from "vitest";
import { compile } from "#sim/compile.ts";
import { randomApplication, randomEverything } from "#sim/random-everything.fixture.ts";
import { faultName, faultsOf, shrink } from "./shrink.fixture.ts";

const RUNS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 80);
const FROM = Number(import.meta.env["EVENTYARD_FUZZ_FROM"] ?? 0);
const SHRINKS = import.meta.env["EVENTYARD_SHRINK"] !== undefined;

it.each([
  ["everything comes together", "all", randomEverything, RUNS],
  // Each takes several times as long.
  ["applications do all that they may", "app", randomApplication, Math.ceil(RUNS / 4)],
] as const)(
  "nothing is found in random scenarios in which %s",
  { timeout: 7_200_000 },
  (_what, name, make, runs) => {
    const found: string[] = [];
    for (let number = FROM; number < FROM + runs; number++) {
      const seed = `${name}-${number}`;
      const scenario = make(seed);
      // One that cannot run would be judged by nobody.
      if (!compile(scenario).ok) found.push(`${seed}: cannot run`);
      const faults = faultsOf(scenario);
      for (const fault of faults) found.push(`${seed}: ${fault}`);
      if (!SHRINKS || faults[0] === undefined) continue;
      found.push(JSON.stringify({ ...shrink(scenario, faultName(faults[0]), 200), name: faults[0] }));
    }
    expect(found).toEqual([]);
  },
);
