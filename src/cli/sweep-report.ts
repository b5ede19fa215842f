/** A sweep as JSON, as CSV and as a table. */
import type { ConfigValue } from "#scenario/document.ts";
import { bandOf, type Band } from "#sweep/bands.ts";
import { knobText } from "#sweep/knob.ts";
import { MEASURE_IDS, measures, MEASURES_SHOWN, type MeasureId } from "#sweep/measures.ts";
import type { RunResult } from "#sweep/measuring.ts";
import { runsOfPoint, valuesAt } from "#sweep/plan.ts";
import { judgedBy } from "#sweep/sizing.ts";
import type { Results, Sized } from "#sweep/sweeping.ts";
import { answerLines, shortNumber } from "#sweep/words.ts";
import type { SweepOptions } from "./sweep-options.ts";
import { printable, table } from "./text.ts";

type Ran = Extract<RunResult, { readonly is: "run" }>;

/** What came of a sweep: all runs, or those that the question took, with the answer. */
export interface Outcome {
  readonly options: SweepOptions;
  readonly results: Results;
  readonly sized: Sized | null;
  readonly warnings: readonly string[];
}

/** Runs that were stopped before their end. */
export function stoppedOf({ results }: Outcome): readonly Ran[] {
  return [...results.values()].filter(
    (result): result is Ran => result.is === "run" && result.outcome === "limit",
  );
}

/** Points of which runs are there, in order. */
function pointsRun({ options: { plan }, results }: Outcome): number[] {
  return [...new Set([...results.keys()].map((run) => Math.floor(run / plan.seeds.length)))].toSorted(
    (a, b) => a - b,
  );
}

function runsAt({ options: { plan }, results }: Outcome, point: number): Ran[] {
  return runsOfPoint(plan, point).flatMap((run) => {
    const result = results.get(run);
    return result?.is === "run" ? [result] : [];
  });
}

function valuesText({ options: { plan } }: Outcome, point: number): Record<string, ConfigValue> {
  const values = valuesAt(plan, point);
  return Object.fromEntries(
    plan.axes.map(({ knob }, index) => [knobText(plan.scenario, knob), values[index]!]),
  );
}

/** One JSON object. */
export function sweepJson(outcome: Outcome): string {
  const { options, sized, warnings } = outcome;
  const { plan } = options;
  const ids = options.measures ?? MEASURE_IDS;
  const points = pointsRun(outcome);
  const groupName = plan.scenario.nodes.find(({ id }) => id === plan.groupId)?.name ?? null;
  const report = {
    scenario: plan.scenario.name,
    group: groupName,
    load: plan.load,
    warmUpMs: plan.warmUpMs,
    seeds: plan.seeds,
    vary: plan.axes.map(({ knob, values }) => ({ setting: knobText(plan.scenario, knob), values })),
    points: points.map((point) => {
      const runs = runsAt(outcome, point);
      return {
        values: valuesText(outcome, point),
        runs: runs.length,
        stopped: runs.filter(({ outcome: how }) => how === "limit").length,
        measures: Object.fromEntries(ids.map((id) => [id, bandAt(runs, id)])),
      };
    }),
    runs: points.flatMap((point) =>
      runsAt(outcome, point).map(({ outcome: how, traceHash, measured }, seed) => ({
        values: valuesText(outcome, point),
        seed: plan.seeds[seed],
        outcome: how,
        traceHash,
        measures: Object.fromEntries(ids.map((id) => [id, measured[id]])),
      })),
    ),
    answer: sized === null ? null : answerJson(options, sized),
    warnings,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function bandAt(runs: readonly Ran[], id: MeasureId): Band | null {
  return bandOf(runs.map(({ measured }) => measured[id]));
}

function answerJson(options: SweepOptions, sized: Sized) {
  const question = options.question!;
  const { values } = options.plan.axes[0]!;
  const valueAt = (index: number | null): ConfigValue | null => (index === null ? null : values[index]!);
  const { first, least, assured, seedsToBeSure, isUneven } = sized.answer;
  return {
    measure: judgedBy(question.measure),
    below: question.below,
    share: question.share,
    value: valueAt(first),
    least: valueAt(least),
    assured: valueAt(assured),
    seedsToBeSure,
    isUneven,
    judged: [...sized.judged]
      .toSorted(([a], [b]) => a - b)
      .map(([index, { met, of, low, high }]) => ({ value: valueAt(index), met, of, low, high })),
    says: answerLines(options.plan, question, sized),
  };
}

/** One line a run; cells that a spreadsheet would take for a formula are texts to it. */
export function sweepCsv(outcome: Outcome): string {
  const { plan, measures: chosen } = outcome.options;
  const ids = chosen ?? MEASURE_IDS;
  const names = plan.axes.map(({ knob }) => knobText(plan.scenario, knob));
  const rows = pointsRun(outcome).flatMap((point) =>
    runsAt(outcome, point).map(({ outcome: how, traceHash, measured }, seed) => [
      ...valuesAt(plan, point),
      plan.seeds[seed]!,
      how,
      traceHash,
      ...ids.map((id) => measured[id]),
    ]),
  );
  return [[...names, "seed", "outcome", "traceHash", ...ids], ...rows]
    .map((row) => `${row.map(csvCell).join(",")}\n`)
    .join("");
}

function csvCell(value: ConfigValue | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Aligned for people: the median of each measure, with the span from p5 to p95 over the seeds. */
export function sweepText(outcome: Outcome): string {
  const { options, sized, warnings, results } = outcome;
  const { plan } = options;
  const ids = options.measures ?? MEASURES_SHOWN;
  const load = plan.load === 1 ? "" : `, ${plan.load} times the load`;
  const warmUp = plan.warmUpMs === 0 ? "" : `, without the first ${plan.warmUpMs / 1_000} s`;
  const head = [
    ...plan.axes.map(({ knob }) => printable(knobText(plan.scenario, knob))),
    ...ids.map(
      (id) => `${measures[id].title} (${measures[id].unit === "per second" ? "/s" : measures[id].unit})`,
    ),
  ];
  const rows = pointsRun(outcome).map((point) => [
    ...valuesAt(plan, point).map((value) => (typeof value === "boolean" ? String(value) : value)),
    ...ids.map((id) => bandText(bandAt(runsAt(outcome, point), id))),
  ]);
  const stopped = stoppedOf(outcome);
  return [
    `${printable(plan.scenario.name)}: ${results.size} runs, ${plan.seeds.length} seeds${load}${warmUp}. Median over the seeds, p5 to p95 in brackets.\n`,
    ...warnings.map((warning) => `Warning: ${printable(warning)}\n`),
    ...(stopped[0] === undefined
      ? []
      : [`Warning: ${stopped.length} runs were stopped before their end: ${printable(stopped[0].says)}\n`]),
    "\n",
    table(head, rows),
    ...(sized === null
      ? []
      : ["\n", ...answerLines(plan, options.question!, sized).map((line) => `${printable(line)}\n`)]),
  ].join("");
}

function bandText(band: Band | null): string | null {
  if (band === null) return null;
  const { p5, p50, p95 } = band;
  return p5 === p95 ? shortNumber(p50) : `${shortNumber(p50)} (${shortNumber(p5)} to ${shortNumber(p95)})`;
}
