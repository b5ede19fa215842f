import { describe, expect, it } from "vitest";
import { ANOMALIES } from "./anomalies/index.ts";
import { causeText, Explainer } from "./explain.ts";
import { ELECTIONS, ISR_REASONS, PRODUCE_ERRORS, TRANSACTION_ENDS } from "./fact-tables.ts";
import { FACT_NAMES, STORY_FACTS, type FactName } from "./facts.ts";
import type { Anomaly } from "./anomaly.ts";
import { emptyScenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { play, scenarioOf, type Played, type Sketch } from "./scenario.fixture.ts";
import type { FactRow } from "./story-context.ts";

const STORY = new Set<FactName>(STORY_FACTS);

function explain(played: Played): readonly Anomaly[] {
  const explainer = new Explainer(played.program.layout, played.scenario);
  for (const row of played.rows) {
    const fact = FACT_NAMES[row.fact]!;
    if (STORY.has(fact)) explainer.take({ ...row, fact });
  }
  return explainer.all();
}

const ofKind = (anomalies: readonly Anomaly[], kind: string): readonly Anomaly[] =>
  anomalies.filter((each) => each.kind === kind);

describe("every kind of anomaly", () => {
  it("has a name of its own, a title and a sentence", () => {
    expect(new Set(ANOMALIES.map(({ kind }) => kind)).size).toBe(ANOMALIES.length);
    for (const { kind, title, says } of ANOMALIES) {
      expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title).not.toBe("");
      expect(says.endsWith(".")).toBe(true);
    }
  });

  it("looks at rows of the story only, since the page has no others", () => {
    for (const { kind, finds } of ANOMALIES)
      for (const fact of Object.keys(finds))
        expect(STORY.has(fact as FactName), `${kind}: ${fact}`).toBe(true);
  });
});

/** One burst, 10 ms each; the process dies after 120 records and is back a second later. */
function diesAfter120(group: Sketch["group"]): Played {
  const sketch: Sketch = {
    shop: { publishes: "burst", burstMessages: 500, burstEveryMs: 1e7 },
    worker: { serviceTimeMs: 10 },
    group: group ?? {},
    durationMs: 120_000,
  };
  const crashMs = play(sketch).at("processed", { offset: 119 }) + 0.5;
  return play({
    ...sketch,
    deeds: [
      [crashMs, "crash", "worker", { instance: 1 }],
      [crashMs + 1_000, "restart", "worker", { instance: 1 }],
    ],
  });
}

describe("a crash in the middle of a batch", () => {
  it("explains the duplicates by the crash, the session timeout and the offset that was not committed", () => {
    const duplicates = ofKind(explain(diesAfter120({ commit: "after-batch" })), "duplicate");
    expect(duplicates).toHaveLength(1);
    const [duplicate] = duplicates;
    expect(duplicate).toMatchObject({
      topic: "orders",
      partition: 0,
      offset: 0,
      group: "workers",
      count: 120,
    });
    expect(causeText(duplicate!)).toMatch(
      /^worker-1 crashed at 0:0\d\.\d+ → orders 0 moved once its session was over \(session\.timeout\.ms\) → worker-1 began at offset 0, the last committed → 120 messages processed but not committed are processed again by worker-1$/,
    );
    expect(duplicate!.setting).toMatchObject({
      nodeId: "workers",
      field: "commit",
      name: "enable.auto.commit",
    });
    expect(duplicate!.prevention.setting).toMatchObject({
      field: "commit",
      value: expect.stringMatching(/each message/),
    });
  });

  it("explains what is lost by the commit that came before the processing", () => {
    const losses = ofKind(explain(diesAfter120({ commit: "before-processing" })), "consumer-loss");
    expect(losses).toHaveLength(1);
    expect(losses[0]).toMatchObject({ offset: 120, count: 380, member: "worker-1", group: "workers" });
    expect(causeText(losses[0]!)).toMatch(
      /commits before it has processed → worker-1 crashed .* → 380 messages/,
    );
    expect(losses[0]!.setting).toMatchObject({ field: "commit" });
    expect(losses[0]!.prevention.setting).toMatchObject({ field: "commit" });
  });

  it("explains the rebalance that follows by the crash, and names the timeout with its value", () => {
    const rebalances = ofKind(explain(diesAfter120({ commit: "after-batch" })), "rebalance");
    const late = rebalances.find((each) => causeText(each).includes("joins"));
    expect(causeText(late!)).toMatch(
      /worker-1 crashed at .* → worker-1 started at .* \(intervention: Restart\)/,
    );
    expect(late!.prevention.setting).toMatchObject({
      field: "staticMembers",
      name: "group.instance.id",
      value: "set",
    });
  });
});

