import { describe, expect, it } from "vitest";
import type { Limiter } from "#sim/calls-state.ts";
import { NOT_IN_TIME, reserve } from "./rate-limiter.ts";

const SETTINGS = { limitForPeriod: 2, limitRefreshPeriodMs: 1_000, limiterTimeoutMs: 2_500 };
const fresh = (): Limiter => ({ cycle: 0, permissions: 2 });

/** What is answered at each of these moments (ms), in ms; null where no permission comes in time. */
function waits(limiter: Limiter, ...atMs: readonly number[]): (number | null)[] {
  return atMs.map((ms) => {
    const waitUs = reserve(limiter, SETTINGS, ms * 1000);
    return waitUs === NOT_IN_TIME ? null : waitUs / 1000;
  });
}

describe("resilience4j's rate limiter", () => {
  it("gives limitForPeriod permissions in a period, and those of later periods for a wait", () => {
    expect(waits(fresh(), 0, 100, 200, 300, 400, 500)).toEqual([0, 0, 800, 700, 1_600, 1_500]);
  });

  it("reserves nothing where the wait is longer than timeoutDuration", () => {
    const limiter = fresh();
    expect(waits(limiter, 0, 0, 0, 0, 0, 0)).toEqual([0, 0, 1_000, 1_000, 2_000, 2_000]);
    expect(waits(limiter, 0, 400, 500)).toEqual([null, null, 2_500]);
    expect(waits(limiter, 500, 500)).toEqual([2_500, null]);
  });

  it("does not save up what was left in former periods", () => {
    expect(waits(fresh(), 60_000, 60_000, 60_000)).toEqual([0, 0, 1_000]);
  });

  it("pays reservations back with the permissions of the periods that come", () => {
    const limiter = fresh();
    waits(limiter, 0, 0, 0, 0, 0);
    // Three are owed: the first period pays two, the second one, and has one left.
    expect(waits(limiter, 1_000)).toEqual([1_000]);
    expect(waits(limiter, 2_000)).toEqual([1_000]);
    expect(waits(limiter, 4_000, 4_000, 4_000)).toEqual([0, 0, 1_000]);
  });
});
