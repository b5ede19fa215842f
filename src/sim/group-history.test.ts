import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { FACT_NAMES, STORY_FACTS } from "./facts.ts";
import {
  holdingsAt,
  OPEN,
  startGroupHistory,
  tellGroupHistory,
  type GroupHistory,
  type HoldingState,
} from "./group-history.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

const IN_STORY = new Set(STORY_FACTS);

function historyOf(played: Played): GroupHistory {
  const history = startGroupHistory(played.program.layout, 0)!;
  for (const row of played.rows) {
    const fact = FACT_NAMES[row.fact]!;
    if (IN_STORY.has(fact)) tellGroupHistory(history, { ...row, fact });
  }
  return history;
}

function pair(deeds: readonly Deed[], group: Config = {}, durationMs = 90_000): Played {
  return play({ topics: { orders: { partitions: 4 } }, worker: { instances: 2 }, group, durationMs, deeds });
}

/** What each member has at a moment: its number, then its partitions in one state. */
function had(history: GroupHistory, atMs: number, state: HoldingState): Record<number, number[]> {
  const found: Record<number, number[]> = {};
  for (const [subject, holdings] of holdingsAt(history, atMs * 1000)) {
    const list = holdings.filter((holding) => holding.state === state).map((holding) => holding.pair);
    if (list.length > 0) found[(subject % INSTANCES_MAX) + 1] = list;
  }
  return found;
}

describe("the history of a group", () => {
  it("has what every living member owned at any moment, as the members knew it", () => {
    const played = pair([
      [20_000, "scale", "worker", { instances: 3 }],
      [40_000, "stop", "worker", { instance: 1 }],
    ]);
    const history = historyOf(played);
    for (let atMs = 500; atMs < 90_000; atMs += 500) {
      const owners = Object.entries(played.owners(atMs)).filter(([, owned]) => owned.length > 0);
      const expected = Object.fromEntries(owners.map(([number, owned]) => [number, owned.map(Number)]));
      expect(had(history, atMs, "owned"), `at ${atMs} ms`).toEqual(expected);
    }
  });

  it("counts the generations in order, one after the other without a gap", () => {
    const { generations } = historyOf(pair([[20_000, "scale", "worker", { instances: 3 }]]));
    expect(generations.at(-1)).toMatchObject({ members: 3, toUs: OPEN });
    generations.slice(1).forEach((generation, i) => {
      expect(generation.number).toBeGreaterThan(generations[i]!.number);
      expect(generation.fromUs).toBe(generations[i]!.toUs);
    });
  });

  it("says how long each rebalance took, why it began, and who caused it", () => {
    const played = pair([[20_000, "scale", "worker", { instances: 3 }]]);
    const { rebalances } = historyOf(played);
    expect(rebalances).toHaveLength(2);
    expect(rebalances[1]).toMatchObject({
      reason: "member-joined",
      fromUs: played.first("rebalanceStarted", { afterMs: 20_000 }).timeUs,
      toUs: played.first("stable", { afterMs: 20_000 }).timeUs,
    });
  });

  it("leaves a crashed member's partitions orphaned until its session ends, and nobody owns them", () => {
    const played = pair([[20_000, "crash", "worker", { instance: 1 }]]);
    const history = historyOf(played);
    const removedMs = played.at("memberRemoved");
    expect(had(history, 30_000, "orphaned")).toEqual({ 1: [0, 1] });
    expect(had(history, 30_000, "owned")).toEqual({ 2: [2, 3] });
    expect(had(history, removedMs + 1, "orphaned")).toEqual({});
    expect(history.unowned.findLast(({ fromUs }) => fromUs <= 30_000_000)?.count).toBe(2);
    expect(history.unowned.at(-1)?.count).toBe(0);
    expect(history.spells).toEqual([
      { subject: played.subject(1), is: "down", fromUs: 20_000_000, toUs: OPEN },
    ]);
  });

  it("makes a zombie of a member that is paused beyond its session, until it hears of it", () => {
    const played = pair([[20_000, "pause", "worker", { instance: 1, durationMs: 60_000 }]], {}, 120_000);
    const history = historyOf(played);
    const removedMs = played.at("memberRemoved", { afterMs: 20_000 });
    const lostMs = played.at("lostPartition");
    expect(had(history, removedMs - 1, "owned")[1]).toEqual([0, 1]);
    expect(had(history, removedMs + 1, "zombie")).toEqual({ 1: [0, 1] });
    expect(had(history, 79_000, "owned")).toEqual({ 2: [0, 1, 2, 3] });
    expect(had(history, lostMs + 1, "zombie")).toEqual({});
    expect(history.spells[0]).toMatchObject({ is: "paused", fromUs: 20_000_000, toUs: 80_000_000 });
  });

  it("makes a zombie of a member whose poll interval is over while it works", () => {
    const played = pair(
      [[20_000, "slow-down", "worker", { instance: 1, factor: 10_000, durationMs: 60_000 }]],
      { maxPollIntervalMs: 5_000 },
    );
    const history = historyOf(played);
    const expired = history.moments.find(({ kind }) => kind === "expired");
    expect(expired).toBeDefined();
    expect(had(history, expired!.timeUs / 1000 + 1, "zombie")[1]).toBeDefined();
  });

  it("keeps what a cooperative member does not have to give up, without a break", () => {
    const history = historyOf(
      pair([[20_000, "scale", "worker", { instances: 3 }]], { assignor: "cooperative-sticky" }),
    );
    for (const holdings of history.holdings.values())
      for (const { pair: each, fromUs } of holdings.filter(({ toUs }) => toUs === OPEN))
        if (fromUs < 20_000_000) expect(holdings.filter((other) => other.pair === each)).toHaveLength(1);
    const kept = [...history.holdings.values()].flat().filter(({ fromUs }) => fromUs < 20_000_000);
    expect(kept.filter(({ toUs }) => toUs === OPEN).length).toBeGreaterThan(1);
  });

  it("marks what happened with the row that tells it", () => {
    const played = pair([[20_000, "crash", "worker", { instance: 1 }]]);
    const story = played.rows.filter(({ fact }) => IN_STORY.has(FACT_NAMES[fact]!));
    const crash = historyOf(played).moments.find(({ kind }) => kind === "crash");
    expect(crash).toMatchObject({ timeUs: 20_000_000, subject: played.subject(1) });
    expect(FACT_NAMES[story[crash!.row]!.fact]).toBe("crashed");
  });

  it("is the same told at once or row by row, and knows nothing of other groups", () => {
    const played = pair([[20_000, "crash", "worker", { instance: 1 }]]);
    expect(startGroupHistory(played.program.layout, 1)).toBeNull();
    expect(historyOf(played)).toEqual(historyOf(played));
  });
});
