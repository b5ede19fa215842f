/** Scenario in, facts out: what comes of decisions on the same aggregates, of read models, and of the data of those who want to be forgotten. */
import { describe, expect, it } from "vitest";
import type { FactName } from "./facts.ts";
import { FACT_NAMES, STORY_FACTS } from "./facts.ts";
import { accounts, type AccountSketch } from "./event-sourcing/account.fixture.ts";
import { aggregateHistory } from "./event-sourcing/aggregate-history.ts";
import { ERASURES } from "./event-sourcing/host.ts";
import { storeOf } from "./event-sourcing/store-process.ts";
import { keyNumber } from "./bus/log/keys.ts";
import { causeText, Explainer } from "./explain.ts";
import { frameOf } from "./frame-of.ts";
import { playScenario, type Played } from "./scenario.fixture.ts";
import { sentenceOf } from "./sentences.ts";

const run = (sketch: AccountSketch = {}): Played => playScenario(accounts(sketch));
const sight = ({ run: played }: Played) => frameOf(played).stores![0]!;
const CUSTOMER = (ordinal: number): number => keyNumber(1, ordinal);

function said(played: Played, fact: FactName): string {
  const row = played.first(fact);
  return sentenceOf({ ...row, fact: FACT_NAMES[row.fact]! }, played.program.layout);
}

/** As many withdrawals as deposits, so that accounts are often nearly empty. */
const POOR = { withdrawalPercent: 60 };

describe("two tellers that decide on the same accounts", () => {
  it("come in each other's way where the version is expected: the second one loads and decides again", () => {
    const played = run({ teller: POOR });
    expect(played.count("versionConflict")).toBeGreaterThan(100);
    expect(played.count("decidedOnStale")).toBe(0);
    expect(played.count("overdrawn")).toBe(0);
    expect(said(played, "versionConflict")).toMatch(
      /^WrongExpectedVersion: teller-\d decided on version \d+ of customer-\d, and somebody else came first \(attempt 1\)\.$/,
    );
  });

  it("overdraw accounts where any version will do: each has taken what was there once", () => {
    const played = run({ teller: { ...POOR, expectedVersion: "any" } });
    expect(played.count("versionConflict")).toBe(0);
    expect(played.count("decidedOnStale")).toBeGreaterThan(100);
    expect(played.count("overdrawn")).toBeGreaterThan(2);
    expect(said(played, "overdrawn")).toMatch(/^customer-\d is at -\d+\.00, below zero: /);
  });

  it("give a command up after as many attempts as are set", () => {
    const played = run({ teller: { conflictAttempts: 1 } });
    expect(played.count("conflictGivenUp")).toBe(played.count("versionConflict"));
    expect(sight(played).givenUp).toBe(played.count("conflictGivenUp"));
  });

  it("never meet where commands come on a topic whose key is the account: one partition, one teller", () => {
    const played = run({ isByTopic: true, teller: POOR });
    expect(played.count("eventAppended")).toBeGreaterThan(300);
    expect(played.count("versionConflict")).toBe(0);
  });

  it("lose each other's updates where the store is a table of states and nobody looks at the version", () => {
    const state = { keeps: "state" };
    const lost = run({ store: state, teller: { expectedVersion: "any" } });
    expect(lost.count("updateLost")).toBeGreaterThan(100);
    expect(said(lost, "updateLost")).toMatch(
      /writes a new state of customer-\d over one that it has not seen/,
    );
    const kept = run({ store: state });
    expect(kept.count("updateLost")).toBe(0);
    expect(kept.count("versionConflict")).toBeGreaterThan(100);
  });
});

describe("a command that is delivered twice", () => {
  /** The tellers crash with what they have in hand after an append, before their commit. */
  const deeds = [12_000].flatMap((at) =>
    [1, 2].flatMap((instance) => [
      [at, "crash", "teller", { instance }] as const,
      [at + 1_000, "restart", "teller", { instance }] as const,
    ]),
  );
  const group = { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 1_000, commit: "auto" };
  const causes = (played: Played) => {
    const { log } = storeOf(played.run.kernel, 0);
    return Array.from({ length: log.length }, (_, at) => log.at(at)!.cause);
  };

  it("makes two events", () => {
    const all = causes(
      run({ durationMs: 40_000, isByTopic: true, group, deeds, teller: { withdrawalPercent: 0 } }),
    );
    expect(all.length).toBeGreaterThan(new Set(all).size);
  });

  it("makes one where each event carries the id of its command", () => {
    const teller = { withdrawalPercent: 0, commandsOnce: true };
    const played = run({ durationMs: 40_000, isByTopic: true, group, deeds, teller });
    const all = causes(played);
    expect(all.length).toBe(new Set(all).size);
    expect(said(played, "commandRefused")).toMatch(/makes no second event/);
  });
});

