import { describe, expect, it } from "vitest";
import { play, type Deed, type Played, type Sketch } from "./scenario.fixture.ts";

const SEEDS = Array.from({ length: 20 }, (_, seed) => `redrive-${seed}`);

/** A fifth of all attempts fails, the worker dies twice in the midst of it, and nothing new comes after 40 s. */
function sketchOf(seed: string, more: Partial<Sketch>, deeds: readonly Deed[] = []): Sketch {
  return {
    seed,
    topics: { orders: { partitions: 3 } },
    shop: { ratePerSecond: 5, keys: "uniform", keyCount: 10 },
    worker: { instances: 2, failurePercent: 20, serviceTimeMs: 50 },
    group: { maxAttempts: 1, commit: "after-batch", initialRebalanceDelayMs: 0, sessionTimeoutMs: 6_000 },
    durationMs: 200_000,
    ...more,
    deeds: [
      [17_300, "crash", "worker", { instance: 1 }],
      [19_000, "restart", "worker", { instance: 1 }],
      [40_000, "change-rate", "shop", { factor: 0 }],
      [61_700, "crash", "worker", { instance: 2 }],
      [64_000, "restart", "worker", { instance: 2 }],
      ...deeds,
    ],
  };
}

/** Orders that were never processed, neither as themselves nor as a copy. */
function unprocessed(played: Played): number {
  const { copies } = played.run.kernel;
  const done = new Set(played.all("processed").map(({ what }) => copies?.originalOf(what) ?? what));
  const orders = played.all("appended").filter(({ what }) => (copies?.of(what) ?? null) === null);
  return orders.filter(({ what }) => !done.has(what)).length;
}

describe.each(SEEDS)("what fails by chance (%s)", (seed) => {
  it("is lost where it is skipped", () => {
    const group = { ...sketchOf(seed, {}).group, afterLastAttempt: "skip" };
    expect(unprocessed(play(sketchOf(seed, { group })))).toBeGreaterThan(10);
  });

  it("is processed in the end where it lies in a dead letter queue and is redriven, whoever dies meanwhile", () => {
    const redrive: Deed = [60_000, "redrive", "dead", { ratePerSecond: 20, goesOn: true }];
    const queue = { hasDeadLetters: true, deadLetters: { maxRedrives: 0 } };
    const played = play(sketchOf(seed, queue, [redrive]));
    expect(unprocessed(played)).toBe(0);
    expect(played.group).toMatchObject({ lost: 0, lag: 0 });
  });

  it("is processed in the end where it goes through retry topics, whoever dies meanwhile", () => {
    const tiers = { "after-2s": { partitions: 2, retryDelayMs: 2_000 } };
    const retried = sketchOf(
      seed,
      { retries: tiers, hasDeadLetters: true, deadLetters: { maxRedrives: 0 } },
      [[60_000, "redrive", "dead", { to: "group", goesOn: true }]],
    );
    const played = play(retried);
    expect(unprocessed(played)).toBe(0);
  });
});
