/**
 * Replays a recorded run of Kafka's log cleaner against ours and reports the first difference. For tests and for the
 * command `eventyard vectors`; the format is described in __vectors__/README.md.
 */
import { ListDraft } from "#base/lists.ts";
import { present, unreachable } from "#base/assert.ts";
import { BatchCursor } from "./log-batches.ts";
import { clean, cleanableRange, isDue, type CompactionConfig, type RecordLooks } from "./log-cleaner.ts";
import { appendToDetail, createLogDetail, type LogDetail } from "./log-detail.ts";
import { createPartitionSegments, rollSegment, segmentDefaults } from "./partition-segments.ts";
import { segmentFigures } from "./partition-segments-replay.ts";
import { NO_PRODUCER_ID } from "./producer-table.ts";
import { visibleRuns } from "./read-log.ts";
import { BATCH_HEADER_BYTES, NULL_BYTES, recordBytes } from "./record-size.ts";

/** One scenario of compaction.json. */
export interface CompactionScenario {
  readonly id: string;
  /** Topic settings by their Kafka names, values as text. */
  readonly config: Readonly<Record<string, string>>;
  readonly steps: readonly CompactionStep[];
}

interface KeyedRecord {
  readonly key: string;
  readonly value: string | null;
  readonly offset?: number;
}

/** One step with what Kafka's log was afterwards; `t` is milliseconds since the start. */
export interface CompactionStep {
  readonly t?: number;
  readonly op: "append" | "sleep" | "roll" | "cleaner" | "forcedCleaner" | "fetchAll";
  readonly records?: readonly KeyedRecord[];
  readonly baseOffset?: number;
  readonly leo?: number;
  readonly hw?: number;
  readonly lso?: number;
  readonly logStart?: number;
  readonly activeBase?: number;
  readonly firstDirtyOffset?: number;
  readonly firstUncleanableOffset?: number;
  readonly cleanBytes?: number;
  readonly cleanableBytes?: number;
  readonly ran?: boolean;
  /** The next first dirty offset, where the cleaner ran. */
  readonly checkpoint?: number;
  readonly segments?: readonly {
    readonly base: number;
    readonly bytes: number;
    readonly largestTimestamp: number | null;
  }[];
  readonly consumer?: { readonly records: readonly (readonly [number, string | null])[] };
}

interface Appended {
  readonly key: string;
  readonly value: string | null;
}

interface Replay {
  readonly log: LogDetail;
  readonly config: CompactionConfig;
  /** By offset. */
  readonly records: Appended[];
  readonly keys: Map<string, number>;
}

/** The first difference between our log and the recorded one, or null. `betweenSteps` may save and restore the log. */
export function replayCompaction(
  scenario: CompactionScenario,
  betweenSteps: (log: LogDetail) => void = () => undefined,
): { readonly step: string; readonly expected: string; readonly got: string } | null {
  const setting = (name: string): number => Number(present(scenario.config[name], `the setting ${name}`));
  const segments = createPartitionSegments({
    ...segmentDefaults,
    segmentBytes: setting("segment.bytes"),
    isDeleting: false,
  });
  const maxLagMs = Number(scenario.config["max.compaction.lag.ms"] ?? Infinity);
  const config = {
    minDirtyRatio: setting("min.cleanable.dirty.ratio"),
    deleteRetentionMs: setting("delete.retention.ms"),
    minLagMs: setting("min.compaction.lag.ms"),
    maxLagMs,
  };
  const replay = { log: createLogDetail(segments), config, records: [], keys: new Map() };
  for (const [index, step] of scenario.steps.entries()) {
    betweenSteps(replay.log);
    const [expected, got] = carryOut(replay, step).map((value) => JSON.stringify(value));
    if (got !== expected) {
      const where = `step ${index} (t=${step.t ?? "end"}, ${step.op})`;
      return { step: where, expected: expected ?? "", got: got ?? "" };
    }
  }
  return null;
}

