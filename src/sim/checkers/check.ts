/** Lets all checkers look at a run, in one pass over its rows. */
import type { Micros } from "#base/units.ts";
import { Fact, FACT_NAMES, type FactCode } from "#sim/facts.ts";
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
  let areBrokersSteady = true;
  const isHeard = ({ isOfSteadyBrokers }: Checker): boolean => isOfSteadyBrokers !== true || areBrokersSteady;
  const concerns = benches.map(({ checker }) => groupsOf(checker, program));
  const handlers = FACT_NAMES.map((name) =>
    watches.flatMap((watch, at) =>
      [watch.any ?? [], watch[name] ?? []].flat().map((handler) => ({
        checker: which[at]!,
        take: limited(handler, past, concerns[at]!),
      })),
    ),
  );
  for (const row of rows) {
    if (UNSTEADY.has(row.fact)) areBrokersSteady = false;
    for (const { checker, take } of handlers[row.fact]!) if (isHeard(checker)) take(row);
    past.take(row);
  }
  benches.forEach((bench) => (bench.endUs = endUs));
  watches.forEach((watch, at) => isHeard(which[at]!) && watch.end?.(endUs));
  return benches;
}

type Handler = (row: TraceRow) => void;

/** From here on a coordinator may be gone, may move and load its groups anew, or may be out of reach of a member. */
const UNSTEADY: ReadonlySet<FactCode> = new Set([
  Fact.brokerCrashed,
  Fact.brokerStopped,
  Fact.brokerFenced,
  Fact.diskChanged,
  Fact.networkCut,
]);

/** By group whether a checker speaks of it, null where it speaks of all. */
function groupsOf({ protocols }: Checker, { groups }: Program): readonly boolean[] | null {
  return protocols === undefined ? null : groups.map(({ config }) => protocols.includes(config.protocol));
}

/** Facts that name the group in the column `who`, and in the column `what`; in others `who` is an instance, or nobody's. */
const GROUP_IS_WHO: ReadonlySet<FactCode> = new Set([
  Fact.rebalanceStarted,
  Fact.generationFormed,
  Fact.stable,
  Fact.memberJoined,
  Fact.memberRemoved,
  Fact.memberReplaced,
  Fact.resetRefused,
  Fact.offsetExpired,
]);
/** Facts of topics, of brokers, and of the schema registry. */
function isOfNoGroup(fact: FactCode): boolean {
  const isOfBroker = fact >= Fact.highWatermarkMoved && fact <= Fact.compacted;
  return isOfBroker || OF_TOPIC.has(fact);
}
const OF_TOPIC: ReadonlySet<FactCode> = new Set([
  Fact.appended,
  Fact.retired,
  Fact.intervened,
  Fact.partitionsAdded,
  Fact.schemaRegistered,
  Fact.schemaRefused,
  Fact.registryDown,
  Fact.registryUp,
  Fact.compatibilityChanged,
  Fact.redriveRefused,
  Fact.redriveEnded,
  Fact.queueRang,
  Fact.queueQuiet,
  Fact.deadLetterDiscarded,
  Fact.deadLetterMended,
  Fact.streamErased,
  Fact.snapshotsDropped,
  Fact.projectionRebuilding,
  Fact.rebuildRefused,
]);

/** The handler, for rows of groups that it concerns and for those of none. */
function limited(handler: Handler, past: Past, concerns: readonly boolean[] | null): Handler {
  if (concerns === null || !concerns.includes(false)) return handler;
  return (row) => {
    const group = isOfNoGroup(row.fact) ? -1 : GROUP_IS_WHO.has(row.fact) ? row.who : past.groupOf(row.who);
    if (group < 0 || concerns[group] === true) handler(row);
  };
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
