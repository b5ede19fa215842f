/** Ranges of numbers against each other. */
import type { NumberRange } from "./schema.ts";

/** The numbers of a range that are in none of the others, as runs in order. */
export function uncovered(
  range: Pick<NumberRange, "start" | "end">,
  others: readonly Pick<NumberRange, "start" | "end">[],
): readonly Pick<NumberRange, "start" | "end">[] {
  const runs: { start: number; end: number }[] = [];
  let next = range.start;
  for (const { start, end } of others.toSorted((a, b) => a.start - b.start)) {
    if (start > range.end) break;
    if (start > next) runs.push({ start: next, end: start - 1 });
    next = Math.max(next, end + 1);
  }
  if (next <= range.end) runs.push({ start: next, end: range.end });
  return runs;
}

/** Whether all numbers of a range are in others. */
export function isCovered(range: NumberRange, others: readonly NumberRange[]): boolean {
  return uncovered(range, others).length === 0;
}
