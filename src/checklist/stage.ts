/** Where a rule's harm is staged: the drawing without its own interventions, and runs of it. */
import type { Config, ConfigValue, Intervention, Scenario } from "#scenario/document.ts";
import { addIntervention, nextId, setRunSetting } from "#scenario/edits.ts";
import { compile } from "#sim/compile.ts";
import { FACT_NAMES, type FactName } from "#sim/facts.ts";
import { advance, startRun, type Run } from "#sim/run.ts";
import { runSettings } from "#sim/run-settings.ts";
import type { FactRow } from "#sim/story-context.ts";
import { Drawing } from "./drawing.ts";
import { Played } from "./played.ts";
import type { Harm, Place, Rule } from "./rule.ts";

/** Calls between two looks at the trace: it keeps its newest 65,536 rows readable, a call writes fewer than four. */
const CALLS_PER_SLICE = 10_000;
/** Rows that are kept of the facts asked for; later ones are left out. */
const ROWS_MAX = 400_000;
/** Runs beyond this many calls are too long to wait for. */
const CALLS_MAX = 40_000_000;

/** Called between slices with the share (0 to 1) of the run that is done. */
export type OnProgress = (share: number) => void;

/** A run that would take too long, or a drawing that cannot run. */
export class CannotPlay extends Error {
  override readonly name = "CannotPlay";
}

/**
 * Runs a scenario to its end and gathers the rows of the facts wanted.
 * @throws {CannotPlay} where it does not compile, meets a limit or takes too many calls
 */
export function play(
  scenario: Scenario,
  wanted: readonly FactName[] = [],
  onProgress: OnProgress = () => undefined,
): Played {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new CannotPlay(compiled.problems[0]?.says ?? "The drawing cannot run.");
  const run = startRun(compiled.value, { isForwardOnly: true });
  const rows: FactRow[] = [];
  const isWanted = new Set(wanted);
  const { durationUs } = run.program;
  let read = 0;
  for (;;) {
    const how = advance(run, durationUs, CALLS_PER_SLICE);
    if (isWanted.size > 0) read = gather(run, isWanted, rows, read);
    if (how !== "paused") break;
    if (run.kernel.calls > CALLS_MAX)
      throw new CannotPlay(
        "A run of this drawing takes too long to wait for: lower the rates or shorten it.",
      );
    onProgress(Math.max(0, run.atUs) / durationUs);
  }
  if (run.outcome.is === "limit") throw new CannotPlay(run.outcome.says);
  return new Played(scenario, run, rows);
}

/** Reads the rows since the last look; answers up to where. */
function gather(run: Run, wanted: ReadonlySet<FactName>, rows: FactRow[], from: number): number {
  const { trace } = run.kernel;
  for (let index = Math.max(from, trace.firstRow); index < trace.rows && rows.length < ROWS_MAX; index++) {
    const row = trace.row(index);
    const fact = FACT_NAMES[row.fact]!;
    if (wanted.has(fact)) rows.push({ ...row, fact });
  }
  return trace.rows;
}

export class Stage {
  /** Without its own interventions and what to look at in them. */
  readonly scenario: Scenario;
  readonly drawing: Drawing;
  readonly #onProgress: OnProgress;

  constructor(scenario: Scenario, onProgress: OnProgress = () => undefined) {
    this.scenario = { ...scenario, interventions: [], lookAt: [] };
    this.drawing = new Drawing(this.scenario);
    this.#onProgress = onProgress;
  }

  /** Runs a scenario, this one unless said, and gathers rows of facts. */
  play(wanted: readonly FactName[] = [], scenario: Scenario = this.scenario): Played {
    return play(scenario, wanted, this.#onProgress);
  }

  /** Of harms that may come about, the first that does: each is run. */
  first(harms: Iterable<Harm>, rule: Pick<Rule, "reads" | "shows">, place: Place): Harm | null {
    for (const harm of harms)
      if (rule.shows(place, this.play(rule.reads, harm.scenario)) !== null) return harm;
    return null;
  }

  /** This scenario, lasting for at least so long. */
  lasting(ms: number): Scenario {
    const { durationMs } = runSettings;
    const own = this.scenario.settings["durationMs"] ?? durationMs.initial;
    const wanted = Math.min(durationMs.max, Math.ceil(ms));
    return Number(own) >= wanted ? this.scenario : setRunSetting(this.scenario, "durationMs", wanted);
  }

  /** Length of this scenario's run. */
  get durationMs(): number {
    return Number(this.scenario.settings["durationMs"] ?? runSettings.durationMs.initial);
  }
}

/** Adds an intervention; times are rounded to what documents may say (0.001 ms). */
export function withFault(
  scenario: Scenario,
  atMs: number,
  kind: string,
  target: string,
  config: Readonly<Record<string, ConfigValue>> = {},
): Scenario {
  const fault: Intervention = {
    id: nextId(scenario, "show-me"),
    atMs: Math.round(atMs * 1000) / 1000,
    kind,
    target,
    config: config as Config,
  };
  return addIntervention(scenario, fault);
}