describe("snapshots", () => {
  const slow = { eventReadMs: 1 };
  const oneTeller = { instances: 1, keyCount: 1, ratePerSecond: 10, withdrawalPercent: 0 };
  /** How far behind its schedule the last event was decided, ms: the longer the stream, the longer the load. */
  const lateMs = (played: Played): number =>
    played.run.atUs / 1000 - (played.all("eventAppended").at(-1)?.timeUs ?? 0) / 1000;

  it("keep loads short, however long the stream", () => {
    const without = run({ store: slow, teller: { ...oneTeller, expectedVersion: "any" } });
    const withThem = run({
      store: { ...slow, snapshotEvery: 10 },
      teller: { ...oneTeller, expectedVersion: "any" },
    });
    expect(withThem.count("snapshotTaken")).toBe(Math.floor(withThem.count("eventAppended") / 10));
    expect(withThem.count("eventAppended")).toBeGreaterThan(without.count("eventAppended"));
    expect(lateMs(withThem)).toBeLessThan(200);
  });

  it("are worth nothing to another fold, until there are new ones", () => {
    const played = run({
      store: { snapshotEvery: 10 },
      teller: oneTeller,
      deeds: [[10_000, "change-fold", "accounts"]],
    });
    expect(said(played, "snapshotsDropped")).toMatch(/^accounts folds events with version 2 .*: 1 snapshot /);
    expect(played.first("snapshotTaken", { afterMs: 10_000 }).what).toBe(2);
  });
});

describe("a read model", () => {
  it("is behind the store, and queries may get what their clients know to be old", () => {
    const played = run({ balances: { queriesPerSecond: 50, projectMs: 10 } });
    const { queries, staleReads } = sight(played).readers[0]!;
    expect(queries).toBeGreaterThan(500);
    expect(staleReads).toBeGreaterThan(50);
    expect(staleReads).toBe(played.count("staleRead"));
    expect(said(played, "staleRead")).toMatch(/gets customer-\d as of version \d+, \d+ versions? behind/);
  });

  it("answers no query with less than its client has seen, where queries wait for the version", () => {
    const played = run({ balances: { queriesPerSecond: 50, projectMs: 2, queryWaitMs: 5_000 } });
    expect(sight(played).readers[0]!.queries).toBeGreaterThan(500);
    expect(played.count("staleRead")).toBe(0);
  });

  it("is rebuilt beside the one in use while events go on, and mended by it", () => {
    const bug = { projectionBug: true, queriesPerSecond: 5 };
    const deeds = [[10_000, "rebuild-projection", "balances", {}]] as const;
    const wrong = run({ balances: bug });
    const right = run({ balances: bug, deeds });
    expect(balancesOff(wrong)).toBeGreaterThan(0);
    expect(balancesOff(right)).toBe(0);
    const begun = right.first("projectionRebuilding");
    const switched = right.first("projectionSwitched");
    expect(switched.timeUs).toBeGreaterThan(begun.timeUs);
    expect(switched.offset).toBeGreaterThan(begun.offset);
    expect(right.all("projected", { afterMs: 10_000 }).some(({ what }) => what === 1)).toBe(true);
    expect(said(right, "projectionRebuilding")).toMatch(/by a mended program, beside the one in use/);
  });

  it("answers with what is there so far while it is rebuilt in its place", () => {
    const busy = { queriesPerSecond: 100, projectMs: 1 };
    const stale = (how: string): number => {
      const deeds = [[10_000, "rebuild-projection", "balances", { how }]] as const;
      const played = run({ balances: busy, deeds });
      const over = played.at("projectionSwitched");
      return Math.max(
        0,
        ...played.all("staleRead", { afterMs: 10_000, beforeMs: over }).map(({ what }) => what),
      );
    };
    expect(stale("in-place")).toBeGreaterThan(50);
    expect(stale("blue-green")).toBeLessThan(50);
  });

  it("goes on in another instance's hands after a crash: exactly where it was, if the checkpoint is in its transaction", () => {
    const deeds = [[10_000, "crash", "balances", { instance: 1 }]] as const;
    const together = run({ balances: { instances: 2 }, deeds });
    expect(together.first("projectionResumed").what).toBe(0);
    expect(balancesOff(together)).toBe(0);
    const apart = run({ balances: { instances: 2, projectionCheckpoint: "apart" }, deeds });
    expect(apart.first("projectionResumed").what).toBeGreaterThan(0);
    expect(balancesOff(apart)).toBeGreaterThan(0);
    expect(said(apart, "projectionResumed")).toMatch(/that the read model holds already counts? again/);
  });

  it("cannot be rebuilt from a table of states", () => {
    const deeds = [[10_000, "rebuild-projection", "balances", {}]] as const;
    const played = run({ store: { keeps: "state" }, deeds });
    expect(played.count("projectionRebuilding")).toBe(0);
    expect(said(played, "rebuildRefused")).toBe(
      "balances cannot rebuild its read model: accounts keeps the newest state only, so there are no events to begin with.",
    );
  });
});

