/**
 * Replays a recorded run of Kafka's log (rolling and retention) against ours and reports the first difference. For tests and
 * for the command `eventyard vectors`; the format is described in __vectors__/README.md.
 */
import { present, unreachable } from "#base/assert.ts";
import {
  appendBatch,
  applyRetention,
  createPartitionSegments,
  logBytes,
  type PartitionSegments,
  rollSegment,
  segmentCount,
} from "./partition-segments.ts";
import { NULL_BYTES, singleRecordBatchBytes } from "./record-size.ts";

/** One scenario of retention.json. */
export interface RetentionScenario {
  readonly id: string;
  /** Topic settings by their Kafka names, values as text. */
  readonly config: Readonly<Record<string, string>>;
  readonly steps: readonly RetentionStep[];
}

/** One step with what Kafka's log was afterwards; `t` and timestamps are milliseconds since the start. */
export interface RetentionStep {
  readonly t: number;
  readonly op: "append" | "sleep" | "roll" | "retentionCheck";
  readonly valueBytes?: number;
  readonly timestamp?: number;
  readonly baseOffset?: number;
  readonly hw?: number;
  readonly rolled?: boolean;
  readonly activeBase?: number;
  readonly deletedSegments?: number;
  readonly logStart?: number;
  readonly leo?: number;
  readonly logBytes?: number;
  /** How many after an append, all of them after a retention check. */
  readonly segments?: number | readonly SegmentFigures[];
}

interface SegmentFigures {
  readonly base: number;
  readonly bytes: number;
  readonly largestTimestamp: number | null;
}

/** The first difference between our log and the recorded one, or null. `betweenSteps` may replace the log by a copy. */
export function replayRetention(
  scenario: RetentionScenario,
  betweenSteps: (log: PartitionSegments) => PartitionSegments = (log) => log,
): { readonly step: string; readonly expected: string; readonly got: string } | null {
  const setting = (name: string): number => Number(present(scenario.config[name], `the setting ${name}`));
  let log = createPartitionSegments({
    segmentBytes: setting("segment.bytes"),
    segmentMs: setting("segment.ms"),
    retentionBytes: setting("retention.bytes"),
    retentionMs: setting("retention.ms"),
    isDeleting: scenario.config["cleanup.policy"]?.includes("delete") ?? true,
  });
  let highWatermark = 0;
  for (const [index, step] of scenario.steps.entries()) {
    log = betweenSteps(log);
    highWatermark = step.hw ?? highWatermark;
    const [expected, got] = carryOut(log, step, highWatermark).map((value) => JSON.stringify(value));
    if (got !== expected) {
      return { step: `step ${index} (t=${step.t}, ${step.op})`, expected: expected ?? "", got: got ?? "" };
    }
  }
  return null;
}

/** What the recording says of the step and what we say, in the same order. */
function carryOut(log: PartitionSegments, step: RetentionStep, highWatermark: number): [unknown, unknown] {
  switch (step.op) {
    case "sleep":
      return [null, null];
    case "roll":
      rollSegment(log);
      return [step.activeBase, log.activeBaseOffset];
    case "append": {
      const baseOffset = log.logEndOffset;
      const bytes = singleRecordBatchBytes(NULL_BYTES, present(step.valueBytes, "the size of a value"));
      const isRolled = appendBatch(log, bytes, present(step.timestamp, "a timestamp"), 1);
      return [
        [step.baseOffset, step.logBytes, step.segments, step.rolled ?? false],
        [baseOffset, logBytes(log), segmentCount(log), isRolled],
      ];
    }
    case "retentionCheck": {
      const { deletedSegments, newLogStartOffset } = applyRetention(log, step.t, highWatermark);
      const recorded = typeof step.segments === "object" ? step.segments.map(figuresInOrder) : step.segments;
      return [
        [step.deletedSegments, step.logStart, step.leo, step.logBytes, recorded],
        [deletedSegments, newLogStartOffset, log.logEndOffset, logBytes(log), segmentFigures(log)],
      ];
    }
    default:
      return unreachable(step.op);
  }
}

function figuresInOrder({ base, bytes, largestTimestamp }: SegmentFigures): unknown[] {
  return [base, bytes, largestTimestamp];
}

/** Base offset, bytes and largest timestamp of each segment, the active one last. */
export function segmentFigures(log: PartitionSegments): unknown[] {
  const closed = log.closedBaseOffsets.map((base, index) => [
    base,
    log.closedBytes[index],
    log.closedLargestTimestampsMs[index],
  ]);
  const activeLargest = log.activeBytes === 0 ? null : log.activeLargestTimestampMs;
  return [...closed, [log.activeBaseOffset, log.activeBytes, activeLargest]];
}
