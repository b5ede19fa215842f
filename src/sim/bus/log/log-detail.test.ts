import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ListDraft } from "#base/lists.ts";
import { BatchCursor } from "./log-batches.ts";
import {
  appendMarker,
  appendToDetail,
  createLogDetail,
  cutDetail,
  type LogDetail,
  restoreDetail,
  saveDetail,
} from "./log-detail.ts";
import { type LogTxnScenario, replayLogTxn } from "./log-txn-replay.ts";
import { createPartitionSegments, segmentDefaults } from "./partition-segments.ts";
import { ProducerTable, sequenceAfter } from "./producer-table.ts";
import { visibleRuns } from "./read-log.ts";

const recorded = JSON.parse(readFileSync(new URL("./__vectors__/log-txn.json", import.meta.url), "utf8")) as {
  scenarios: LogTxnScenario[];
};

/** Saves a log and puts it back, as a seek does. */
function saveAndRestore(log: LogDetail): void {
  restoreDetail(log, saveDetail(log), log.segments);
}

describe("a log with producers and transactions, against runs of Kafka 4.3.1", () => {
  it("has enough runs to mean something", () => {
    expect(recorded.scenarios.length).toBeGreaterThan(15);
  });

  it.each(recorded.scenarios)("answers and shows in $id what Kafka did", (scenario) => {
    expect(replayLogTxn(scenario)).toBeNull();
    expect(replayLogTxn(scenario, saveAndRestore)).toBeNull();
  });

  it("reports a run in which an answer or what is seen is wrong", () => {
    const scenario = recorded.scenarios[0]!;
    const changed = scenario.steps.map((step) => (step.op === "append" ? { ...step, error: "?" } : step));
    expect(replayLogTxn({ ...scenario, steps: changed })?.step).toContain("append");
    const stable = scenario.steps.map((step) => (step.op === "marker" ? { ...step, lso: -1 } : step));
    expect(replayLogTxn({ ...scenario, steps: stable })?.step).toContain("marker");
  });
});

function createLog(): LogDetail {
  return createLogDetail(createPartitionSegments(segmentDefaults));
}

/** Appends three records of a transaction of producer `id` that goes on at a sequence. */
function write(log: LogDetail, id: number, baseSequence: number, isTransactional = true): void {
  appendToDetail(log, {
    producerId: id,
    epoch: 0,
    baseSequence,
    isTransactional,
    records: 3,
    bytes: 100,
    timestampMs: log.segments.logEndOffset,
  });
}

function mark(log: LogDetail, id: number, isCommit: boolean): void {
  const marker = { isCommit, producerId: id, epoch: 0, coordinatorEpoch: 0, version: 1, timestampMs: 0 };
  expect(appendMarker(log, marker)).toBe("NONE");
}

function seen(log: LogDetail, from: number, to: number): number[] {
  const draft = new ListDraft();
  const aborted = log.transactions.abortedIn(from, to);
  visibleRuns(log.batches, from, to, log.segments.logEndOffset, aborted, draft);
  return draft.take();
}

describe("sequence numbers", () => {
  it("go on at 0 after the largest one", () => {
    expect(sequenceAfter(2_147_483_647, 1)).toBe(0);
    expect(sequenceAfter(2_147_483_646, 3)).toBe(1);
    const table = new ProducerTable();
    table.append(1, 0, 2_147_483_646, 3, 10, false, 0);
    expect(table.lastDataOffsetOf(1)).toBe(12);
    expect(table.judge(1, 0, 1, 1, false)).toBe("NONE");
    expect(table.judge(1, 0, 2_147_483_646, 3, false)).toBe("DUPLICATE");
    expect(table.duplicateOffset).toBe(10);
  });

  it("are known for the last five batches", () => {
    const table = new ProducerTable();
    for (let batch = 0; batch < 6; batch++) table.append(1, 0, batch, 1, 100 + batch, false, 0);
    expect(table.judge(1, 0, 1, 1, false)).toBe("DUPLICATE");
    expect(table.judge(1, 0, 0, 1, false)).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
  });

  it("must begin at 0 for a transactional producer of version 2 of which nothing is known", () => {
    const table = new ProducerTable();
    expect(table.judge(1, 0, 7, 1, true)).toBe("NONE");
    expect(table.judge(1, 0, 7, 1, true, true)).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER");
  });

  it("are forgotten of a producer that is silent for long, but not while its transaction is open", () => {
    const table = new ProducerTable();
    table.append(1, 0, 0, 1, 0, false, 1_000);
    table.append(2, 0, 0, 1, 1, true, 1_000);
    table.append(3, 0, 0, 1, 2, false, 5_000);
    table.expire(6_000, 5_000);
    expect([1, 2, 3].map((id) => table.epochOf(id))).toEqual([-1, 0, 0]);
  });
});

describe("reading", () => {
  it("begins in the midst of an aborted transaction", () => {
    const log = createLog();
    write(log, 1, 0);
    write(log, 2, 0, false);
    write(log, 1, 3);
    mark(log, 1, false);
    write(log, 1, 6);
    mark(log, 1, true);
    expect(seen(log, 1, 14)).toEqual([3, 6, 10, 13]);
    expect(seen(log, 4, 11)).toEqual([4, 6, 10, 11]);
  });
});

describe("a log that is cut back", () => {
  it("knows of producers and transactions what it knew at that length", () => {
    const log = createLog();
    write(log, 1, 0);
    write(log, 2, 0);
    mark(log, 1, false);
    const before = saveDetail(log);
    const segments = { ...log.segments };
    mark(log, 2, true);
    write(log, 1, 3);
    cutDetail(log, 7);
    expect(log.transactions.lastStableOffset(7)).toBe(3);
    expect(log.producers.judge(2, 0, 3, 1, false)).toBe("INVALID_TXN_STATE");
    expect(log.producers.judge(1, 0, 0, 3, true)).toBe("DUPLICATE");
    expect(log.segments).toEqual(segments);
    // What an earlier checkpoint holds stands as it was.
    write(log, 2, 3);
    restoreDetail(log, before, segments);
    expect(log.batches.appended).toBe(3);
    expect(log.transactions.abortedIn(0, 7)).toEqual([1, 0, 6]);
  });

  it("goes back into a closed segment", () => {
    const log = createLogDetail(createPartitionSegments({ ...segmentDefaults, segmentBytes: 250 }));
    for (let batch = 0; batch < 5; batch++) write(log, 1, batch * 3, false);
    expect(log.segments.closedBaseOffsets).toEqual([0, 6]);
    cutDetail(log, 9);
    expect(log.segments).toMatchObject({ logEndOffset: 9, activeBaseOffset: 6, activeBytes: 100 });
    expect(log.segments).toMatchObject({ activeFirstTimestampMs: 6, closedBytesTotal: 200 });
    const cursor = new BatchCursor(log.batches, 0, 9);
    let bytes = 0;
    while (cursor.next()) bytes += cursor.bytes;
    expect(bytes).toBe(300);
  });
});
