/**
 * "How many instances so that p99 stays under 2 s at twice the load?" The answer is the first value in a list, from the
 * cheapest to the dearest, with which at least a share of the seeds meets the condition. By bisection, which takes it that
 * a dearer value is never worse, or by asking for every value.
 *
 * How sure that is: each value's share has Wilson's 95 % interval over the seeds. A value below the answer stays possible
 * while its interval reaches the wanted share; the answer is assured where its interval lies wholly above.
 */
import { isMeasure, measures, type MeasureId } from "./measures.ts";
import type { RunResult } from "./measuring.ts";
import { runsToBeSure, wilson } from "./wilson.ts";

export interface Question {
  readonly measure: MeasureId;
  /** It must be below this, in the measure's unit. */
  readonly below: number;
  /** Of the seeds that must meet it, 0 … 1. */
  readonly share: number;
  readonly search: "bisection" | "all";
}

/** What a value was found to do. */
export interface Judged {
  readonly met: number;
  readonly of: number;
  /** Wilson's 95 % interval of the share. */
  readonly low: number;
  readonly high: number;
}

export interface Answer {
  /** Index of the first value that does; null: none does. */
  readonly first: number | null;
  /** Index of the cheapest value that cannot be excluded at 95 %; null: all can. */
  readonly least: number | null;
  /** Index of the cheapest value that is assured at 95 %; null: none is with so few seeds. */
  readonly assured: number | null;
  /** Seeds that it takes before a value can be assured at all. */
  readonly seedsToBeSure: number;
  /** Whether a dearer value than the answer was seen to fail. */
  readonly isUneven: boolean;
}

/** Values that were judged, by their index. */
export type JudgedValues = ReadonlyMap<number, Judged>;

/** Whether a run meets the condition. One that was stopped, or of which the measure is unknown, does not. */
export function meets(result: RunResult, { measure, below }: Question): boolean {
  if (result.is === "refused" || result.outcome === "limit") return false;
  const value = result.measured[judgedBy(measure)];
  return value !== null && value < below;
}

/** What is judged where this is asked for. */
export function judgedBy(measure: MeasureId): MeasureId {
  return measures[measure].judged ?? measure;
}

/** Judges a value by the runs of all its seeds. */
export function judgeValue(results: readonly RunResult[], question: Question): Judged {
  const met = results.filter((result) => meets(result, question)).length;
  return { met, of: results.length, ...wilson(met, results.length) };
}

function isEnough({ met, of }: Judged, { share }: Question): boolean {
  return met >= share * of - 1e-9;
}

/** The value to run next, out of `count`; null where the question is answered. */
export function nextToAsk(count: number, judged: JudgedValues, question: Question): number | null {
  if (count === 0) return null;
  if (question.search === "all") {
    for (let index = 0; index < count; index++) if (!judged.has(index)) return index;
    return null;
  }
  const last = judged.get(count - 1);
  if (last === undefined) return count - 1;
  if (!isEnough(last, question)) return null;
  const { above, below } = bracket(count, judged, question);
  if (above - below > 1) return (above + below) >>> 1;
  return neighbour(above, count, judged, question);
}

/** The cheapest value that does, and the dearest one below it that does not (-1: none). */
function bracket(count: number, judged: JudgedValues, question: Question): { above: number; below: number } {
  let above = count - 1;
  for (const [index, each] of judged) if (isEnough(each, question)) above = Math.min(above, index);
  let below = -1;
  for (const [index] of judged) if (index < above) below = Math.max(below, index);
  return { above, below };
}

/** Beside the answer: down to what can be excluded, up to what is assured, where the seeds are enough for that. */
function neighbour(first: number, count: number, judged: JudgedValues, question: Question): number | null {
  for (let index = first - 1; index >= 0; index--) {
    const each = judged.get(index);
    if (each === undefined) return index;
    if (each.high < question.share) break;
  }
  for (let index = first; index < count; index++) {
    const each = judged.get(index);
    if (each === undefined) return index;
    if (each.low >= question.share || each.of < runsToBeSure(question.share)) break;
  }
  return null;
}

/** What the judged values say. Asked too early, it is what they say so far. */
export function answerOf(judged: JudgedValues, question: Question): Answer {
  const byIndex = [...judged].toSorted(([a], [b]) => a - b);
  const firstOf = (suits: (each: Judged) => boolean): number | null =>
    byIndex.find(([, each]) => suits(each))?.[0] ?? null;
  const first = firstOf((each) => isEnough(each, question));
  return {
    first,
    least: firstOf((each) => each.high >= question.share),
    assured: firstOf((each) => each.low >= question.share),
    seedsToBeSure: runsToBeSure(question.share),
    isUneven: first !== null && byIndex.some(([index, each]) => index > first && !isEnough(each, question)),
  };
}

const CONDITION = /^\s*([A-Za-z0-9]+)\s*<\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m)?\s*$/;
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000 };

/** Reads "latencyP99 < 2s", "lagEnd < 100"; a duration without unit is in ms. Null where it is none. */
export function readCondition(text: string): Pick<Question, "measure" | "below"> | null {
  const [, measure = "", number, unit] = CONDITION.exec(text) ?? [];
  if (number === undefined || !isMeasure(measure)) return null;
  if (unit === undefined) return { measure, below: Number(number) };
  return measures[measure].unit === "ms" ? { measure, below: Number(number) * (MS[unit] ?? 1) } : null;
}
