/** How sure a share is that was seen in some runs. */

/** Two-sided 95 %: the normal distribution's 97.5th percentile. */
const Z = 1.959964;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval (E. B. Wilson, 1927) of a share, 95 %: of `of` runs `met` had it. It stays inside 0 … 1 and is fit
 * for few runs and for shares of 0 and 1, where the usual ± is not.
 */
export function wilson(met: number, of: number): Interval {
  if (of <= 0) return { low: 0, high: 1 };
  const share = met / of;
  const zz = Z * Z;
  const middle = share + zz / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + zz / (4 * of * of));
  const scale = 1 + zz / of;
  return {
    low: met === 0 ? 0 : Math.max(0, (middle - half) / scale),
    high: met === of ? 1 : Math.min(1, (middle + half) / scale),
  };
}

/** So many runs that all have it are needed before one may be sure, at 95 %, that the share is at least this. */
export function runsToBeSure(share: number): number {
  return share >= 1 ? Infinity : Math.ceil((Z * Z * share) / (1 - share));
}
