/** How a measure varies over the seeds. */

/** Over the seeds of one point; percentiles are values that occurred (nearest rank). */
export interface Band {
  readonly min: number;
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Runs in which the measure was known. */
  readonly known: number;
}

/** The band of these numbers; null where none is known. */
export function bandOf(numbers: readonly (number | null)[]): Band | null {
  const known = numbers.filter((each) => each !== null).toSorted((a, b) => a - b);
  if (known.length === 0) return null;
  const rank = (percent: number): number =>
    known[Math.max(1, Math.ceil((known.length * percent) / 100)) - 1]!;
  return {
    min: known[0]!,
    p5: rank(5),
    p50: rank(50),
    p95: rank(95),
    max: known.at(-1)!,
    known: known.length,
  };
}
