import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { play, type Played } from "./scenario.fixture.ts";

/**
 * Fifty clients, one partition each, which all get a message at one moment and call what is down: every attempt fails for
 * ten minutes. How the attempts spread is the whole of it.
 */
function fiftyClients(jitter: Config): Played {
  return play({
    seed: "fifty",
    topics: { orders: { partitions: 50 } },
    shop: { publishes: "burst", burstMessages: 2_000, burstEveryMs: 1e7, keys: "unique" },
    worker: { instances: 50, serviceTimeMs: 1, failurePercent: 100 },
    group: { maxAttempts: 100, backoffMs: 1_000, backoffMaxMs: 20_000, commit: "after-record", ...jitter },
    durationMs: 180_000,
  });
}

/** Attempts in each 100 ms after the first minute: those of the busiest, and in how many there were any. */
function spread(played: Played): { readonly most: number; readonly busy: number; readonly all: number } {
  const slots = new Map<number, number>();
  for (const { timeUs } of played.all("started", { afterMs: 60_000 })) {
    const slot = Math.floor(timeUs / 100_000);
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  const counts = [...slots.values()];
  return { most: Math.max(...counts), busy: counts.length, all: counts.reduce((a, b) => a + b, 0) };
}

describe("fifty clients whose target is down", () => {
  const plain = spread(fiftyClients({ jitter: "none" }));

  it("come back together every time without jitter: all of them within 100 ms, and nothing between", () => {
    expect(plain.most).toBe(50);
    expect(plain.busy).toBeLessThan(15);
  });

  it.each(["full", "equal", "decorrelated", "ratio"])("come spread out with %s jitter", (jitter) => {
    const { most, busy } = spread(fiftyClients({ jitter, jitterPercent: 50 }));
    expect(most).toBeLessThanOrEqual(plain.most / 4);
    expect(busy).toBeGreaterThan(plain.busy * 10);
  });

  it("make about twice the attempts with full jitter, whose mean wait is half as long", () => {
    const { all } = spread(fiftyClients({ jitter: "full" }));
    expect(all / plain.all).toBeGreaterThan(1.6);
    expect(all / plain.all).toBeLessThan(2.6);
  });

  it("draw from a stream of their own: nobody else's luck changes", () => {
    const made = (jitter: string): unknown[] =>
      fiftyClients({ jitter })
        .all("appended")
        .map(({ timeUs, what, where }) => [timeUs, what, where]);
    expect(made("full")).toEqual(made("none"));
  });
});