/** Rows of the read model that are not the store's state at its checkpoint. */
function balancesOff(played: Played): number {
  const { log, state } = storeOf(played.run.kernel, 0);
  const { live } = state.projections[0]!;
  return [...live.rows].filter(([aggregate, { version, balanceCents }]) => {
    const then = log.history(aggregate)[version - 1]!;
    return log.load(aggregate, then.atUs).balanceCents !== balanceCents;
  }).length;
}

describe("a feed", () => {
  it("passes every event on to its topic, each aggregate's in the order of its versions", () => {
    const played = run({ isByTopic: true, feed: {} });
    const { kernel } = played.run;
    const { log, state } = storeOf(kernel, 0);
    const passedOn = state.projections[1]!.live.checkpoint;
    expect(passedOn).toBeGreaterThan(300);
    const topic = played.program.topics.find(({ nodeId }) => nodeId === "account-events")!;
    const sent = new Map<number, number[]>();
    for (let i = 0; i < topic.partitions; i++) {
      const partition = topic.firstPartition + i;
      for (let offset = 0; offset < kernel.logs.endOffset(partition); offset++) {
        const message = kernel.logs.messageAt(partition, offset);
        const key = kernel.messages.key(message);
        sent.set(key, [...(sent.get(key) ?? []), kernel.messages.parent(message)]);
      }
    }
    for (const [aggregate, parents] of sent)
      expect(parents).toEqual(
        log
          .history(aggregate)
          .map(({ cause }) => cause)
          .slice(0, parents.length),
      );
    expect([...sent.values()].flat().length).toBeGreaterThanOrEqual(passedOn);
  });
});

describe("what an account was at a moment", () => {
  it("is told by a store of events, with those that led there, and not by a table of states", () => {
    const played = run();
    const told = aggregateHistory(played.run, 0, CUSTOMER(2), 7_000_000)!;
    const before = played.all("eventAppended", { beforeMs: 7_000, extra: CUSTOMER(2) });
    expect(told.key).toBe("customer-2");
    expect(told.state?.version).toBe(before.length);
    expect(told.state?.balanceCents).toBe(before.reduce((sum, { what }) => sum + what, 0));
    expect(told.events.at(-1)?.balanceCents).toBe(told.state?.balanceCents);
    expect(told.now.version).toBeGreaterThan(told.state!.version);
    expect(aggregateHistory(run({ store: { keeps: "state" } }).run, 0, CUSTOMER(2), 7_000_000)).toMatchObject(
      { state: null, events: [] },
    );
    expect(aggregateHistory(played.run, 1, CUSTOMER(2), 0)).toBeNull();
  });
});

describe("a customer who wants to be forgotten", () => {
  it.each(ERASURES)(
    "is, by %s: in the store, for the past, and in read models; commands are refused",
    (how) => {
      const erase = { keyName: "customer", number: 2, how };
      const played = run({ deeds: [[10_000, "erase-subject", "accounts", erase]] });
      const { log, state } = storeOf(played.run.kernel, 0);
      expect(played.count("streamErased")).toBe(1);
      expect(log.load(CUSTOMER(2), 5_000_000)).toMatchObject({ balanceCents: 0, erased: how });
      expect(state.projections[0]!.live.rows.has(CUSTOMER(2))).toBe(false);
      expect(played.count("eventAppended", { afterMs: 10_000, extra: CUSTOMER(2) })).toBe(0);
      expect(played.count("commandRefused", { afterMs: 10_000, extra: CUSTOMER(2) })).toBeGreaterThan(0);
      expect(log.history(CUSTOMER(2)).length).toBe(how === "tombstone" ? 1 : log.version(CUSTOMER(2)));
    },
  );
});

describe("why it came so", () => {
  const why = (played: Played): string[] => {
    const explainer = new Explainer(played.program.layout, played.scenario);
    for (const row of played.rows) {
      const fact = FACT_NAMES[row.fact]!;
      if (STORY_FACTS.includes(fact)) explainer.take({ ...row, fact });
    }
    return [...new Set(explainer.all().map((each) => `${each.kind}: ${causeText(each)}`))];
  };

  it("is a decision on an old state, and the expected version would have prevented it", () => {
    const teller = { ...POOR, expectedVersion: "any" };
    expect(why(run({ teller })).find((each) => each.startsWith("overdrawn"))).toMatch(
      /loaded customer-\d and decided on what it saw.*below zero/,
    );
    expect(
      why(run({ teller, store: { keeps: "state" } })).some((each) => each.startsWith("lost-update")),
    ).toBe(true);
    expect(why(run({ teller: POOR })).filter((each) => /^(overdrawn|lost-update)/.test(each))).toEqual([]);
  });

  it("is a checkpoint apart from the read model, where events count twice", () => {
    const deeds = [[10_000, "crash", "balances", { instance: 1 }]] as const;
    const balances = { instances: 2, projectionCheckpoint: "apart" };
    expect(why(run({ balances, deeds })).find((each) => each.startsWith("counted-twice"))).toMatch(
      /a second time/,
    );
  });
});