describe("the rebalance that a group begins with", () => {
  const begins = (protocol: string): Anomaly =>
    ofKind(explain(play({ group: { protocol }, durationMs: 10_000 })), "rebalance")[0]!;

  it("waits for others in the classic protocol only, by a setting that only this one has", () => {
    expect(begins("classic").setting).toMatchObject({ name: "group.initial.rebalance.delay.ms" });
    expect(begins("consumer").setting).toMatchObject({ name: "group.protocol", value: "consumer" });
    expect(causeText(begins("consumer"))).toContain("nobody is waited for");
  });
});

describe("a member that stands still for too long", () => {
  const played = play({
    worker: { instances: 2 },
    topics: { orders: { partitions: 2 } },
    group: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 2_000, commit: "after-record" },
    deeds: [[20_000, "pause", "worker", { instance: 1, durationMs: 9_000 }]],
  });
  const anomalies = explain(played);

  it("is explained by the pause, and a session timeout longer than it would have prevented it", () => {
    const expelled = ofKind(anomalies, "rebalance").find((each) =>
      causeText(each).includes("taken for dead"),
    );
    expect(causeText(expelled!)).toMatch(
      /^worker-1 stood still from 0:20 to 0:29 \(intervention: .*\) → the group hears nothing of it for 6 s \(session\.timeout\.ms\) → group workers rebalances: worker-1 is taken for dead/,
    );
    expect(expelled!.setting).toMatchObject({ name: "session.timeout.ms", value: "6000" });
    expect(Number(expelled!.prevention.setting?.value)).toBeGreaterThanOrEqual(9_000);
  });

  it("has its late commit refused, comes back as another member, and does one message again", () => {
    const [refused] = ofKind(anomalies, "refused-commit");
    expect(refused).toMatchObject({ member: "worker-1", group: "workers", atUs: 29_002_000 });
    expect(causeText(refused!)).toMatch(/removed it at .* \(session-expired\) → worker-1 cannot commit/);
    const back = ofKind(anomalies, "rebalance").at(-1)!;
    expect(causeText(back)).toMatch(
      /the group removed it .* → group workers rebalances: worker-1 joins again$/,
    );
    const [again] = ofKind(anomalies, "duplicate");
    expect(causeText(again!)).toContain("has not noticed that the partition is not its own any more");
  });
});

it("names max.poll.interval.ms where a member left because one poll took too long", () => {
  const played = play({
    shop: { ratePerSecond: 20 },
    worker: { serviceTimeMs: 100 },
    group: { maxPollIntervalMs: 5_000, maxPollRecords: 500, commit: "after-batch" },
  });
  const left = ofKind(explain(played), "rebalance").find(
    (each) => each.setting?.field === "maxPollIntervalMs",
  );
  expect(left?.setting).toMatchObject({ name: "max.poll.interval.ms", value: "5000", of: "workers" });
  expect(left?.prevention.setting).toMatchObject({ field: "maxPollRecords", value: "50" });
});

it("counts dead letters of one partition as one anomaly and says what would help", () => {
  const letters = ofKind(
    explain(
      play({
        worker: { failurePercent: 100 },
        group: { maxAttempts: 2, backoffMs: 10 },
        hasDeadLetters: true,
        durationMs: 20_000,
      }),
    ),
    "dead-letter",
  );
  expect(letters).toHaveLength(1);
  expect(letters[0]!.count).toBeGreaterThan(50);
  expect(letters[0]!.setting).toMatchObject({ field: "maxAttempts", value: "2" });
});

/** Rows as the trace of a cluster would have them; `orders` has one partition, `shop` publishes to it. */
function explainRows(sketch: Sketch, rows: readonly Partial<FactRow>[]): readonly Anomaly[] {
  const compiled = compile(scenarioOf(sketch));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const explainer = new Explainer(compiled.value.layout, scenarioOf(sketch));
  for (const row of rows)
    explainer.take({ timeUs: 0, fact: "stable", who: 0, what: 0, where: 0, offset: 0, extra: 0, ...row });
  return explainer.all();
}

