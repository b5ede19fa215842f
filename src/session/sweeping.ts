/** The sweep that is under way or was the last one: its plan, what came of it so far, and what is made of it. */
import { create } from "zustand";
import type { ConfigValue } from "#scenario/document.ts";
import { createCrew, SweepEnded, type Crew, type Sweeper } from "#sweep/crew.ts";
import { fieldOfKnob, turned, type Knob } from "#sweep/knob.ts";
import { runsOf, type SweepPlan } from "#sweep/plan.ts";
import type { Question } from "#sweep/sizing.ts";
import { sweepAll, sweepFor, type Results, type Sized } from "#sweep/sweeping.ts";
import { answerLines, knobTitle, knobValueText } from "#sweep/words.ts";
import { announce } from "./announce.ts";
import { changeRunSetting, changeSetting } from "./live-settings.ts";
import { currentScenario, edit, useScenario } from "./scenario-store.ts";

export interface SweepState {
  /** "ended": by the person, before it was done. */
  readonly status: "none" | "running" | "done" | "ended" | "failed";
  readonly plan: SweepPlan | null;
  /** Null: everything is run. */
  readonly question: Question | null;
  readonly results: Results;
  readonly done: number;
  /** Runs that it may take at most. */
  readonly most: number;
  readonly sized: Sized | null;
  /** Why it failed; "" where it did not. */
  readonly failure: string;
}

const NOTHING: SweepState = {
  status: "none",
  plan: null,
  question: null,
  results: new Map(),
  done: 0,
  most: 0,
  sized: null,
  failure: "",
};

/** Hook and store of the sweep. */
export const useSweep = create<SweepState>()(() => NOTHING);

/** The page hears of results at most this often. */
const HEARD_EVERY_MS = 100;
/** More workers than this help nobody who draws meanwhile. */
const WORKERS_MAX = 8;

let crew: Crew | null = null;

/** Where the workers come from; tests put others in their place. */
export type SpawnSweepers = () => Promise<() => Sweeper>;

const spawnWorkers: SpawnSweepers = async () => (await import("./sweep-worker/spawn.ts")).spawnSweeper;

/** How many workers a sweep of so many runs gets here. */
function crewSize(runs: number): number {
  return Math.max(1, Math.min(WORKERS_MAX, globalThis.navigator?.hardwareConcurrency ?? 1, runs));
}

/** Begins a sweep; one that is under way is ended first. Resolves when it is over, one way or another. */
export async function startSweep(
  plan: SweepPlan,
  question: Question | null,
  spawn: SpawnSweepers = spawnWorkers,
): Promise<void> {
  crew?.end();
  const most = runsOf(plan);
  useSweep.setState({ ...NOTHING, status: "running", plan, question, most });
  const isOurs = (): boolean => useSweep.getState().plan === plan;
  let heardMs = Number.NEGATIVE_INFINITY;
  const progress = (done: number, _most: number, results: Results): void => {
    const nowMs = performance.now();
    if (!isOurs() || nowMs - heardMs < HEARD_EVERY_MS) return;
    heardMs = nowMs;
    useSweep.setState({ done, results: new Map(results) });
  };
  try {
    const own = createCrew(await spawn(), crewSize(most));
    if (!isOurs() || useSweep.getState().status !== "running") return;
    crew = own;
    const sized = question === null ? null : await sweepFor(own, plan, question, progress);
    const results = sized?.results ?? (await sweepAll(own, plan, progress));
    own.end();
    if (!isOurs()) return;
    useSweep.setState({ status: "done", results, done: results.size, sized });
    const [first] = question === null || sized === null ? [] : answerLines(plan, question, sized);
    announce(first ?? `${results.size} runs are done.`);
  } catch (error) {
    if (error instanceof SweepEnded || !isOurs()) return;
    const failure = error instanceof Error ? error.message : String(error);
    useSweep.setState({ status: "failed", failure });
    announce("The runs have failed.", "assertive");
  }
}

/** Ends the sweep under way; what it has found so far stays. */
export function endSweep(): void {
  if (useSweep.getState().status !== "running") return;
  useSweep.setState({ status: "ended" });
  crew?.end();
  crew = null;
  announce(`Stopped after ${useSweep.getState().done} runs.`);
}

/** Puts a value of the sweep into the drawing, from the start of the run: one step to undo. */
export function takeOver(knob: Knob, value: ConfigValue): void {
  const before = useScenario.getState().revision;
  const scenario = currentScenario();
  switch (knob.of) {
    case "node":
      changeSetting(knob.nodeId, knob.setting, value, "start");
      break;
    case "run":
      changeRunSetting(knob.setting, value);
      break;
    case "load":
      edit(`Load: ${knobValueText(scenario, knob, value)}`, (now) => turned(now, knob, value));
      break;
  }
  if (fieldOfKnob(scenario, knob) === undefined) return;
  const isChanged = useScenario.getState().revision !== before;
  const text = `${knobTitle(scenario, knob)}: ${knobValueText(scenario, knob, value)}`;
  announce(isChanged ? text : `${text}, as drawn.`);
}
