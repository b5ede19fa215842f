import { expect, it } from "vitest";
import { randomWithRetries } from "#sim/random-everything.fixture.ts";
import { faultsOf } from "./shrink.fixture.ts";

/** EVENTYARD_FUZZ=2000 looks at that many runs, EVENTYARD_FUZZ_FROM=n at others. */
const RUNS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 60);
const FROM = Number(import.meta.env["EVENTYARD_FUZZ_FROM"] ?? 0);

it("every invariant holds with jitter, retry topics and redrives", { timeout: 1_200_000 }, () => {
  const found: string[] = [];
  for (let number = FROM; number < FROM + RUNS; number++)
    for (const fault of faultsOf(randomWithRetries(`retries-${number}`)))
      found.push(`retries-${number}: ${fault}`);
  expect(found.slice(0, 20)).toEqual([]);
});
