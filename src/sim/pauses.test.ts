import { expect, it } from "vitest";
import { pauseUsOf } from "./pauses.ts";
import { play } from "./scenario.fixture.ts";

it("a pause of an hour is an hour, though columns of the trace have 32 bits with a sign", () => {
  const played = play({
    durationMs: 3 * 3_600_000,
    shop: { publishes: "burst", burstMessages: 1, burstEveryMs: 3_600_000 * 4 },
    worker: { failurePercent: 100 },
    group: { maxAttempts: 3, backoffMs: 3_600_000, backoffMaxMs: 3_600_000, backoffFactor: 1 },
  });
  const [first, second] = played.all("backedOff");
  expect(pauseUsOf(first!)).toBe(3_600_000_000);
  expect(second!.timeUs - first!.timeUs).toBeGreaterThanOrEqual(3_600_000_000);
});
