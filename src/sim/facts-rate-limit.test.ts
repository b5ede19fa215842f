import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { callsOf, chain, runOf } from "./calls.fixture.ts";
import { Fact } from "./facts.ts";
import { CALL_ERRORS } from "./calls-state.ts";
import type { Run } from "./run.ts";

const SEEDS = Array.from({ length: 20 }, (_, i) => `seed-${i}`);

/** A bank that admits ten requests a second, and a shop that asks it six times a second in the mean, by chance. */
const BANK = { admitsRequests: 10, threads: 100 };
const SHOP = { publishes: "poisson", ratePerSecond: 7, threads: 100, callAttempts: 3, callBackoffMs: 50 };
const LIMITER = { rateLimiter: true, limitForPeriod: 8, limiterTimeoutMs: 30_000 };
const PATIENT = { whenLimited: "retry-after", callAttempts: 20 };

function outcome(shop: Config, seed = "1", bank: Config = BANK) {
  const run = runOf({ ...chain({ shop: { ...SHOP, ...shop }, bank }), seed });
  const { shop: own, bank: asked } = callsOf(run);
  return { run, lost: own!.failed, limited: asked!.limited, served: asked!.served, shop: own! };
}

/** Rows of a fact that the condition holds for, in ms. */
function momentsOf(run: Run, fact: number, extra: (extra: number) => boolean): number[] {
  const { trace } = run.kernel;
  const moments: number[] = [];
  for (let i = trace.firstRow; i < trace.rows; i++) {
    const row = trace.row(i);
    if (row.fact === fact && extra(row.extra)) moments.push(row.timeUs / 1000);
  }
  return moments;
}

describe("a service that admits so many requests in a period", () => {
  it("takes no more than that in any period, and answers the rest at once with 429 and whole seconds", () => {
    const { run, limited, served } = outcome({ ratePerSecond: 30, callAttempts: 1 });
    const received = momentsOf(run, Fact.requestReceived, () => true);
    const perSecond = new Map<number, number>();
    const { trace } = run.kernel;
    for (let i = trace.firstRow; i < trace.rows; i++) {
      const { fact, offset, timeUs } = trace.row(i);
      const second = Math.floor(timeUs / 1e6);
      if (fact === Fact.requestReceived && offset >= 0)
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(received.length).toBeGreaterThan(1_500);
    expect(Math.max(...perSecond.values())).toBe(10);
    expect(served).toBeGreaterThan(560);
    expect(limited).toBeGreaterThan(1_000);
    expect(momentsOf(run, Fact.requestRefused, (extra) => extra === -1)).toHaveLength(limited);
  });

  it("counts for all its instances together", () => {
    const { served } = outcome({ ratePerSecond: 30, callAttempts: 1 }, "1", { ...BANK, instances: 3 });
    expect(served).toBeLessThanOrEqual(600);
    expect(served).toBeGreaterThan(560);
  });

  it("says how long to stay away, which who waits as it is told does", () => {
    const run = runOf(
      chain({
        shop: {
          ...SHOP,
          publishes: "burst",
          burstMessages: 3,
          burstEveryMs: 30_000,
          ...PATIENT,
          callJitter: "none",
        },
        bank: { admitsRequests: 2, admitsPeriodMs: 10_000 },
      }),
    );
    const refused = momentsOf(run, Fact.requestRefused, (extra) => extra < 0);
    const again = momentsOf(run, Fact.callMade, (attempt) => attempt === 2);
    expect(refused.length).toBeGreaterThan(0);
    // Whole seconds until the period is over, the answer's way back, and the caller's own wait.
    expect(again.map((ms, i) => ms - refused[i]!)).toEqual(
      refused.map((ms) => 1_000 * Math.ceil((10_000 - (ms % 10_000)) / 1_000) + 1 + 50),
    );
  });
});

describe("RateLimiter around a call", () => {
  it("limitForPeriod: no more calls than that in a limitRefreshPeriod, each as soon as it may", () => {
    const { run, shop } = outcome({ ...LIMITER, ratePerSecond: 7.9 });
    const made = new Map<number, number>();
    for (const ms of momentsOf(run, Fact.callMade, () => true))
      made.set(Math.floor(ms / 1000), (made.get(Math.floor(ms / 1000)) ?? 0) + 1);
    expect(Math.max(...made.values())).toBe(8);
    expect(shop.awaited).toBeGreaterThan(20);
    const waits = momentsOf(run, Fact.permissionAwaited, (extra) => extra > 0 && extra <= 30_000_000);
    expect(waits).toHaveLength(shop.awaited);
    expect(shop.notMade).toBe(0);
  });

  it("timeoutDuration: what would wait longer waits that long and fails with RequestNotPermitted", () => {
    const { run, shop } = outcome({
      rateLimiter: true,
      limitForPeriod: 2,
      limiterTimeoutMs: 1_500,
      callAttempts: 1,
    });
    expect(shop.notMade).toBeGreaterThan(200);
    const { trace } = run.kernel;
    const errors = new Set<string>();
    const took: number[] = [];
    for (let i = trace.firstRow; i < trace.rows; i++) {
      const { fact, where, offset, extra } = trace.row(i);
      if (fact === Fact.callFailed) errors.add(CALL_ERRORS[where]!);
      if (fact === Fact.requestEnded && where !== 0 && offset < 0) took.push(extra / 1000);
    }
    expect([...errors]).toEqual(["not-permitted"]);
    // Those of the last second and a half still wait when the run ends.
    const inVain = momentsOf(run, Fact.permissionAwaited, (extra) => extra === -1);
    expect(inVain.filter((ms) => ms <= 58_500)).toHaveLength(shop.notMade);
    expect(Math.min(...took)).toBe(1_510);
    expect(Math.max(...took)).toBe(1_510);
  });

  it("counts as a failure to the circuit breaker around it, as any exception does", () => {
    const { shop } = outcome({
      rateLimiter: true,
      limitForPeriod: 1,
      limiterTimeoutMs: 0,
      callAttempts: 1,
      circuitBreaker: true,
      slidingWindowCalls: 10,
      minimumCalls: 10,
    });
    expect(shop.made).toBeLessThan(10);
  });
});

describe.each(SEEDS)("on seed %s, asked at random within its limit in the mean, a bank", (seed) => {
  it("loses requests of who hammers on, none of who waits as it is told", () => {
    const hammering = outcome({}, seed);
    expect(hammering.limited).toBeGreaterThan(0);
    expect(hammering.lost).toBeGreaterThan(0);
    const waiting = outcome(PATIENT, seed);
    expect(waiting.lost).toBe(0);
    expect(waiting.limited).toBeGreaterThan(0);
    expect(waiting.limited).toBeLessThan(hammering.limited);
  });

  it("has nothing to refuse where its caller limits itself, and nothing is lost", () => {
    expect(outcome(LIMITER, seed)).toMatchObject({ limited: 0, lost: 0 });
  });

  it("is asked too often by three instances with the whole limit each, and not by three with a third", () => {
    const three = { instances: 3, ratePerSecond: 7 / 3, callAttempts: 1 };
    const whole = outcome({ ...LIMITER, ...three }, seed);
    expect(whole.limited).toBeGreaterThan(0);
    const third = outcome({ ...LIMITER, limitForPeriod: 3, ...three }, seed);
    expect(third).toMatchObject({ limited: 0, lost: 0 });
  });
});
