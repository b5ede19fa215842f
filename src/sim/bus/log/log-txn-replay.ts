/**
 * Replays a recorded run of Kafka's log with producers and transactions against ours and reports the first difference. For
 * tests and for the command `eventyard vectors`; the format is described in __vectors__/README.md.
 */
import { ListDraft } from "#base/lists.ts";
import { present, unreachable } from "#base/assert.ts";
import {
  appendMarker,
  appendToDetail,
  createLogDetail,
  type LogDetail,
  type NewBatch,
} from "./log-detail.ts";
import { ABORTED_STRIDE } from "./log-transactions.ts";
import { createPartitionSegments, segmentDefaults } from "./partition-segments.ts";
import { NO_PRODUCER_ID, type AppendVerdict } from "./producer-table.ts";
import { visibleRuns } from "./read-log.ts";
import { BATCH_HEADER_BYTES, NULL_BYTES, recordBytes } from "./record-size.ts";

/** One scenario of log-txn.json. */
export interface LogTxnScenario {
  readonly id: string;
  readonly steps: readonly LogTxnStep[];
}

type SeenRecords = readonly (readonly [number, string])[];

/** One step with what Kafka's log said and was afterwards. */
export interface LogTxnStep {
  readonly op: "append" | "marker" | "highWatermark";
  /** Of a marker. */
  readonly type?: "COMMIT" | "ABORT";
  readonly producerId?: number;
  readonly epoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly coordinatorEpoch?: number;
  readonly transactionVersion?: number;
  readonly values?: readonly string[];
  readonly to?: number;
  readonly error?: string;
  readonly baseOffset?: number;
  readonly lastOffset?: number;
  readonly duplicate?: boolean;
  readonly leo: number;
  readonly hw: number;
  readonly lso: number;
  readonly logStart: number;
  readonly readUncommitted?: { readonly records: SeenRecords; readonly position: number };
  readonly readCommitted?: {
    readonly records: SeenRecords;
    readonly position: number;
    readonly abortedTransactions: readonly { readonly producerId: number; readonly firstOffset: number }[];
  };
}

interface Replay {
  readonly log: LogDetail;
  /** By offset; markers have none. */
  readonly values: Map<number, string>;
  highWatermark: number;
}

/** The first difference between our log and the recorded one, or null. `betweenSteps` may save and restore the log. */
export function replayLogTxn(
  scenario: LogTxnScenario,
  betweenSteps: (log: LogDetail) => void = () => undefined,
): { readonly step: string; readonly expected: string; readonly got: string } | null {
  const log = createLogDetail(createPartitionSegments(segmentDefaults));
  const replay: Replay = { log, values: new Map(), highWatermark: 0 };
  for (const [index, step] of scenario.steps.entries()) {
    betweenSteps(log);
    const [expected, got] = carryOut(replay, step).map((value) => JSON.stringify(value));
    if (got !== expected)
      return { step: `step ${index} (${step.op})`, expected: expected ?? "", got: got ?? "" };
  }
  return null;
}

/** What the recording says of the step and what we say, in the same order. */
function carryOut(replay: Replay, step: LogTxnStep): [unknown, unknown] {
  const [expected, got] = results(replay, step);
  const { log, highWatermark } = replay;
  const { logEndOffset, logStartOffset } = log.segments;
  const stable = log.transactions.lastStableOffset(highWatermark);
  return [
    [expected, step.leo, step.hw, step.lso, step.logStart],
    [got, logEndOffset, highWatermark, stable, logStartOffset],
  ];
}

function results(replay: Replay, step: LogTxnStep): [unknown, unknown] {
  switch (step.op) {
    case "append": {
      const recorded = [step.error, step.baseOffset ?? -1, step.lastOffset ?? -1, step.duplicate ?? false];
      return [recorded, append(replay, step)];
    }
    case "marker": {
      const offset = replay.log.segments.logEndOffset;
      const verdict = appendMarker(replay.log, {
        isCommit: step.type === "COMMIT",
        producerId: present(step.producerId, "a producer id"),
        epoch: present(step.epoch, "an epoch"),
        coordinatorEpoch: present(step.coordinatorEpoch, "a coordinator's epoch"),
        version: present(step.transactionVersion, "a version"),
        timestampMs: 0,
      });
      return [
        [step.error, step.baseOffset ?? -1],
        [verdict, verdict === "NONE" ? offset : -1],
      ];
    }
    case "highWatermark":
      replay.highWatermark = present(step.to, "a high watermark");
      return reads(replay, step);
    default:
      return unreachable(step.op);
  }
}

function append({ log, values }: Replay, step: LogTxnStep): unknown[] {
  const texts = present(step.values, "values");
  const batch: NewBatch = {
    producerId: step.producerId ?? NO_PRODUCER_ID,
    epoch: step.epoch ?? -1,
    baseSequence: step.baseSequence ?? -1,
    isTransactional: step.transactional ?? false,
    records: texts.length,
    bytes: texts.reduce(
      (sum, text, index) => sum + recordBytes(index, 0, NULL_BYTES, text.length),
      BATCH_HEADER_BYTES,
    ),
    timestampMs: 0,
  };
  const verdict: AppendVerdict =
    batch.producerId === NO_PRODUCER_ID
      ? "NONE"
      : log.producers.judge(
          batch.producerId,
          batch.epoch,
          batch.baseSequence,
          batch.records,
          batch.isTransactional,
        );
  if (verdict === "DUPLICATE") {
    const first = log.producers.duplicateOffset;
    return ["NONE", first, first + texts.length - 1, true];
  }
  if (verdict !== "NONE") return [verdict, -1, -1, false];
  const base = log.segments.logEndOffset;
  texts.forEach((text, index) => values.set(base + index, text));
  appendToDetail(log, batch);
  return ["NONE", base, base + texts.length - 1, false];
}

/** What consumers of both isolation levels see from the log start on. */
function reads(replay: Replay, { readUncommitted, readCommitted }: LogTxnStep): [unknown, unknown] {
  const { log, highWatermark } = replay;
  const { logStartOffset, logEndOffset } = log.segments;
  const stable = log.transactions.lastStableOffset(highWatermark);
  // Where nothing may be read, the broker names nothing.
  const aborted = stable > logStartOffset ? log.transactions.abortedIn(logStartOffset, logEndOffset) : [];
  const named = [];
  for (let i = 0; i < aborted.length; i += ABORTED_STRIDE)
    named.push({ producerId: aborted[i], firstOffset: aborted[i + 1] });
  return [
    [readUncommitted, readCommitted],
    [
      { records: seen(replay, highWatermark, []), position: highWatermark },
      { records: seen(replay, stable, aborted), position: stable, abortedTransactions: named },
    ],
  ];
}

function seen({ log, values }: Replay, to: number, aborted: readonly number[]): unknown[] {
  const { logStartOffset, logEndOffset } = log.segments;
  const draft = new ListDraft();
  visibleRuns(log.batches, logStartOffset, to, logEndOffset, aborted, draft);
  const runs = draft.take();
  const records: unknown[] = [];
  for (let i = 0; i < runs.length; i += 2)
    for (let offset = runs[i]!; offset < runs[i + 1]!; offset++) records.push([offset, values.get(offset)]);
  return records;
}
