import { describe, expect, it } from "vitest";
import { keyText } from "./bus/log/keys.ts";
import { play, type Deed, type Played, type Sketch } from "./scenario.fixture.ts";

/** Two messages a second over two keys on one partition; the one appended after 10 s is poisoned. */
const sketch: Sketch = {
  shop: { ratePerSecond: 2, keys: "uniform", keyCount: 2 },
  group: { maxAttempts: 1, commit: "after-record" },
  hasDeadLetters: true,
  durationMs: 60_000,
  deeds: [[9_900, "poison-next", "orders"]],
};
const retries = {
  "retry-5s": { partitions: 1, retryDelayMs: 5_000 },
  "retry-20s": { partitions: 1, retryDelayMs: 20_000 },
};

/** Offsets of the originals that the group processed, by key, in the order of processing, each once. */
function orderByKey(played: Played): Record<string, number[]> {
  const { copies, messages } = played.run.kernel;
  const order: Record<string, number[]> = {};
  for (const { what, offset } of played.all("processed")) {
    const key = keyText(messages.key(what)) ?? "";
    const at = copies!.of(what)?.offset ?? offset;
    if (!(order[key] ??= []).includes(at)) order[key]!.push(at);
  }
  return order;
}
const isSorted = (list: readonly number[]): boolean => list.every((at, i) => i === 0 || list[i - 1]! < at);

describe("a message that fails", () => {
  it("holds back its partition where it is retried in place", () => {
    const played = play({ ...sketch, group: { maxAttempts: 6, backoffMs: 5_000, commit: "after-record" } });
    const [first] = played.all("failed");
    const nextDone = played.at("processed", { offset: first!.offset + 1, on: "0" });
    expect(nextDone - first!.timeUs / 1000).toBeGreaterThan(25_000);
  });

  it("lets the others pass where it goes to retry topics, and is tried again when it is due in each tier (and the fetch that waits meanwhile is over: fetch.max.wait.ms)", () => {
    const played = play({ ...sketch, retries });
    const times = played.all("failed").map(({ timeUs }) => timeUs / 1000);
    expect(times).toHaveLength(3);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(5_000);
    expect(times[1]! - times[0]!).toBeLessThan(5_600);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(20_000);
    expect(times[2]! - times[1]!).toBeLessThan(20_600);
    expect(played.all("movedToRetry").map(({ extra }) => extra)).toEqual([1, 2]);
    const nextDone = played.at("processed", {
      offset: played.first("failed").offset + 1,
      on: "orders-0",
    });
    expect(nextDone - times[0]!).toBeLessThan(1_000);
  });

  it("ends in the dead letter queue after the last tier, with all its attempts and its first place", () => {
    const played = play({ ...sketch, retries });
    const letter = played.first("deadLettered");
    expect(played.run.kernel.copies!.of(letter.what)).toMatchObject({
      attempts: 3,
      offset: played.first("failed").offset,
      firstFailedUs: played.first("failed").timeUs,
      original: played.first("failed").what,
    });
    expect(played.group).toMatchObject({ lost: 0, lag: 0, deadLettered: 1 });
  });

  it("is processed when what failed has passed, after later messages of its key: the order is given up and told", () => {
    const played = play({ ...sketch, deeds: [], worker: { failurePercent: 20 }, retries });
    expect(played.count("processedLate")).toBeGreaterThan(0);
    expect(Object.values(orderByKey(played)).every(isSorted)).toBe(false);
  });
});

describe("a key fence", () => {
  const fenced = { ...sketch.group, keyFence: true };

  it("sends later messages of a parked key after the first one, untried, and lets other keys pass", () => {
    const played = play({ ...sketch, group: fenced, retries });
    expect(played.count("parked")).toBeGreaterThan(5);
    expect(played.count("processedLate")).toBe(0);
    const failedKey = played.run.kernel.messages.key(played.first("failed").what);
    const parkedKeys = played.all("parked").map(({ what }) => played.run.kernel.messages.key(what));
    expect(new Set(parkedKeys)).toEqual(new Set([failedKey]));
  });

  it.each(Array.from({ length: 12 }, (_, seed) => String(seed)))(
    "keeps the order of every key in which nothing is given up, where without it some is lost (seed %s)",
    (seed) => {
      const failing: Sketch = {
        ...sketch,
        seed,
        deeds: [[40_000, "change-rate", "shop", { factor: 0 }]] as Deed[],
        durationMs: 400_000,
        topics: { orders: { partitions: 2 } },
        shop: { ratePerSecond: 4, keys: "uniform", keyCount: 5 },
        worker: { failurePercent: 15, instances: 2 },
        retries: {
          "retry-5s": { partitions: 2, retryDelayMs: 5_000 },
          "retry-20s": { partitions: 2, retryDelayMs: 20_000 },
        },
      };
      const open = play(failing);
      expect(Object.values(orderByKey(open)).every(isSorted)).toBe(false);
      const kept = play({ ...failing, group: fenced });
      expect(Object.values(orderByKey(kept)).every(isSorted)).toBe(true);
      expect(kept.count("processedLate")).toBe(0);
      expect(kept.group).toMatchObject({ lost: 0, lag: 0 });
    },
  );

  it("is lifted when the message is dealt with", () => {
    const played = play({ ...sketch, group: fenced, retries });
    const { parked } = (played.run.kernel.processes[0]!.state as { retrying: { parked: number[] } }).retrying;
    const letter = played.at("deadLettered");
    expect(played.count("parked", { afterMs: letter + 2_000 })).toBe(0);
    expect(parked).toEqual([]);
  });
});
