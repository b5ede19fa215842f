import { describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { FACT_NAMES, STORY_FACTS, type FactName } from "./facts.ts";
import { FAULT_NAMES } from "./faults/index.ts";
import { INSTANCES_MAX, type Layout } from "./layout.ts";
import { markerOf } from "./markers.ts";
import { sentenceOf, sentenceOfRows, toldTogether } from "./sentences.ts";
import { ownedBy, startStory, tellStory, type FactRow } from "./story-context.ts";
import { listText, momentText, numberText, ordinalText, partitionsText, spanText } from "./words.ts";

const layout: Layout = {
  services: [
    { nodeId: "order", name: "order-service", group: -1, publishesTo: [0] },
    { nodeId: "payment", name: "payment-service", group: 0, publishesTo: [] },
  ],
  topics: [
    {
      nodeId: "orders",
      name: "order-events",
      isDeadLetterQueue: false,
      firstPartition: 0,
      partitions: 4,
      initialPartitions: 4,
      replicationFactor: 1,
      firstReplica: 0,
    },
    {
      nodeId: "dlq",
      name: "payment-dead-letters",
      isDeadLetterQueue: true,
      firstPartition: 4,
      partitions: 1,
      initialPartitions: 1,
      replicationFactor: 1,
      firstReplica: 0,
    },
  ],
  groups: [
    {
      nodeId: "pay-group",
      name: "payment",
      service: 1,
      topics: [0],
      deadLetterQueue: 1,
      firstPair: 0,
      pairs: [0, 1, 2, 3],
      sessionTimeoutUs: 45_000_000,
      maxPollIntervalUs: 300_000_000,
      protocol: "classic",
      readsCommitted: false,
    },
  ],
  wires: [],
  brokers: 1,
  cluster: null,
  replicaCount: 0,
  partitionCount: 5,
  pairCount: 4,
  durationUs: 180_000_000,
};

const scenario: Scenario = {
  ...emptyScenario(),
  nodes: [
    { id: "payment", kind: "service", name: "payment-service", config: {} },
    {
      id: "pay-group",
      kind: "consumer-group",
      name: "payment",
      config: { service: "payment", maxAttempts: 3 },
    },
  ],
  interventions: [
    { id: "i1", atMs: 30_000, kind: "scale", target: "payment", config: { instances: 4 } },
    { id: "i2", atMs: 12_000, kind: "crash", target: "payment", config: { instance: 1 } },
  ],
};

const payment1 = INSTANCES_MAX;
const payment2 = INSTANCES_MAX + 1;

function row(fact: FactName, columns: Partial<FactRow> = {}): FactRow {
  return { timeUs: 12_000_000, who: payment1, what: 0, where: 0, offset: 0, extra: 0, ...columns, fact };
}

function told(rows: readonly FactRow[], last: FactRow): string {
  const context = startStory(layout, scenario);
  for (const each of rows) tellStory(context, each);
  return sentenceOf(last, layout, context);
}

const owning = [
  row("generationFormed", { who: 0, what: 6, offset: 2, extra: payment1 }),
  row("assigned", { where: 0, what: 6 }),
  row("assigned", { where: 1, what: 6 }),
  row("assigned", { who: payment2, where: 2, what: 6 }),
];

describe("sentenceOf", () => {
  it.each(STORY_FACTS)("tells %s as a whole sentence without a hole", (fact) => {
    for (const extra of [0, 1, 2, 3, 4]) {
      const text = sentenceOf(row(fact, { who: fact === "assigned" ? payment1 : 0, extra }), layout);
      expect(text).toMatch(/^[\w].*[.)]$/);
      expect(text).not.toMatch(/undefined|NaN|\?|null| {2}/);
      expect(text.length).toBeGreaterThan(15);
    }
  });

  it("can tell facts that are not part of the story, too", () => {
    for (const fact of FACT_NAMES) expect(sentenceOf(row(fact), layout)).toMatch(/\.$/);
  });

  it("says what a crashed member owned, until when it stays unowned, and by which setting", () => {
    expect(told(owning, row("crashed"))).toBe(
      "payment-service-1 crashed; its partitions order-events 0 and 1 stay unowned until its session times out, at 0:57 at the latest (session.timeout.ms = 45000).",
    );
    expect(told(owning, row("crashed", { who: payment2 }))).toContain(
      "its partition order-events 2 stays unowned",
    );
  });

  it("says why a group rebalances and which generation follows", () => {
    const text = told(owning, row("rebalanceStarted", { who: 0, what: 2, extra: payment1 }));
    expect(text).toBe(
      "Group payment rebalances: payment-service-1 sent no heartbeat for 45 s (session.timeout.ms). Generation 7 follows.",
    );
  });

  it("traces a duplicate back to the owner that had not committed", () => {
    const rows = [...owning, row("crashed")];
    const text = told(
      rows,
      row("duplicated", { timeUs: 60_000_000, who: payment2, where: 1, offset: 17, extra: 2 }),
    );
    expect(text).toBe(
      "payment-service-2 processes order-events 1 at offset 17 again, the 2nd time: payment-service-1 had processed it, but not committed it, when it crashed at 0:12 (auto.commit.interval.ms = 5000).",
    );
  });

  it("names what an intervention did to whom", () => {
    const crash = row("intervened", { what: FAULT_NAMES.indexOf("crash"), extra: payment1 });
    expect(told([], crash)).toBe("Intervention: Crash, payment-service-1.");
    const scale = row("intervened", { timeUs: 30_000_000, what: FAULT_NAMES.indexOf("scale"), extra: -1 });
    expect(told([], scale)).toBe("Intervention: Scale, payment-service (instances 4).");
  });

  it("tells partitions that were assigned together in one sentence", () => {
    const rows = owning.filter((each) => each.fact === "assigned" && each.who === payment1);
    const [first, second] = rows;
    if (first === undefined || second === undefined) throw new Error("two rows");
    expect(toldTogether(first, second)).toBe(true);
    expect(toldTogether(first, { ...second, who: payment2 })).toBe(false);
    expect(toldTogether(row("crashed"), row("crashed"))).toBe(false);
    expect(sentenceOfRows(rows, first, startStory(layout))).toBe(
      "payment-service-1 now owns order-events 0 and 1 (generation 6).",
    );
  });

  it("tells the duplicates of a second in one sentence", () => {
    const first = row("duplicated", { timeUs: 60_000_000, who: payment2, where: 1, offset: 17, extra: 2 });
    const next = { ...first, timeUs: 60_900_000, where: 0, offset: 3 };
    expect(toldTogether(first, next)).toBe(true);
    expect(toldTogether(first, { ...next, timeUs: 61_000_000 })).toBe(false);
    expect(sentenceOfRows([first, next, { ...next, offset: 4 }], first, startStory(layout))).toBe(
      "payment-service-2 processes 3 messages of order-events 0 and 1 again: processed before, but not committed (enable.auto.commit).",
    );
  });

  it("says that members beyond the partitions stay idle", () => {
    expect(told([], row("stable", { who: 0, what: 6, extra: 5 }))).toContain(
      "1 member stays idle: there are only 4 partitions.",
    );
  });
});

