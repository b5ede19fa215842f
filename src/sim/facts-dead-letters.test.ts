import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { play, type Deed, type Played, type Sketch } from "./scenario.fixture.ts";

/** One message a second, all of one key; the one of second 10 is poisoned and dead-lettered after three attempts. */
const sketch: Sketch = {
  shop: { ratePerSecond: 1, keys: "uniform", keyCount: 1 },
  group: { maxAttempts: 3, backoffMs: 100, commit: "after-record" },
  hasDeadLetters: true,
  durationMs: 60_000,
};
const poison: Deed = [9_500, "poison-next", "orders"];

/** Headers of a message as the run's table has them. */
const headersOf = (played: Played, message: number) => played.run.kernel.copies!.of(message);
const waiting = (played: Played): number => {
  const { queues } = (
    played.run.kernel.processes[0]!.state as { retrying: { queues: { waiting: number }[] } }
  ).retrying;
  return queues.find((queue) => queue !== null)!.waiting;
};

describe("a dead letter", () => {
  const played = play({ ...sketch, deeds: [poison] });
  const letter = played.first("deadLettered");
  const failed = played.all("failed");

  it("carries where it came from, how often and when it failed", () => {
    expect(headersOf(played, letter.what)).toMatchObject({
      is: "dead-letter",
      original: failed[0]!.what,
      offset: letter.offset,
      attempts: 3,
      firstFailedUs: failed[0]!.timeUs,
      lastFailedUs: failed[2]!.timeUs,
      death: 0,
      redrives: 0,
      isPoisoned: true,
    });
  });

  it("makes its queue ring once, at the first", () => {
    expect(played.all("queueRang")).toMatchObject([{ extra: 1 }]);
    expect(play({ ...sketch, deadLetters: { alertDepth: 2 }, deeds: [poison] }).count("queueRang")).toBe(0);
  });

  it("can be thrown away: the queue is quiet, and the message is never processed", () => {
    const thrown = play({ ...sketch, deeds: [poison, [30_000, "discard-dead-letters", "dead"]] });
    expect(thrown.count("deadLetterDiscarded")).toBe(1);
    expect(thrown.all("queueQuiet")).toMatchObject([{ extra: 0 }]);
    expect(thrown.timesProcessed()[letter.offset]).toBe(0);
  });
});

describe("a redrive of a poisoned message", () => {
  it("puts it behind everything newer, where it fails again and falls back into the queue", () => {
    const played = play({ ...sketch, deeds: [poison, [30_000, "redrive", "dead"]] });
    expect(played.count("redriven")).toBe(1);
    const again = played.first("redriven");
    expect(again.offset).toBeGreaterThan(played.first("deadLettered").offset + 15);
    expect(played.count("failed")).toBe(6);
    expect(played.count("deadLettered")).toBe(2);
    const letter = headersOf(played, played.all("deadLettered")[1]!.what)!;
    expect(letter).toMatchObject({ attempts: 6, redrives: 1, offset: played.first("deadLettered").offset });
    expect(waiting(played)).toBe(1);
  });

  it("succeeds once it is mended, after later messages of its key, which is told", () => {
    const deeds: Deed[] = [poison, [29_000, "mend-dead-letters", "dead"], [30_000, "redrive", "dead"]];
    const played = play({ ...sketch, deeds });
    expect(played.count("deadLettered")).toBe(1);
    expect(played.timesProcessed()[played.first("redriven").offset]).toBe(1);
    expect(played.count("processedLate")).toBe(1);
    expect(played.first("processedLate").offset).toBe(played.first("redriven").offset);
    expect(waiting(played)).toBe(0);
    expect(played.all("redriveEnded")).toMatchObject([{ extra: 1 }]);
  });

  it("goes round no more often than the queue allows where it is automatic", () => {
    const deeds: Deed[] = [poison, [20_000, "redrive", "dead", { goesOn: true }]];
    const guarded = play({ ...sketch, deeds });
    expect(guarded.count("redriven")).toBe(3);
    expect(guarded.count("redriveRefused")).toBe(1);
    expect(guarded.count("deadLettered")).toBe(4);
    const endless = play({ ...sketch, deadLetters: { maxRedrives: 0 }, deeds });
    expect(endless.count("redriven")).toBeGreaterThan(30);
    expect(endless.count("redriveRefused")).toBe(0);
  });
});

describe("a redrive of what one of two groups could not process", () => {
  /** A third of the worker's messages fail for good; the other service has no such bug. */
  const broken: Sketch = {
    ...sketch,
    shop: { ratePerSecond: 2, keys: "uniform", keyCount: 40 },
    worker: { failurePercent: 30 },
    group: { maxAttempts: 1, commit: "after-record" },
    other: {},
  };
  const at = (config: Config): Played => play({ ...broken, deeds: [[40_000, "redrive", "dead", config]] });
  const letters = play(broken)
    .all("deadLettered")
    .filter(({ timeUs }) => timeUs < 40e6);

  it("brings them to every group of their topic: the other one had them, and gets them twice", () => {
    const played = at({ ratePerSecond: 100 });
    expect(letters.length).toBeGreaterThan(10);
    expect(played.count("redriven")).toBe(letters.length);
    expect(played.count("copyRepeated")).toBe(letters.length);
    const others = played.program.services.findIndex(({ nodeId }) => nodeId === "other") * 64;
    expect(new Set(played.all("copyRepeated").map(({ who }) => who))).toEqual(new Set([others]));
  });

  it("comes to the group alone where it goes to its retry topic", () => {
    const played = play({
      ...broken,
      retries: { later: { retryDelayMs: 1_000, partitions: 1 } },
      deeds: [[40_000, "redrive", "dead", { to: "group", ratePerSecond: 100 }]],
    });
    expect(played.count("redriven")).toBeGreaterThan(0);
    expect(played.count("copyRepeated")).toBe(0);
  });

  it("comes at the rate that was asked for", () => {
    const times = at({ ratePerSecond: 4 })
      .all("redriven")
      .map(({ timeUs }) => timeUs / 1000);
    expect(times).toHaveLength(letters.length);
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeCloseTo(250, 0);
  });

  it("takes one, or those of a key, or those that failed in one way, where that is asked for", () => {
    expect(at({ which: "one", offset: 3 }).count("redriven")).toBe(1);
    const { messages } = play(broken).run.kernel;
    const key = messages.key(letters[4]!.what);
    const ofKey = letters.filter(({ what }) => messages.key(what) === key).length;
    expect(at({ which: "key", key: `order-${Math.floor(key / 4)}` }).count("redriven")).toBe(ofKey);
    expect(at({ which: "error", error: "processing" }).count("redriven")).toBe(letters.length);
    expect(at({ which: "error", error: "deserialization" }).count("redriven")).toBe(0);
  });

  it("waits for the service where none of its instances is up, and loses nothing with one that dies", () => {
    const down: Deed[] = [
      [39_000, "crash", "worker", { instance: 1 }],
      [40_000, "redrive", "dead", { ratePerSecond: 100 }],
      [45_000, "restart", "worker", { instance: 1 }],
    ];
    expect(play({ ...broken, deeds: down }).count("redriven")).toBeGreaterThan(letters.length * 0.8);
  });
});
