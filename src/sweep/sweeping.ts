/** A sweep from beginning to end over a crew: all runs of a plan, or as many as a question takes. */
import type { Crew } from "./crew.ts";
import type { RunResult } from "./measuring.ts";
import { pointsOf, runsOf, runsOfPoint, type SweepPlan } from "./plan.ts";
import { answerOf, judgeValue, nextToAsk, type Answer, type Judged, type Question } from "./sizing.ts";

/** By the run's number. */
export type Results = ReadonlyMap<number, RunResult>;

/** Hears of each run; `most` is how many there will be at most. */
export type Progress = (done: number, most: number, results: Results) => void;

/** Runs everything. Rejects as the crew does. */
export async function sweepAll(crew: Crew, plan: SweepPlan, progress: Progress): Promise<Results> {
  const results = new Map<number, RunResult>();
  const count = runsOf(plan);
  await crew.run(
    plan,
    Array.from({ length: count }, (_, run) => run),
    (run, result) => {
      results.set(run, result);
      progress(results.size, count, results);
    },
  );
  return results;
}

export interface Sized {
  readonly answer: Answer;
  readonly judged: ReadonlyMap<number, Judged>;
  readonly results: Results;
}

/** Runs what a question takes. The plan has one axis: points are its values. Rejects as the crew does. */
export async function sweepFor(
  crew: Crew,
  plan: SweepPlan,
  question: Question,
  progress: Progress,
): Promise<Sized> {
  const results = new Map<number, RunResult>();
  const judged = new Map<number, Judged>();
  const count = pointsOf(plan);
  const most = runsOf(plan);
  for (;;) {
    const point = nextToAsk(count, judged, question);
    if (point === null) return { answer: answerOf(judged, question), judged, results };
    const runs = runsOfPoint(plan, point);
    // Which value is asked for next depends on this one.
    // oxlint-disable-next-line no-await-in-loop
    await crew.run(plan, runs, (run, result) => {
      results.set(run, result);
      progress(results.size, most, results);
    });
    judged.set(
      point,
      judgeValue(
        runs.map((run) => results.get(run)!),
        question,
      ),
    );
  }
}
