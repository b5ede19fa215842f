/** Random sagas by events, judged by every checker. EVENTYARD_FUZZ=n looks at n of them instead of a few. */
import { expect, it } from "vitest";
import { faultsOf } from "#sim/checkers/shrink.fixture.ts";
import { randomSaga } from "#sim/random-sagas.fixture.ts";

const SAGAS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 24);

it("nothing is found in random sagas", { timeout: 3_600_000 }, () => {
  const found: string[] = [];
  for (let number = 0; number < SAGAS; number++) {
    for (const fault of faultsOf(randomSaga(`saga ${number}`))) found.push(`${number}: ${fault}`);
  }
  expect(found).toEqual([]);
});