describe("story context", () => {
  it("follows partitions from owner to owner", () => {
    const context = startStory(layout);
    for (const each of owning) tellStory(context, each);
    expect(ownedBy(context, payment1)).toEqual([0, 1]);
    tellStory(context, row("revoked", { where: 1 }));
    tellStory(context, row("assigned", { who: payment2, where: 1 }));
    expect(ownedBy(context, payment1)).toEqual([0]);
    expect(ownedBy(context, payment2)).toEqual([1, 2]);
    tellStory(context, row("crashed", { who: payment2 }));
    expect(ownedBy(context, payment2)).toEqual([]);
    expect(context.gone.get(payment2)).toBe("crashed");
  });
});

describe("a record that blocks its partition", () => {
  it("is not said to be at attempt 4 of 3, but to be tried for ever", () => {
    const failed = (attempt: number) =>
      sentenceOf(
        { timeUs: 0, fact: "failed", who: INSTANCES_MAX, what: 1, where: 0, offset: 7, extra: attempt },
        layout,
        startStory(layout, scenario),
      );
    expect(failed(3)).toContain("attempt 3 of 3.");
    expect(failed(4)).toContain("attempt 4: the 3 attempts are over");
    expect(failed(4)).not.toContain("of 3");
  });
});

describe("markerOf", () => {
  it("marks what people look for on the timeline and nothing else", () => {
    const marked = STORY_FACTS.filter((fact) => markerOf(fact) !== null);
    expect(marked.toSorted()).toEqual(
      [
        "rebalanceStarted",
        "intervened",
        "deadLettered",
        "crashed",
        "lost",
        "dropped",
        "skipped",
        "duplicated",
        "brokerCrashed",
        "recordsLost",
        "recordsSkipped",
        "produceFailed",
        "archived",
        "requestRefused",
        "effectMissing",
        "eventLost",
        "updateLost",
        "effectRepeated",
        "publishedAgain",
        "valuesParted",
        "eventPhantom",
        "overdrawn",
        "leftHalfDone",
        "requestHalfDone",
        "readDifferently",
        "sagaStuck",
        "pollExpired",
        "databaseDown",
        "appendedAgain",
        "overtaken",
        "commitRefused",
        "producerFenced",
        "offsetExpired",
        "sendBlocked",
        "noOffset",
      ].toSorted(),
    );
  });
});

describe("words", () => {
  it("writes moments and spans as people do", () => {
    expect(momentText(57_000_000)).toBe("0:57");
    expect(momentText(57_120_400)).toBe("0:57.120");
    expect(momentText(3_723_000_000)).toBe("1:02:03");
    expect(spanText(45_000_000)).toBe("45 s");
    expect(spanText(90_000_000)).toBe("90 s");
    expect(spanText(300_000_000)).toBe("5 min");
    expect(spanText(1_500_000)).toBe("1.5 s");
    expect(spanText(12_000)).toBe("12 ms");
    expect(spanText(400)).toBe("0.4 ms");
  });

  it("writes numbers, lists and ranges", () => {
    expect(numberText(1_234_567)).toBe("1,234,567");
    expect([1, 2, 3, 4, 11, 12, 21, 112].map(ordinalText)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "11th",
      "12th",
      "21st",
      "112th",
    ]);
    expect(listText(["a", "b", "c"])).toBe("a, b and c");
    expect(partitionsText(layout, [3, 1, 0])).toBe("order-events 0, 1 and 3");
    expect(partitionsText(layout, [0, 1, 2, 3])).toBe("order-events 0 to 3");
    expect(partitionsText(layout, [0, 4])).toBe("order-events 0 and payment-dead-letters 0");
  });
});
