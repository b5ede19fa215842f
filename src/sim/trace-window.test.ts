import { expect, it } from "vitest";
import { compile } from "./compile.ts";
import { FACT_NAMES, type FactName } from "./facts.ts";
import { RandomStreams } from "./kernel/random.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";
import { TraceWindowReader } from "./trace-window-reader.ts";
import { FACT_KINDS, type WindowQuery, type WindowRow } from "./trace-window.ts";

const SECOND = 1_000_000;

function runOf(seed: string, rowsKept: number, keepAllRows = false): Run {
  const compiled = compile(randomScenario(seed));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { rowsKept, keepAllRows });
  while (advance(run, run.atUs + 3 * SECOND) === "reached") run.checkpoints!.take(run);
  return run;
}

function read(run: Run, query: WindowQuery): { rows: readonly WindowRow[]; fromRow: number } {
  const reader = new TraceWindowReader(run, query);
  while (!reader.read(() => false));
  return reader.window();
}

it(
  "a window has the newest rows of its facts before a row, wherever the run stands",
  { timeout: 60_000 },
  () => {
    const random = new RandomStreams("windows");
    const dice = random.open("test", "window");
    for (let number = 0; number < 12; number++) {
      const seed = `window-${number}`;
      const { trace } = runOf(seed, 64, true).kernel;
      const all = Array.from({ length: trace.rows }, (_, row) => ({ ...trace.row(row), row })).map((row) => ({
        ...row,
        fact: FACT_NAMES[row.fact]!,
      }));
      const run = runOf(seed, 64);
      const { hash } = run.kernel.trace;
      for (let i = 0; i < 8; i++) {
        const atUs = random.below(dice, run.program.durationUs);
        seekRun(run, atUs);
        const facts: FactName[] = random.chance(dice, 30)
          ? []
          : FACT_NAMES.filter(() => random.chance(dice, 20));
        const limit = 1 + random.below(dice, 300);
        const beforeRow = random.chance(dice, 50) ? Infinity : random.below(dice, all.length + 1);
        const known = all.filter(({ timeUs, row }) => timeUs <= atUs && row < beforeRow);
        const expected = known.filter(({ fact }) => facts.length === 0 || facts.includes(fact)).slice(-limit);
        const { rows, fromRow } = read(run, { beforeRow, facts, limit });
        expect(rows, `${seed}, ${i}`).toEqual(expected);
        if (expected.length < limit) expect(fromRow).toBe(0);
        else expect(fromRow).toBeLessThanOrEqual(expected[0]!.row);
      }
      seekRun(run, run.program.durationUs);
      expect(run.kernel.trace.hash).toBe(hash);
    }
  },
);

it("windows that follow each other make up the whole trace", () => {
  const run = runOf("windows", 64);
  const rows: WindowRow[] = [];
  let beforeRow = Infinity;
  while (beforeRow > 0) {
    const window = read(run, { beforeRow, facts: [], limit: 500 });
    rows.unshift(...window.rows);
    beforeRow = window.fromRow;
  }
  expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: run.kernel.trace.rows }, (_, row) => row));
});

it("every fact is of one kind", () => {
  expect(Object.values(FACT_KINDS).flat().toSorted()).toEqual(FACT_NAMES.toSorted());
});
