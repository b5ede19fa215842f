/** The arguments of `sweep`, judged against the scenario. */
import { availableParallelism } from "node:os";
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import type { Scenario } from "#scenario/document.ts";
import { setRunSetting, setSeed } from "#scenario/edits.ts";
import { Limits } from "#scenario/limits.ts";
import { judgeScenario } from "#sim/judge.ts";
import { fieldOfKnob, knobNamed, knobText, nodeCalled, readValues } from "#sweep/knob.ts";
import { isMeasure, MEASURE_IDS, type MeasureId } from "#sweep/measures.ts";
import {
  planSweep,
  pointsOf,
  scenarioAt,
  SEEDS_MAX,
  valuesAt,
  type Axis,
  type SweepPlan,
} from "#sweep/plan.ts";
import { readCondition, type Question } from "#sweep/sizing.ts";
import { readDurationMs, readWhole } from "./args.ts";
import { UsageError } from "./command.ts";

/** As `parseArgs` gives them. */
export interface SweepValues {
  readonly vary?: string[] | undefined;
  readonly seeds?: string | undefined;
  readonly seed?: string | undefined;
  readonly load?: string | undefined;
  readonly group?: string | undefined;
  readonly measure?: string | undefined;
  readonly "warm-up"?: string | undefined;
  readonly until?: string | undefined;
  readonly workers?: string | undefined;
  readonly needs?: string | undefined;
  readonly share?: string | undefined;
  readonly every?: boolean | undefined;
}

export interface SweepOptions {
  readonly plan: SweepPlan;
  /** Null: everything is run. */
  readonly question: Question | null;
  /** Null where nobody chose. */
  readonly measures: readonly MeasureId[] | null;
  readonly workers: number;
}

const WORKERS_MAX = 256;
const SEEDS = 10;
const SHARE_PERCENT = 90;

/** Reads the options; throws a UsageError where one is malformed, answers problems where they do not suit the scenario. */
export function sweepOptions(drawn: Scenario, values: SweepValues): Result<SweepOptions> {
  const question = questionOf(values);
  const measures = measuresOf(values.measure);
  const workers =
    values.workers === undefined
      ? availableParallelism()
      : readWhole(values.workers, "--workers", 1, WORKERS_MAX);
  const seeds = values.seeds === undefined ? SEEDS : readWhole(values.seeds, "--seeds", 1, SEEDS_MAX);
  const scenario = withLength(withSeed(drawn, values.seed), values.until);
  const judged = judgeScenario(scenario);
  if (!judged.ok) return judged;
  const axes = axesOf(scenario, values.vary ?? []);
  if (!axes.ok) return axes;
  if (question !== null && axes.value.length > 1)
    throw new UsageError("--needs asks for the first value of one setting: use --vary once.");
  const group = values.group === undefined ? undefined : nodeCalled(scenario, values.group);
  if (values.group !== undefined && group?.kind !== "consumer-group")
    throw new UsageError(
      `--group is "${values.group}", must be a consumer group of the scenario: ${groupNames(scenario)}.`,
    );
  const planned = planSweep({
    scenario,
    axes: axes.value,
    seeds,
    load: values.load === undefined ? 1 : readLoad(values.load),
    warmUpMs:
      values["warm-up"] === undefined ? 0 : readDurationMs(values["warm-up"], "--warm-up", Limits.atMs),
    groupId: group?.id ?? "",
  });
  if (!planned.ok) return planned;
  const problems = judgePoints(planned.value);
  if (problems.length > 0) return refused(problems);
  const warnings = [...judged.warnings, ...planned.warnings];
  return ok({ plan: planned.value, question, measures, workers }, warnings);
}

function withSeed(scenario: Scenario, seed: string | undefined): Scenario {
  if (seed === undefined) return scenario;
  if (seed.length < 1 || seed.length > Limits.seedLength)
    throw new UsageError(`--seed must have 1 to ${Limits.seedLength} characters.`);
  return setSeed(scenario, seed);
}

function withLength(scenario: Scenario, until: string | undefined): Scenario {
  if (until === undefined) return scenario;
  return setRunSetting(scenario, "durationMs", readDurationMs(until, "--until", Limits.atMs));
}

function groupNames(scenario: Scenario): string {
  const names = scenario.nodes.filter(({ kind }) => kind === "consumer-group").map(({ name }) => name);
  return names.length === 0 ? "it has none" : names.join(", ");
}

function readLoad(text: string): number {
  const load = /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(load > 0)) throw new UsageError(`--load is "${text}", must be a factor above 0, e.g. 2 or 1.5.`);
  return load;
}

function measuresOf(text: string | undefined): readonly MeasureId[] | null {
  if (text === undefined) return null;
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !isMeasure(name));
  if (unknown !== undefined)
    throw new UsageError(`--measure "${unknown}" is not measured. There are: ${MEASURE_IDS.join(", ")}.`);
  return names.filter(isMeasure);
}

function questionOf({ needs, share, every }: SweepValues): Question | null {
  if (needs === undefined) {
    if (share !== undefined || every === true)
      throw new UsageError("--share and --every belong to a question: use them with --needs.");
    return null;
  }
  const condition = readCondition(needs);
  if (condition === null)
    throw new UsageError(
      `--needs is "${needs}", must be MEASURE < NUMBER, e.g. "latencyP99 < 2s" or "lagEnd < 100". Measures: ${MEASURE_IDS.join(", ")}.`,
    );
  const percent = share === undefined ? SHARE_PERCENT : readWhole(share, "--share", 1, 100);
  return { ...condition, share: percent / 100, search: every === true ? "all" : "bisection" };
}

function axesOf(scenario: Scenario, texts: readonly string[]): Result<readonly Axis[]> {
  if (texts.length === 0) throw new UsageError("--vary NODE.SETTING=VALUES is missing.");
  const axes: Axis[] = [];
  for (const text of texts) {
    // A value holds no "=", a node's name may.
    const at = text.lastIndexOf("=");
    if (at < 1)
      throw new UsageError(`--vary is "${text}", must be NODE.SETTING=VALUES, e.g. payment.instances=1,2,4.`);
    const name = text.slice(0, at).trim();
    const knob = knobNamed(scenario, name);
    if (!knob.ok) return knob;
    const values = readValues(fieldOfKnob(scenario, knob.value)!, text.slice(at + 1), name);
    if (!values.ok) return values;
    axes.push({ knob: knob.value, values: values.value });
  }
  return ok(axes);
}

/** Values may be right each for itself and not together: the first combination that cannot run is told. */
function judgePoints(plan: SweepPlan): Problem[] {
  for (let point = 0; point < pointsOf(plan); point++) {
    const judged = judgeScenario(scenarioAt(plan, point));
    if (judged.ok) continue;
    const at = valuesAt(plan, point)
      .map((value, index) => `${knobText(plan.scenario, plan.axes[index]!.knob)} = ${String(value)}`)
      .join(", ");
    const load = plan.load === 1 ? "" : ` at ${plan.load} times the load`;
    return judged.problems.map((problem) => ({ ...problem, says: `With ${at}${load}: ${problem.says}` }));
  }
  return [];
}
