/** Random banks, judged by every checker. EVENTYARD_FUZZ=n looks at n of them instead of a few. */
import { expect, it } from "vitest";
import { faultsOf } from "#sim/checkers/shrink.fixture.ts";
import { randomBank } from "#sim/random-bank.fixture.ts";

const BANKS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 24);

it("nothing is found in random banks", { timeout: 3_600_000 }, () => {
  const found: string[] = [];
  for (let number = 0; number < BANKS; number++) {
    for (const fault of faultsOf(randomBank(`bank ${number}`))) found.push(`${number}: ${fault}`);
  }
  expect(found).toEqual([]);
});
