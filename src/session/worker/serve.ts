/**
 * The simulator's end of the line: answers one message after the other. No worker in here and no clock of its own, so
 * that it runs in Node as it runs in the browser.
 */
import { present, unreachable } from "#base/assert.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { messageOf } from "#sim/message-info.ts";
import { amendRun, hasSameShape, seekRun, startRun, stepRun, type Run } from "#sim/run.ts";
import type * as asking from "./asking.ts";
import type { FromSim, RunId, ToSim } from "./protocol.ts";

/** Calls between two looks at the clock: some half a millisecond. */
const CALLS_A_SLICE = 1_000;

/** The code that answers questions: loaded at the first one. */
export type Questions = Pick<typeof asking, "answerTo" | "createAsking">;

export interface Served {
  run: RunId;
  scenario: Scenario;
  sim: Run | null;
  /** What was read for questions about this course of the run. */
  asking: asking.Asking | null;
  /** Story rows and samples that the app has been sent. */
  storySent: number;
  samplesSent: number;
}

export function createServed(): Served {
  return { run: -1, scenario: emptyScenario(), sim: null, asking: null, storySent: 0, samplesSent: 0 };
}

/**
 * Answers a message. Never throws: a failure of ours is an answer, too, and the run is given up. `now` is a wall clock
 * in milliseconds: it cuts slices and decides nothing else. `questions` may be missing for every message but a question.
 */
export function handle(
  served: Served,
  message: ToSim,
  now: () => number,
  questions: Questions | null,
): FromSim {
  try {
    return answer(served, message, now, questions);
  } catch (error) {
    return crash(served, message.run, error);
  }
}

/** Gives the run up, with all that is needed to replay what went wrong. */
export function crash(served: Served, run: RunId, error: unknown): FromSim {
  const { kernel } = served.sim ?? {};
  const report = {
    says: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? (error.stack ?? "") : "",
    atUs: kernel?.nowUs ?? 0,
    calls: kernel?.calls ?? 0,
    scenario: served.scenario,
  };
  served.sim = null;
  return { is: "crashed", run, report };
}

function answer(served: Served, message: ToSim, now: () => number, questions: Questions | null): FromSim {
  switch (message.is) {
    case "load":
      return load(served, message.run, message.scenario);
    case "amend":
      return amend(served, message);
    case "show":
      return show(served, message, now);
    case "step":
      return step(served, message, now);
    case "inspect":
      return {
        is: "message",
        run: message.run,
        info: served.sim === null ? null : messageOf(served.sim, message.message),
      };
    case "ask":
      return tell(served, message, now, present(questions, "the code for questions"));
    default:
      return unreachable(message);
  }
}

/** A question is answered beside the run: what goes wrong with it must not end the run. */
function tell(
  served: Served,
  message: Extract<ToSim, { is: "ask" }>,
  now: () => number,
  { answerTo, createAsking }: Questions,
): FromSim {
  const { sim } = served;
  const { run } = message;
  if (sim === null) return { is: "told", run, answer: null, done: true };
  const untilMs = now() + message.budgetMs;
  try {
    served.asking ??= createAsking(sim);
    return { is: "told", run, ...answerTo(served.asking, message.question, () => now() < untilMs) };
  } catch {
    served.asking = null;
    return { is: "told", run, answer: null, done: true };
  }
}

function load(served: Served, run: RunId, scenario: Scenario): FromSim {
  served.run = run;
  served.scenario = scenario;
  served.asking = null;
  const compiled = compile(scenario);
  if (!compiled.ok) {
    served.sim = null;
    return { is: "refused", run, problems: compiled.problems };
  }
  served.sim = startRun(compiled.value);
  served.storySent = 0;
  served.samplesSent = 0;
  return { is: "loaded", run, layout: compiled.value.layout, warnings: compiled.warnings, keptUs: -1 };
}

function amend(served: Served, message: Extract<ToSim, { is: "amend" }>): FromSim {
  const { run, scenario, fromUs } = message;
  const { sim } = served;
  if (sim === null) return load(served, run, scenario);
  served.run = run;
  served.scenario = scenario;
  served.asking = null;
  const compiled = compile(scenario);
  if (!compiled.ok) {
    served.sim = null;
    return { is: "refused", run, problems: compiled.problems };
  }
  // More partitions than there were to be: the numbering of everything changes, so the run begins anew.
  if (!hasSameShape(sim.program, compiled.value)) return load(served, run, scenario);
  const keptUs = amendRun(sim, compiled.value, fromUs);
  served.storySent = sim.kernel.trace.storyBefore(fromUs, served.storySent);
  served.samplesSent = Math.min(served.samplesSent, sim.sampler.countBefore(fromUs));
  return { is: "loaded", run, layout: compiled.value.layout, warnings: compiled.warnings, keptUs };
}

function show(served: Served, message: Extract<ToSim, { is: "show" }>, now: () => number): FromSim {
  const sim = present(served.sim, "a run to show");
  const untilMs = now() + message.budgetMs;
  let how = seekRun(sim, message.atUs, CALLS_A_SLICE);
  while (how === "paused" && now() < untilMs) how = seekRun(sim, message.atUs, CALLS_A_SLICE);
  return shown(served, sim, how !== "paused", false);
}

function step(served: Served, message: Extract<ToSim, { is: "step" }>, now: () => number): FromSim {
  const sim = present(served.sim, "a run to step through");
  const untilMs = now() + message.budgetMs;
  let how = stepRun(sim, message.facts, CALLS_A_SLICE);
  while (how === "paused" && now() < untilMs) how = stepRun(sim, message.facts, CALLS_A_SLICE);
  return shown(served, sim, how !== "paused", how === "found");
}

function shown(served: Served, sim: Run, reached: boolean, found: boolean): FromSim {
  const { trace } = sim.kernel;
  const story = trace.storyFrom(Math.min(served.storySent, trace.storyRows));
  const samples = sim.sampler.rowsFrom(Math.min(served.samplesSent, sim.sampler.count));
  const isNewStory = trace.storyRows > served.storySent;
  const isNewSample = sim.sampler.count > served.samplesSent;
  served.storySent = Math.max(served.storySent, trace.storyRows);
  served.samplesSent = Math.max(served.samplesSent, sim.sampler.count);
  return {
    is: "shown",
    run: served.run,
    frame: frameOf(sim),
    reached,
    found,
    headUs: sim.headUs,
    story: isNewStory ? story : new Float64Array(),
    samples: isNewSample ? samples : new Float64Array(),
  };
}

/** Buffers of an answer that can be handed over instead of copied. */
export function transferables(message: FromSim): ArrayBuffer[] {
  if (message.is !== "shown") return [];
  const { frame, story, samples } = message;
  const arrays = [
    frame.partitions,
    frame.replicas,
    frame.brokers,
    frame.partitionCounts,
    frame.holders,
    frame.pairs,
    frame.groups,
    frame.instances,
    frame.transits,
    frame.tails,
    frame.tailPoison,
    frame.wireTotals,
    frame.topicTotals,
    ...(frame.wireReturns === undefined ? [] : [frame.wireReturns]),
    ...(frame.trips === undefined ? [] : [frame.trips]),
    story,
    samples,
  ];
  return arrays.map((array) => array.buffer as ArrayBuffer);
}
