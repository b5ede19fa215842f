import { expect, it } from "vitest";
import { compile } from "./compile.ts";
import { FACT_NAMES } from "./facts.ts";
import { LatencyReader } from "./journey-latency.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";

function runOf(seed: string, rowsKept: number, keepAllRows = false): Run {
  const compiled = compile(randomScenario(seed));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { rowsKept, keepAllRows });
  while (advance(run, run.atUs + 3_000_000) === "reached") run.checkpoints!.take(run);
  return run;
}

it("finds the first processing of each message, from the rows that are kept or from the past", () => {
  let found = 0;
  for (let number = 0; number < 8; number++) {
    const seed = `latency-${number}`;
    const full = runOf(seed, 64, true);
    const { trace, messages } = full.kernel;
    const rows = Array.from({ length: trace.rows }, (_, row) => trace.row(row));
    const chosen = Array.from({ length: 12 }, (_, i) => Math.floor((messages.length * i) / 12));
    const ids = [...new Set(chosen)].filter((message) => message < messages.length);
    for (const run of [full, runOf(seed, 64)]) {
      for (const share of [1, 0.5]) {
        const atUs = Math.floor(run.program.durationUs * share);
        seekRun(run, atUs);
        const there = ids.filter((message) => message < run.kernel.messages.length);
        const reader = new LatencyReader(run, there);
        while (!reader.read(() => false));
        const expected = there.flatMap((message) =>
          run.program.groups.flatMap((_, group) => {
            const first = rows.find(
              ({ fact, what, who, timeUs }) =>
                FACT_NAMES[fact] === "processed" &&
                what === message &&
                timeUs <= atUs &&
                run.program.services[Math.floor(who / 64)]!.group === group,
            );
            return first === undefined ? [] : [{ message, group, atUs: first.timeUs }];
          }),
        );
        const order = (a: { message: number; group: number }, b: typeof a): number =>
          a.message - b.message || a.group - b.group;
        expect(reader.processed.toSorted(order), seed).toEqual(expected.toSorted(order));
        found += expected.length;
      }
    }
  }
  expect(found).toBeGreaterThan(50);
});