describe("what brokers do", () => {
  const crash = { timeUs: 1_000_000, fact: "brokerCrashed", who: 0 } as const;
  const first = { fact: "leaderElected", who: 0, extra: ELECTIONS.indexOf("first") } as const;
  const elected = (how: (typeof ELECTIONS)[number], who = 1) =>
    ({ timeUs: 10_000_000, fact: "leaderElected", who, what: 1, extra: ELECTIONS.indexOf(how) }) as const;

  it("explains records lost by a clean election with acks=1, and that acks=all prevents it", () => {
    const [loss] = explainRows({ shop: { acks: "1" } }, [
      first,
      crash,
      elected("clean"),
      { timeUs: 10_000_000, fact: "recordsLost", who: 1, what: 3, offset: 40, extra: 5 },
    ]);
    expect(loss).toMatchObject({ kind: "broker-loss", topic: "orders", partition: 0, offset: 40, count: 5 });
    expect(causeText(loss!)).toBe(
      "broker-1 crashed at 0:01 → broker-2 leads orders 0 from 0:10 on → with acks = 1 they were acknowledged before any follower had them → 5 records of orders 0 from offset 40 lost, 3 acknowledged",
    );
    expect(loss!.setting).toMatchObject({ nodeId: "shop", field: "acks", value: "1" });
    expect(loss!.prevention.setting).toMatchObject({ nodeId: "shop", field: "acks", value: "all" });
  });

  it("explains an unclean election and what it lost by unclean.leader.election.enable", () => {
    const found = explainRows({ topics: { orders: { partitions: 1, uncleanLeaderElection: true } } }, [
      first,
      crash,
      elected("offline", -1),
      elected("unclean", 2),
      { timeUs: 10_000_000, fact: "recordsLost", who: 2, what: 5, offset: 40, extra: 5 },
    ]);
    expect(found.map(({ kind }) => kind)).toEqual(["offline-partition", "unclean-election", "broker-loss"]);
    for (const { setting, prevention } of found.slice(1)) {
      expect(setting).toMatchObject({ nodeId: "orders", field: "uncleanLeaderElection", value: "true" });
      expect(prevention.setting).toMatchObject({ field: "uncleanLeaderElection", value: "false" });
    }
    expect(causeText(found[2]!)).toContain("broker-1 crashed");
  });

  it("explains refused writes by the replica that fell behind and min.insync.replicas", () => {
    const [refused] = explainRows({ topics: { orders: { partitions: 1, minInsyncReplicas: 2 } } }, [
      { timeUs: 500_000, fact: "brokerCrashed", who: 1 },
      {
        timeUs: 900_000,
        fact: "isrChanged",
        who: 1,
        what: 0,
        offset: 1,
        extra: ISR_REASONS.indexOf("fenced"),
      },
      {
        timeUs: 1_000_000,
        fact: "produceRetried",
        offset: 2,
        extra: PRODUCE_ERRORS.indexOf("NOT_ENOUGH_REPLICAS"),
      },
      {
        timeUs: 1_100_000,
        fact: "produceRetried",
        offset: 2,
        extra: PRODUCE_ERRORS.indexOf("NOT_ENOUGH_REPLICAS"),
      },
    ]);
    expect(refused).toMatchObject({ kind: "under-min-isr", count: 4, topic: "orders" });
    expect(causeText(refused!)).toMatch(
      /broker-2 crashed at 0:00\.500 → broker-2 left .* → min\.insync\.replicas = 2 refuses acks=all/,
    );
  });

  it("explains a transaction that timed out, and a producer that was fenced", () => {
    const found = explainRows({ shop: { transactional: true, transactionTimeoutMs: 10_000 } }, [
      { timeUs: 1_000_000, fact: "crashed", who: 0 },
      { timeUs: 12_000_000, fact: "transactionEnded", what: 7, extra: TRANSACTION_ENDS.indexOf("timed-out") },
      {
        timeUs: 13_000_000,
        fact: "producerFenced",
        what: 7,
        where: -1,
        extra: PRODUCE_ERRORS.indexOf("PRODUCER_FENCED"),
      },
    ]);
    expect(found.map(({ kind }) => kind)).toEqual(["hung-transaction", "fenced-producer"]);
    expect(causeText(found[0]!)).toMatch(
      /^shop-1 crashed at 0:01 → its transaction is neither committed nor aborted for 10 s/,
    );
    expect(found[0]!.setting).toMatchObject({ name: "transaction.timeout.ms", value: "10000" });
  });

  it("explains a message that is in the log twice, and one that stands behind later ones", () => {
    const timedOut = PRODUCE_ERRORS.indexOf("REQUEST_TIMED_OUT");
    const found = explainRows({ shop: { idempotence: false } }, [
      { timeUs: 1_000_000, fact: "produceRetried", offset: 2, extra: timedOut },
      { timeUs: 1_100_000, fact: "appendedAgain", offset: 12, extra: 2 },
      { timeUs: 1_100_000, fact: "overtaken", offset: 12, extra: 2 },
    ]);
    expect(found.map(({ kind }) => kind)).toEqual(["log-duplicate", "reorder"]);
    expect(causeText(found[0]!)).toContain("heard REQUEST_TIMED_OUT and sent it again");
    for (const { prevention } of found)
      expect(prevention.setting).toMatchObject({ field: "idempotence", value: "true" });
  });
});

it("keeps a bounded memory over a million rows of one cause", () => {
  const compiled = compile(scenarioOf({}));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const explainer = new Explainer(compiled.value.layout, emptyScenario("none"));
  const row: FactRow = { timeUs: 0, fact: "duplicated", who: 64, what: 0, where: 0, offset: 0, extra: 2 };
  for (let i = 0; i < 1_000_000; i++) explainer.take({ ...row, timeUs: i * 1000, offset: i });
  expect(explainer.length).toBe(1);
  expect(explainer.at(0)!.count).toBe(1_000_000);
});
