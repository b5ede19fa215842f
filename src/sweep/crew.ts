/**
 * Hands the runs of a sweep to workers that stay warm: each has the plan once and then gets one number after the other.
 * What the numbers give depends on no worker, so the order in which they come back does not matter. A worker is whatever
 * takes messages: a thread of Node, a worker of a page, or this thread itself.
 */
import type { RunResult } from "./measuring.ts";
import type { SweepPlan } from "./plan.ts";

export type ToSweeper =
  | { readonly is: "plan"; readonly plan: SweepPlan }
  | { readonly is: "run"; readonly run: number };

export type FromSweeper =
  | { readonly is: "result"; readonly run: number; readonly result: RunResult }
  | { readonly is: "failed"; readonly says: string };

/** One worker. */
export interface Sweeper {
  send(message: ToSweeper): void;
  /** Takes what it answers; called once, before anything is sent. `failed` also where it dies. */
  listen(listener: (message: FromSweeper) => void): void;
  /** Ends it at once, in the middle of a run. */
  end(): void;
}

export interface Crew {
  /**
   * Runs these numbers of a plan; `take` hears each result as it comes. Rejects with a `SweepEnded` after `end`, and with
   * an Error where a worker fails; then the crew is of no use any more.
   */
  run(
    plan: SweepPlan,
    runs: readonly number[],
    take: (run: number, result: RunResult) => void,
  ): Promise<void>;
  /** Ends all workers. */
  end(): void;
}

/** Somebody has ended the sweep: no failure. */
export class SweepEnded extends Error {
  override readonly name = "SweepEnded";
}

interface Job {
  readonly runs: readonly number[];
  next: number;
  left: number;
  readonly take: (run: number, result: RunResult) => void;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Workers are made at the first run and live until `end`. One job at a time. */
export function createCrew(spawn: () => Sweeper, size: number): Crew {
  let workers: Sweeper[] = [];
  let plan: SweepPlan | null = null;
  let job: Job | null = null;
  let isEnded = false;

  const stop = (reason: Error): void => {
    isEnded = true;
    for (const worker of workers) worker.end();
    workers = [];
    job?.reject(reason);
    job = null;
  };
  const handOut = (worker: Sweeper): void => {
    if (job === null || job.next >= job.runs.length) return;
    worker.send({ is: "run", run: job.runs[job.next++]! });
  };
  const hear = (worker: Sweeper, message: FromSweeper): void => {
    if (isEnded || job === null) return;
    if (message.is === "failed") return stop(new Error(message.says));
    const { take } = job;
    job.left -= 1;
    const { left, resolve } = job;
    if (left === 0) job = null;
    else handOut(worker);
    take(message.run, message.result);
    if (left === 0) resolve();
  };
  const start = (): Sweeper => {
    const worker = spawn();
    worker.listen((message) => hear(worker, message));
    return worker;
  };

  return {
    run: (wanted, runs, take) =>
      new Promise<void>((resolve, reject) => {
        if (isEnded) return reject(new SweepEnded("The sweep was ended."));
        if (runs.length === 0) return resolve();
        const isNew = wanted !== plan;
        plan = wanted;
        job = { runs, next: 0, left: runs.length, take, resolve, reject };
        // Two runs each: while one's result is on its way, the worker has the next.
        const needed = Math.min(size, runs.length);
        const old = workers.length;
        while (workers.length < needed) workers.push(start());
        workers.forEach((worker, index) => {
          if (isNew || index >= old) worker.send({ is: "plan", plan: wanted });
        });
        for (let round = 0; round < 2; round++) for (const worker of workers) handOut(worker);
      }),
    end: () => stop(new SweepEnded("The sweep was ended.")),
  };
}
