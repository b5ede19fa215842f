import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jitteredBackoffUs, plainBackoffUs, type Backoff } from "./jitter.ts";

const backoff = fc.record({
  backoffMs: fc.integer({ min: 1, max: 60_000 }),
  backoffFactor: fc.double({ min: 1, max: 10, noNaN: true }),
  backoffMaxMs: fc.integer({ min: 60_000, max: 3_600_000 }),
  jitterPercent: fc.integer({ min: 0, max: 100 }),
});
const attempt = fc.integer({ min: 1, max: 30 });
/** Uniform in (0, 1). */
const chance = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });

function holds(
  jitter: Backoff["jitter"],
  says: (pauseUs: number, dUs: number, settings: Backoff) => boolean,
): void {
  fc.assert(
    fc.property(backoff, attempt, chance, (settings, n, drawn) => {
      const full: Backoff = { ...settings, jitter };
      return says(jitteredBackoffUs(full, n, 0, drawn), plainBackoffUs(full, n), full);
    }),
    { numRuns: 500 },
  );
}

describe("a pause before the next attempt, where the wait would be d", () => {
  it("is d without jitter", () => {
    holds("none", (pauseUs, dUs) => pauseUs === dUs);
  });

  it("lies in [0, d] with full jitter", () => {
    holds("full", (pauseUs, dUs) => pauseUs >= 0 && pauseUs <= dUs);
  });

  it("lies in [d / 2, d] with equal jitter", () => {
    holds("equal", (pauseUs, dUs) => pauseUs >= Math.floor(dUs / 2) && pauseUs <= dUs);
  });

  it("lies in d × [1 − r, 1 + r] with jitter by ratio", () => {
    holds("ratio", (pauseUs, dUs, { jitterPercent }) => {
      const share = jitterPercent / 100;
      return pauseUs >= Math.floor(dUs * (1 - share)) && pauseUs <= Math.ceil(dUs * (1 + share));
    });
  });

  it("lies in [base, 3 × the last pause], never above the cap, with decorrelated jitter", () => {
    fc.assert(
      fc.property(backoff, fc.array(chance, { minLength: 1, maxLength: 12 }), (settings, draws) => {
        const full: Backoff = { ...settings, jitter: "decorrelated" };
        let lastUs = 0;
        for (const [i, drawn] of draws.entries()) {
          const pauseUs = jitteredBackoffUs(full, i + 1, lastUs, drawn);
          const mostUs = 3 * (lastUs === 0 ? full.backoffMs * 1000 : lastUs);
          expect(pauseUs).toBeGreaterThanOrEqual(full.backoffMs * 1000);
          expect(pauseUs).toBeLessThanOrEqual(Math.min(mostUs, full.backoffMaxMs * 1000));
          lastUs = pauseUs;
        }
      }),
    );
  });

  it("reaches both ends of its range", () => {
    const settings = { backoffMs: 1_000, backoffFactor: 2, backoffMaxMs: 10_000, jitterPercent: 20 };
    const ends = (jitter: Backoff["jitter"]): number[] =>
      [1e-9, 1 - 1e-9].map((drawn) => jitteredBackoffUs({ ...settings, jitter }, 2, 0, drawn) / 1000);
    expect(ends("none")).toEqual([2_000, 2_000]);
    expect(ends("full")).toEqual([0, 2_000]);
    expect(ends("equal")).toEqual([1_000, 2_000]);
    expect(ends("ratio")).toEqual([1_600, 2_400]);
    expect(ends("decorrelated")).toEqual([1_000, 3_000]);
  });
});
