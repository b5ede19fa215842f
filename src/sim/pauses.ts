/** Pauses before another attempt, as rows of the trace carry them. */
import type { Micros } from "#base/units.ts";

/**
 * The pause of a `backedOff` or `notDueYet` row in µs. Columns have 32 bits with a sign, and the longest pause that can be
 * set is an hour: it is read without the sign.
 */
export function pauseUsOf({ extra }: { readonly extra: number }): Micros {
  return extra >>> 0;
}