/** What the recording says of the step and what we say, in the same order. */
function carryOut(replay: Replay, step: CompactionStep): [unknown, unknown] {
  const { log } = replay;
  switch (step.op) {
    case "sleep":
      return [null, null];
    case "roll":
      rollSegment(log.segments);
      return [step.activeBase, log.segments.activeBaseOffset];
    case "append": {
      const baseOffset = log.segments.logEndOffset;
      append(replay, present(step.records, "records"), present(step.t, "a time"));
      return [
        [step.baseOffset, step.leo],
        [baseOffset, log.segments.logEndOffset],
      ];
    }
    case "cleaner":
    case "forcedCleaner":
      return runCleaner(replay, step);
    case "fetchAll": {
      const { logStartOffset, logEndOffset } = log.segments;
      const stable = log.transactions.lastStableOffset(logEndOffset);
      return [
        [step.leo, step.hw, step.lso, step.logStart, step.consumer?.records],
        [logEndOffset, logEndOffset, stable, logStartOffset, seen(replay)],
      ];
    }
    default:
      return unreachable(step.op);
  }
}

function append(replay: Replay, records: readonly KeyedRecord[], timestampMs: number): void {
  let bytes = BATCH_HEADER_BYTES;
  records.forEach(({ key, value }, index) => {
    bytes += recordBytes(index, 0, key.length, value?.length ?? NULL_BYTES);
    if (!replay.keys.has(key)) replay.keys.set(key, replay.keys.size);
    replay.records.push({ key, value });
  });
  appendToDetail(replay.log, {
    producerId: NO_PRODUCER_ID,
    epoch: -1,
    baseSequence: -1,
    isTransactional: false,
    records: records.length,
    bytes,
    timestampMs,
  });
}

function runCleaner(replay: Replay, step: CompactionStep): [unknown, unknown] {
  const { log, config } = replay;
  const nowMs = present(step.t, "a time");
  const { logEndOffset } = log.segments;
  const stable = log.transactions.lastStableOffset(logEndOffset);
  const range = cleanableRange(log, config, log.firstDirtyOffset, stable, nowMs);
  const runs = step.op === "cleaner" ? isDue(range, config) : range.cleanableBytes > 0;
  if (runs) log.firstDirtyOffset = clean(log, looksOf(replay), range, config, nowMs).firstDirtyOffset;
  const recorded = [step.firstDirtyOffset, step.firstUncleanableOffset, step.cleanBytes, step.cleanableBytes];
  const { firstDirtyOffset, firstUncleanableOffset, cleanBytes, cleanableBytes } = range;
  const ours = [firstDirtyOffset, firstUncleanableOffset, cleanBytes, cleanableBytes];
  if (step.records === undefined) {
    return [
      [recorded, step.ran],
      [ours, runs],
    ];
  }
  const checkpoint = runs ? log.firstDirtyOffset : undefined;
  const records = step.records.map(({ offset, key, value }) => [offset, key, value]);
  const segments = step.segments?.map(({ base, bytes, largestTimestamp }) => [base, bytes, largestTimestamp]);
  return [
    [recorded, step.ran, step.checkpoint, records, segments],
    [ours, runs, checkpoint, recordsLeft(replay), segmentFigures(log.segments)],
  ];
}

/** Every record that stands in the log. */
function recordsLeft({ log, records }: Replay): unknown[] {
  const left: unknown[] = [];
  const cursor = new BatchCursor(log.batches, 0, log.segments.logEndOffset);
  while (cursor.next()) {
    for (let i = 0; i < cursor.records; i++) {
      const offset = cursor.offsetAt(i);
      const { key, value } = present(records[offset], "a record");
      left.push([offset, key, value]);
    }
  }
  return left;
}

function looksOf({ records, keys }: Replay): RecordLooks {
  const at = (offset: number): Appended => present(records[offset], "a record");
  return {
    key: (offset) => keys.get(at(offset).key) ?? -1,
    isTombstone: (offset) => at(offset).value === null,
    bytes: (offset, offsetDelta, timestampDeltaMs) =>
      recordBytes(
        offsetDelta,
        timestampDeltaMs,
        at(offset).key.length,
        at(offset).value?.length ?? NULL_BYTES,
      ),
  };
}

function seen({ log, records }: Replay): unknown[] {
  const { logStartOffset, logEndOffset } = log.segments;
  const draft = new ListDraft();
  visibleRuns(log.batches, logStartOffset, logEndOffset, logEndOffset, [], draft);
  const runs = draft.take();
  const list: unknown[] = [];
  for (let i = 0; i < runs.length; i += 2)
    for (let offset = runs[i]!; offset < runs[i + 1]!; offset++) {
      const { value } = present(records[offset], "a record");
      // The recording writes a value that is null as a text.
      list.push([offset, value ?? "null"]);
    }
  return list;
}
