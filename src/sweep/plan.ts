/** What a sweep runs: settings × values × seeds, as plain data that workers are sent once. */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import type { ConfigValue, Scenario } from "#scenario/document.ts";
import { setSeed } from "#scenario/edits.ts";
import { judge } from "#scenario/fields.ts";
import { Limits } from "#scenario/limits.ts";
import { fieldOfKnob, knobText, turned, VALUES_MAX, type Knob } from "./knob.ts";
import { loadField, scaledLoad } from "./load.ts";

/** One knob and the values that it takes, in the order in which they are shown. */
export interface Axis {
  readonly knob: Knob;
  readonly values: readonly ConfigValue[];
}

/** Knobs that one sweep turns at once at most. */
export const AXES_MAX = 2;
export const SEEDS_MAX = 1_000;
/** Runs of one sweep at most. */
export const RUNS_MAX = 20_000;

/** A sweep. Points are the combinations of values, the last axis changing fastest; each is run with every seed. */
export interface SweepPlan {
  readonly scenario: Scenario;
  readonly axes: readonly Axis[];
  /** The first is the scenario's own. */
  readonly seeds: readonly string[];
  /** Factor of all own rates; a rate that an axis sets is taken as it stands there. */
  readonly load: number;
  /** Simulated time at the start that measures leave out. */
  readonly warmUpMs: number;
  /** Id of the consumer group that is measured; "" for all together. */
  readonly groupId: string;
}

/** What somebody wants to know; the rest as `SweepPlan` has it. */
export interface SweepWish extends Omit<SweepPlan, "seeds"> {
  readonly seeds: number;
}

/** Judges a wish. Problems name the option (`vary`, `seeds`, `load`, `warmUp`, `group`) or the setting. */
export function planSweep(wish: SweepWish): Result<SweepPlan> {
  const { scenario, axes, seeds } = wish;
  const problems = [...judgeAxes(scenario, axes), ...judgeRest(wish)];
  if (problems.length > 0) return refused(problems);
  const plan = { ...wish, seeds: seedsOf(scenario.seed, seeds) };
  const runs = runsOf(plan);
  if (runs <= RUNS_MAX) return ok(plan, overruled(scenario, axes));
  return refused([
    problem(
      "too-many-runs",
      "vary",
      `${pointsOf(plan)} combinations with ${seeds} seeds are ${runs} runs, at most ${RUNS_MAX} are possible.`,
      "Name fewer values or seeds.",
    ),
  ]);
}

function judgeAxes(scenario: Scenario, axes: readonly Axis[]): Problem[] {
  if (axes.length < 1 || axes.length > AXES_MAX)
    return [
      problem(
        "axes",
        "vary",
        `${axes.length} settings are varied, it must be 1 or ${AXES_MAX}.`,
        "Name NODE.SETTING=VALUES once or twice.",
      ),
    ];
  return axes.flatMap(({ knob, values }, index) => {
    const path = knobText(scenario, knob);
    const field = fieldOfKnob(scenario, knob);
    if (field === undefined)
      return [problem("no-such-setting", path, `There is no setting ${path}.`, "Choose another one.")];
    if (axes.findIndex((other) => knobText(scenario, other.knob) === path) !== index)
      return [problem("axes", path, `${path} is varied twice.`, "Put all its values into one list.")];
    if (values.length < 1 || values.length > VALUES_MAX)
      return [
        problem(
          "values",
          path,
          `${values.length} values, it must be 1 to ${VALUES_MAX}.`,
          "Name some values.",
        ),
      ];
    return values.flatMap((value) => judge(field, value, path) ?? []);
  });
}

function judgeRest({ scenario, seeds, load, warmUpMs, groupId }: SweepWish): Problem[] {
  const problems: Problem[] = [];
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > SEEDS_MAX)
    problems.push(
      problem("seeds", "seeds", `${seeds} seeds, it must be 1 to ${SEEDS_MAX}.`, "20 are a good start."),
    );
  const wrongLoad = judge(loadField, load, "load");
  if (wrongLoad !== null) problems.push(wrongLoad);
  const durationMs = Number(scenario.settings["durationMs"] ?? 180_000);
  if (!(warmUpMs >= 0 && warmUpMs < durationMs))
    problems.push(
      problem(
        "warm-up",
        "warmUp",
        `${warmUpMs} ms are left out at the start, it must be less than the run's ${durationMs} ms.`,
        "Leave out less, or run for longer.",
      ),
    );
  const isGroup = scenario.nodes.some(({ id, kind }) => id === groupId && kind === "consumer-group");
  if (groupId !== "" && !isGroup)
    problems.push(
      problem("no-such-group", "group", "There is no such consumer group.", "Choose one of the scenario."),
    );
  return problems;
}

/** An intervention that sets what is varied overrules it from its moment on: that is said, not forbidden. */
function overruled(scenario: Scenario, axes: readonly Axis[]): Problem[] {
  return axes.flatMap(({ knob }) => {
    const live = fieldOfKnob(scenario, knob)?.live;
    if (knob.of !== "node" || live === undefined || live.as !== "value") return [];
    const by = scenario.interventions.find(
      ({ kind, target }) => kind === live.fault && target === knob.nodeId,
    );
    if (by === undefined) return [];
    const path = knobText(scenario, knob);
    return [
      problem(
        "overruled",
        path,
        `An intervention sets ${path} at ${by.atMs / 1000} s: from then on its value holds, not the varied one.`,
        "Take that intervention out to compare the values over the whole run.",
      ),
    ];
  });
}

function problem(code: string, path: string, says: string, tryThis: string): Problem {
  return { code, path, says, tryThis };
}

/** The scenario's own seed, then as many more that follow from it: the same for every combination of values. */
function seedsOf(seed: string, count: number): string[] {
  const stem = seed.slice(0, Limits.seedLength - 5);
  return Array.from({ length: count }, (_, i) => (i === 0 ? seed : `${stem}-${i + 1}`));
}

/** How many combinations of values there are. */
export function pointsOf({ axes }: Pick<SweepPlan, "axes">): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** How many runs. A run's number is point × seeds + seed. */
export function runsOf(plan: Pick<SweepPlan, "axes" | "seeds">): number {
  return pointsOf(plan) * plan.seeds.length;
}

/** The numbers of all runs of one point. */
export function runsOfPoint(plan: SweepPlan, point: number): number[] {
  return plan.seeds.map((_, seed) => point * plan.seeds.length + seed);
}

/** The values of a point, one for each axis. */
export function valuesAt({ axes }: Pick<SweepPlan, "axes">, point: number): ConfigValue[] {
  let rest = point;
  return axes
    .toReversed()
    .map(({ values }) => {
      const value = values[rest % values.length]!;
      rest = Math.floor(rest / values.length);
      return value;
    })
    .toReversed();
}

/** What one run of the sweep runs. */
export function scenarioOfRun(plan: SweepPlan, run: number): Scenario {
  const { seeds } = plan;
  return setSeed(scenarioAt(plan, Math.floor(run / seeds.length)), seeds[run % seeds.length]!);
}

/** The scenario at a point, with its own seed. */
export function scenarioAt(plan: SweepPlan, point: number): Scenario {
  const values = valuesAt(plan, point);
  const steps = plan.axes.map(({ knob }, index) => ({ knob, value: values[index]! }));
  // The load first: what a person has set to a value stays at it.
  return [
    ...steps.filter(({ knob }) => knob.of === "load"),
    ...steps.filter(({ knob }) => knob.of !== "load"),
  ].reduce(
    (scenario, { knob, value }) => turned(scenario, knob, value),
    scaledLoad(plan.scenario, plan.load),
  );
}
