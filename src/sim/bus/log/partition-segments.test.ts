import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clone } from "#base/clone.ts";
import { replayRetention, type RetentionScenario } from "./partition-segments-replay.ts";
import {
  appendBatch,
  applyRetention,
  createPartitionSegments,
  deleteRecordsBefore,
  logBytes,
  type PartitionSegments,
  rollSegment,
  type SegmentConfig,
  segmentCount,
  segmentDefaults,
} from "./partition-segments.ts";

const recorded = JSON.parse(
  readFileSync(new URL("./__vectors__/retention.json", import.meta.url), "utf8"),
) as { scenarios: RetentionScenario[] };

describe("the segments of a log, against runs of Kafka 4.3.1", () => {
  it("has enough runs to mean something", () => {
    expect(recorded.scenarios.length).toBeGreaterThan(20);
  });

  it.each(recorded.scenarios)("rolls and deletes in $id as Kafka did", (scenario) => {
    expect(replayRetention(scenario)).toBeNull();
    expect(replayRetention(scenario, clone)).toBeNull();
  });

  it("reports a run in which a size or a deletion is wrong", () => {
    const scenario = recorded.scenarios[0] as RetentionScenario;
    const changed = scenario.steps.map((step) => (step.op === "append" ? { ...step, logBytes: 1 } : step));
    expect(replayRetention({ ...scenario, steps: changed })?.step).toContain("append");
    const kept = scenario.steps.map((step) =>
      step.op === "retentionCheck" ? { ...step, deletedSegments: -1 } : step,
    );
    expect(replayRetention({ ...scenario, steps: kept })?.step).toContain("retentionCheck");
  });
});

const DAY_MS = 86_400_000;

function createLog(config: Partial<SegmentConfig>): PartitionSegments {
  return createPartitionSegments({ ...segmentDefaults, ...config });
}

describe("rolling", () => {
  it("begins a new segment when a batch would not fit into segment.bytes any more", () => {
    const log = createLog({ segmentBytes: 1_000 });
    expect([1, 2, 3, 4].map(() => appendBatch(log, 400, 0, 1))).toEqual([false, false, true, false]);
    expect(log.closedBytes).toEqual([800]);
    expect(log.activeBaseOffset).toBe(2);
  });

  it("takes a batch larger than a segment into an empty one", () => {
    const log = createLog({ segmentBytes: 1_000 });
    expect(appendBatch(log, 5_000, 0, 1)).toBe(false);
    expect(appendBatch(log, 1, 0, 1)).toBe(true);
  });

  it("needs a younger batch to roll by time, and counts from the first batch of the segment", () => {
    const log = createLog({ segmentMs: DAY_MS });
    appendBatch(log, 100, 0, 1);
    expect(appendBatch(log, 100, DAY_MS, 1)).toBe(false);
    expect(appendBatch(log, 100, DAY_MS + 1, 1)).toBe(true);
    expect(segmentCount(log)).toBe(2);
  });

  it("does not roll an empty segment", () => {
    const log = createLog({});
    rollSegment(log);
    expect(segmentCount(log)).toBe(1);
  });
});

describe("retention", () => {
  /** Three closed segments of 100 bytes and ten offsets, a day apart, and an active one like them. */
  function fourDays(config: Partial<SegmentConfig>): PartitionSegments {
    const log = createLog({ retentionMs: -1, ...config });
    for (let day = 0; day < 4; day += 1) {
      rollSegment(log);
      appendBatch(log, 100, day * DAY_MS, 10);
    }
    return log;
  }

  it("never brings the log below retention.bytes", () => {
    const log = fourDays({ retentionBytes: 250 });
    expect(applyRetention(log, 0, 40)).toEqual({ deletedSegments: 1, newLogStartOffset: 10 });
    expect(logBytes(log)).toBe(300);
  });

  it("deletes by age even the active segment, after beginning a new one", () => {
    const log = fourDays({ retentionMs: DAY_MS });
    expect(applyRetention(log, 5 * DAY_MS, 40)).toEqual({ deletedSegments: 4, newLogStartOffset: 40 });
    expect(segmentCount(log)).toBe(1);
    expect(logBytes(log)).toBe(0);
    expect(applyRetention(log, 50 * DAY_MS, 40)).toEqual({ deletedSegments: 0, newLogStartOffset: 40 });
  });

  it("keeps everything behind one record from the future", () => {
    const log = createLog({ retentionMs: DAY_MS });
    appendBatch(log, 100, 30 * DAY_MS, 1);
    rollSegment(log);
    appendBatch(log, 100, 0, 1);
    expect(applyRetention(log, 10 * DAY_MS, 2).deletedSegments).toBe(0);
  });

  it("touches nothing that reaches the high watermark", () => {
    const log = fourDays({ retentionMs: 0 });
    expect(applyRetention(log, 100 * DAY_MS, 19)).toEqual({ deletedSegments: 1, newLogStartOffset: 10 });
    expect(applyRetention(log, 100 * DAY_MS, 20)).toEqual({ deletedSegments: 1, newLogStartOffset: 20 });
  });

  it("deletes what DeleteRecords left behind, also without a delete policy", () => {
    const log = fourDays({ isDeleting: false, retentionMs: 0 });
    deleteRecordsBefore(log, 25, 40);
    expect(applyRetention(log, 100 * DAY_MS, 40)).toEqual({ deletedSegments: 2, newLogStartOffset: 25 });
    expect(log.closedBaseOffsets).toEqual([20]);
  });
});
