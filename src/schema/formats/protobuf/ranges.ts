/** Ranges of numbers against each other. */
import type { NumberRange } from "./schema.ts";

/** Whether all numbers of a range are in others. */
export function isCovered(range: NumberRange, others: readonly NumberRange[]): boolean {
  let next = range.start;
  for (const { start, end } of others.toSorted((a, b) => a.start - b.start)) {
    if (start > next) break;
    next = Math.max(next, end + 1);
  }
  return next > range.end;
}
