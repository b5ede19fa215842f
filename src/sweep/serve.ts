/** The worker's end of a sweep: answers one number after the other. No clock and no thread in here. */
import { partsOf, type PartName } from "#sim/parts-of.ts";
import type { RunOptions } from "#sim/run.ts";
import type { FromSweeper, Sweeper, ToSweeper } from "./crew.ts";
import { MeasuredRun } from "./measuring.ts";
import { scenarioOfRun, type SweepPlan } from "./plan.ts";

export interface ServeOptions {
  /** Brings the parts of the simulator that a scenario needs; varied settings may need others than the drawing. */
  readonly loadParts: (names: readonly PartName[]) => Promise<void>;
  /** Waits a moment between two slices of a run, where something else shall have its turn; null: it need not. */
  readonly pause: (() => Promise<void>) | null;
  readonly run: RunOptions;
}

/** Calls between two pauses: some ten milliseconds. */
const CALLS_A_SLICE = 20_000;

/** Takes messages one after the other and answers by `post`. */
export function serveSweep(
  options: ServeOptions,
  post: (message: FromSweeper) => void,
): (message: ToSweeper) => void {
  let plan: SweepPlan | null = null;
  let queue = Promise.resolve();
  return (message) => {
    queue = queue.then(async () => {
      try {
        if (message.is === "plan") plan = message.plan;
        else if (plan !== null)
          post({ is: "result", run: message.run, result: await runOne(plan, message.run, options) });
      } catch (error) {
        post({ is: "failed", says: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    });
  };
}

async function runOne(plan: SweepPlan, run: number, { loadParts, pause, run: how }: ServeOptions) {
  const scenario = scenarioOfRun(plan, run);
  await loadParts(partsOf(scenario));
  await pause?.();
  const measured = new MeasuredRun(scenario, plan, how);
  while (!measured.goOn(pause === null ? Infinity : CALLS_A_SLICE)) {
    // A run is one piece after the other.
    // oxlint-disable-next-line no-await-in-loop
    await pause?.();
  }
  return measured.result();
}

/** A worker in this thread, which takes turns with everything else by `options.pause`. */
export function sweeperHere(options: ServeOptions): Sweeper {
  let hear: (message: FromSweeper) => void = () => undefined;
  let isEnded = false;
  const pause = async (): Promise<void> => {
    await options.pause?.();
    // Never goes on: nobody waits for it.
    if (isEnded) await new Promise(() => undefined);
  };
  const take = serveSweep({ ...options, pause }, (message) => hear(message));
  return {
    send: take,
    listen: (listener) => (hear = listener),
    end: () => {
      isEnded = true;
      hear = () => undefined;
    },
  };
}
