import { describe, expect, it } from "vitest";
import { play, type Played, type Sketch } from "./scenario.fixture.ts";

/** Whatever the worker tries fails for a minute long; ten attempts are allowed, a hundred milliseconds apart. */
const outage: Sketch = {
  topics: { orders: { partitions: 4 } },
  shop: { ratePerSecond: 20, keys: "unique" },
  worker: { instances: 2, failurePercent: 100 },
  group: { maxAttempts: 10, backoffMs: 100, backoffFactor: 1, commit: "after-record" },
  hasDeadLetters: true,
  durationMs: 60_000,
};
const amplification = (played: Played): number =>
  played.count("started") / played.all("started").filter(({ extra }) => extra === 1).length;

describe("an outage of what a service needs", () => {
  it("multiplies its load by the attempts without a budget", () => {
    expect(amplification(play(outage))).toBeGreaterThan(9);
  });

  it("adds no more than the budget's share with one", () => {
    const played = play({ ...outage, group: { ...outage.group, retryBudgetPercent: 20 } });
    expect(amplification(played)).toBeLessThan(1.25);
    expect(played.count("budgetSpent")).toBeGreaterThan(500);
    expect(played.group).toMatchObject({ lost: 0 });
  });

  it("changes nothing where failures are rare", () => {
    const rare = { ...outage, worker: { instances: 2, failurePercent: 3 } };
    const played = play({ ...rare, group: { ...outage.group, retryBudgetPercent: 20 } });
    expect(played.count("budgetSpent")).toBe(0);
    expect(played.count("deadLettered")).toBe(0);
  });
});
