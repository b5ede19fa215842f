/** Lets all checkers look at a run, in one pass over its rows. */
import type { Micros } from "#base/units.ts";
import { FACT_NAMES } from "#sim/facts.ts";
import type { TraceRecorder, TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Program } from "#sim/program.ts";
import { VIOLATIONS_MAX, type Checker, type Judge, type Verdict, type Violation } from "./checker.ts";
import { checkers } from "./index.ts";
import { Past } from "./past.ts";

/** Judges the rows of a run of `program` that went on up to `endUs`; the verdicts stand in the order of the checkers. */
export function check(
  program: Program,
  rows: Iterable<TraceRow>,
  endUs: Micros,
  which: readonly Checker[] = checkers,
): Verdict[] {
  const past = new Past(program);
  const benches = which.map((checker) => new Bench(checker, program, past));
  const watches = benches.map((bench) => bench.checker.create(bench));
  const handlers = FACT_NAMES.map((name) =>
    watches.flatMap((watch) => [watch.any ?? [], watch[name] ?? []].flat()),
  );
  for (const row of rows) {
    for (const handler of handlers[row.fact]!) handler(row);
    past.take(row);
  }
  benches.forEach((bench) => (bench.endUs = endUs));
  for (const watch of watches) watch.end?.(endUs);
  return benches;
}

/** All rows of a recorder that has kept them. */
export function* rowsOf(trace: TraceRecorder): Generator<TraceRow> {
  for (let row = trace.firstRow; row < trace.rows; row++) yield trace.row(row);
}

class Bench implements Judge, Verdict {
  readonly checker: Checker;
  readonly program: Program;
  readonly past: Past;
  readonly violations: Violation[] = [];
  exercised = 0;
  endUs: Micros = 0;

  constructor(checker: Checker, program: Program, past: Past) {
    this.checker = checker;
    this.program = program;
    this.past = past;
  }

  /** A function of its own, so that a checker can take it out of its judge. */
  readonly holds: Judge["holds"] = (condition, row, says) => {
    this.exercised++;
    if (condition || this.violations.length >= VIOLATIONS_MAX) return;
    const timeUs = row?.timeUs ?? this.endUs;
    this.violations.push({ checker: this.checker.name, timeUs, row, says: says() });
  };
}

/** A violation on one line, with the row where it showed. */
export function violationText({ checker, timeUs, row, says }: Violation): string {
  const where =
    row === null
      ? "at the end"
      : `${FACT_NAMES[row.fact]} who ${row.who} what ${row.what} where ${row.where} offset ${row.offset} extra ${row.extra}`;
  return `${checker} at ${timeUs} µs: ${says} (${where})`;
}
