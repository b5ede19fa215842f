import { describe, expect, it } from "vitest";
import { crashes as crashesAt, playBank, sightOf } from "./bank.fixture.ts";

/** A crash between two commits, which an auto-commit makes every five seconds. */
const comesAgain = { deeds: crashesAt(20_010), group: { commit: "auto" } };

describe("a service that adds to balances", () => {
  it("is right while nothing fails", () => {
    const sight = sightOf(playBank());
    expect(sight.effects).toBeGreaterThan(1_000);
    expect(sight.actual).toBe(sight.expected);
    expect([sight.wrongKeys, sight.repeated, sight.missing, sight.partedUs]).toEqual([0, 0, 0, -1]);
  });

  it("adds twice what comes twice after a crash", () => {
    const run = playBank(comesAgain);
    const sight = sightOf(run);
    expect(sight.repeated).toBeGreaterThan(0);
    expect(sight.actual).toBeGreaterThan(sight.expected);
    expect(sight.wrongKeys).toBeGreaterThan(0);
    expect(run.first("valuesParted").timeUs + 1).toBe(sight.partedUs + 1);
    expect(run.first("effectRepeated").extra).toBe(2);
  });

  it("adds once with a deduplication table in the same transaction", () => {
    const sight = sightOf(playBank({ ...comesAgain, worker: { deduplication: "table" } }));
    expect(sight.skipped).toBeGreaterThan(0);
    expect(sight.repeated).toBe(0);
    expect(sight.actual).toBe(sight.expected);
  });

  it("adds again what the table has forgotten", () => {
    const worker = { deduplication: "table", deduplicationTtlMs: 500 };
    expect(sightOf(playBank({ ...comesAgain, worker })).repeated).toBeGreaterThan(0);
  });

  it("loses what was remembered before an effect that was rolled back", () => {
    const worker = { deduplication: "before" };
    const sight = sightOf(playBank({ worker, database: { failurePercent: 5 } }));
    expect(sight.missing).toBeGreaterThan(0);
    expect(sight.repeated).toBe(0);
    expect(sight.actual).toBeLessThan(sight.expected);
  });

  it("adds twice where the id was remembered after the effect and that was rolled back", () => {
    const worker = { deduplication: "after" };
    const sight = sightOf(playBank({ worker, database: { failurePercent: 5 } }));
    expect(sight.repeated).toBeGreaterThan(0);
    expect(sight.missing).toBe(0);
  });

  it("adds twice where a commit is done and nobody hears of it, unless a table knows", () => {
    const database = { lostAnswerPercent: 2, timeoutMs: 200 };
    expect(sightOf(playBank({ database })).repeated).toBeGreaterThan(0);
    const kept = sightOf(playBank({ database, worker: { deduplication: "table" } }));
    expect([kept.repeated, kept.actual - kept.expected]).toEqual([0, 0]);
  });

  it("misses what was committed before it was processed", () => {
    const run = playBank({
      group: { commit: "before-processing" },
      deeds: crashesAt(20_010),
      worker: { serviceTimeMs: 45 },
    });
    const sight = sightOf(run);
    // One of the lost may have had its effect: the crash came before the answer.
    const lost = run.all("lost").reduce((sum, { extra }) => sum + extra, 0);
    expect([lost, lost - 1]).toContain(sight.missing);
    expect(sight.missing).toBeGreaterThan(0);
    expect(sight.actual).toBeLessThan(sight.expected);
  });
});

describe("rows by key", () => {
  it("end right although records come twice, since the last write wins", () => {
    const sight = sightOf(playBank({ ...comesAgain, worker: { effect: "upsert" } }));
    expect(sight.actual).toBe(sight.expected);
    expect(sight.repeated).toBe(0);
  });

  it("go back to an older value for a while after a crash, but not with a version", () => {
    const plain = playBank({ ...comesAgain, worker: { effect: "upsert" }, group: { commit: "auto" } });
    expect(plain.count("valuesParted")).toBeGreaterThan(0);
    const versioned = playBank({
      ...comesAgain,
      worker: { effect: "upsert-versioned" },
    });
    expect(versioned.count("duplicated")).toBeGreaterThan(0);
    expect(versioned.count("valuesParted")).toBe(0);
  });
});

describe("e-mails", () => {
  it("are sent twice after a crash, and once with an idempotency key", () => {
    const bare = { ...comesAgain, stores: [] };
    const plain = sightOf(playBank({ ...bare, worker: { effect: "email" } }));
    expect(plain.actual - plain.expected).toBe(plain.repeated);
    expect(plain.repeated).toBeGreaterThan(0);
    const keyed = sightOf(playBank({ ...bare, worker: { effect: "email-keyed" } }));
    expect([keyed.actual - keyed.expected, keyed.unit]).toEqual([0, "pieces"]);
  });
});

describe("a database", () => {
  it("answers nobody while it is down, and has all that it committed when it is back", () => {
    const run = playBank({
      deeds: [
        [10_000, "database-down", "db"],
        [15_000, "database-up", "db"],
      ],
    });
    expect(run.count("effectApplied", { afterMs: 10_000, beforeMs: 15_000 })).toBe(0);
    expect(run.count("storeFailed", { afterMs: 10_000 })).toBeGreaterThan(0);
    const sight = sightOf(run);
    expect([sight.actual - sight.expected, sight.missing]).toEqual([0, 0]);
    expect(run.group.lag).toBeLessThan(5);
  });
});
