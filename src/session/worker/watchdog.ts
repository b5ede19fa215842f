/**
 * Tells when an answer is overdue. It counts its own ticks instead of reading the clock: while the page itself stood
 * still (a sleeping laptop, a long task, a throttled tab), no tick came, and the worker is not blamed for it.
 */

/** Silence that is taken for a hang. A slice of work takes some 15 ms. */
export const SILENCE_MS_MAX = 2_000;
const TICK_MS = 250;

export interface Watchdog {
  /** An answer is expected from now on, within `limitMs` of time in which the page was awake. */
  expect(limitMs: number): void;
  /** The answer came, or nobody waits for it any more. */
  rest(): void;
}

/** Calls back every `ms` until the answer is called. */
export type Every = (ms: number, callback: () => void) => () => void;

/** A watchdog that calls `overdue` once for each expectation that was not met. */
export function createWatchdog(overdue: () => void, every: Every = everyInterval): Watchdog {
  let stop: (() => void) | undefined;
  const rest = (): void => {
    stop?.();
    stop = undefined;
  };
  const expect = (limitMs: number): void => {
    rest();
    let left = Math.ceil(limitMs / TICK_MS);
    stop = every(TICK_MS, () => {
      left -= 1;
      // One tick more than the time: an answer that waits behind this very tick is still heard.
      if (left >= 0) return;
      rest();
      overdue();
    });
  };
  return { expect, rest };
}

const everyInterval: Every = (ms, callback) => {
  const timer = setInterval(callback, ms);
  return () => clearInterval(timer);
};
