/** Simulated time in whole microseconds since the start of the run; exact in a double for 285 years. */
export type Micros = number;

/** Microseconds in a millisecond. */
export const US_PER_MS = 1_000;
/** Microseconds in a second. */
export const US_PER_SECOND = 1_000_000;

/** Milliseconds (as settings are written) to whole microseconds (as the simulator counts). */
export function micros(ms: number): Micros {
  return Math.round(ms * US_PER_MS);
}
