import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ListDraft } from "#base/lists.ts";
import { clean, cleanableRange, isDue, type CompactionConfig, type RecordLooks } from "./log-cleaner.ts";
import { type CompactionScenario, replayCompaction } from "./log-cleaner-replay.ts";
import {
  appendMarker,
  appendToDetail,
  createLogDetail,
  cutDetail,
  type LogDetail,
  restoreDetail,
  saveDetail,
} from "./log-detail.ts";
import { createPartitionSegments, rollSegment, segmentDefaults } from "./partition-segments.ts";
import { visibleRuns } from "./read-log.ts";

const recorded = JSON.parse(
  readFileSync(new URL("./__vectors__/compaction.json", import.meta.url), "utf8"),
) as { scenarios: CompactionScenario[] };

describe("compaction, against runs of Kafka 4.3.1", () => {
  it("has enough runs to mean something", () => {
    expect(recorded.scenarios.length).toBeGreaterThan(15);
  });

  it.each(recorded.scenarios)("leaves in $id what Kafka left", (scenario) => {
    expect(replayCompaction(scenario)).toBeNull();
    expect(replayCompaction(scenario, (log) => restoreDetail(log, saveDetail(log), log.segments))).toBeNull();
  });

  it("reports a run in which a ratio or what is left is wrong", () => {
    const scenario = recorded.scenarios.find(({ steps }) => steps.some(({ ran }) => ran === true))!;
    const ratio = scenario.steps.map((step) => (step.ran === undefined ? step : { ...step, cleanBytes: -1 }));
    expect(replayCompaction({ ...scenario, steps: ratio })?.step).toContain("leaner");
    const left = scenario.steps.map((step) => (step.ran === true ? { ...step, records: [] } : step));
    expect(replayCompaction({ ...scenario, steps: left })?.step).toContain("leaner");
  });
});

const config: CompactionConfig = {
  minDirtyRatio: 0.5,
  deleteRetentionMs: 1_000,
  minLagMs: 0,
  maxLagMs: Infinity,
};

/** Keys by offset; what has none here is a marker. A key below 0 stands for a deletion of it. */
class KeyedLog {
  readonly log: LogDetail = createLogDetail(createPartitionSegments(segmentDefaults));
  readonly #keys = new Map<number, number>();
  readonly #looks: RecordLooks = {
    key: (offset) => Math.abs(this.#keys.get(offset)!),
    isTombstone: (offset) => this.#keys.get(offset)! < 0,
    bytes: () => 20,
  };

  append(producerId: number, baseSequence: number, ...keys: number[]): void {
    keys.forEach((key, index) => this.#keys.set(this.log.segments.logEndOffset + index, key));
    const isTransactional = producerId >= 0;
    const [records, bytes] = [keys.length, 61 + 20 * keys.length];
    appendToDetail(this.log, {
      producerId,
      epoch: 0,
      baseSequence,
      isTransactional,
      records,
      bytes,
      timestampMs: 10,
    });
  }

  mark(producerId: number, isCommit: boolean): void {
    const epochs = { epoch: 0, coordinatorEpoch: 0, version: 1 };
    appendMarker(this.log, { isCommit, producerId, ...epochs, timestampMs: 0 });
  }

  /** Rolls and compacts; the offsets that are left in the closed segments. */
  compact(nowMs: number, settings = config): { records: number[]; batches: number[] } {
    const { log } = this;
    rollSegment(log.segments);
    const end = log.segments.logEndOffset;
    const stable = log.transactions.lastStableOffset(end);
    const range = cleanableRange(log, settings, log.firstDirtyOffset, stable, nowMs);
    if (isDue(range, settings))
      log.firstDirtyOffset = clean(log, this.#looks, range, settings, nowMs).firstDirtyOffset;
    const { cleaned } = log.batches;
    const batches = cleaned === null ? [] : [...cleaned.numbers].filter((_, index) => index % 7 === 0);
    return { records: [...(cleaned?.offsets ?? [])], batches };
  }

  /** What a read_committed consumer sees of the whole log. */
  seen(): number[] {
    const draft = new ListDraft();
    const end = this.log.segments.logEndOffset;
    visibleRuns(this.log.batches, 0, end, end, this.log.transactions.abortedIn(0, end), draft);
    return draft.take();
  }
}

describe("compaction of transactions", () => {
  it("removes what was aborted, and the marker a retention after nothing is left for it to mark", () => {
    const keyed = new KeyedLog();
    keyed.append(7, 0, 1, 2);
    keyed.mark(7, false);
    keyed.append(7, 2, 1, 3);
    keyed.mark(7, true);
    keyed.append(-1, -1, 9);
    const always = { ...config, minDirtyRatio: 0 };
    // The first run takes the aborted records, the second finds that the marker has nothing left and stamps it.
    expect(keyed.compact(0).records).toEqual([2, 3, 4, 5, 6]);
    expect(keyed.seen()).toEqual([3, 5, 6, 7]);
    keyed.append(-1, -1, 9);
    expect(keyed.compact(500, always).records).toEqual([2, 3, 4, 5, 7]);
    keyed.append(-1, -1, 9);
    expect(keyed.compact(1_499, always).records).toEqual([2, 3, 4, 5, 8]);
    keyed.append(-1, -1, 9);
    expect(keyed.compact(1_500, always).records).toEqual([3, 4, 5, 9]);
    // Without the marker the producer's next transaction is not taken for an aborted one.
    expect(keyed.seen()).toEqual([3, 5, 9, 10]);
  });

  it("keeps the last batch of a producer without its records, for its sequence numbers", () => {
    const keyed = new KeyedLog();
    keyed.append(7, 0, 1);
    keyed.mark(7, false);
    keyed.append(-1, -1, 2);
    expect(keyed.compact(0)).toEqual({ records: [1, 2], batches: [0, 1, 2] });
  });

  it("stops at the last stable offset", () => {
    const keyed = new KeyedLog();
    keyed.append(-1, -1, 1);
    rollSegment(keyed.log.segments);
    keyed.append(7, 0, 1);
    expect(keyed.compact(0).records).toEqual([0]);
    keyed.mark(7, true);
    expect(keyed.compact(0, { ...config, minDirtyRatio: 0 }).records).toEqual([1, 2]);
  });
});

describe("compaction by age", () => {
  it("takes a log that waits for longer than max.compaction.lag.ms, whatever its ratio", () => {
    const keyed = new KeyedLog();
    for (let i = 0; i < 9; i++) keyed.append(-1, -1, 1, 2, 3);
    const settings = { ...config, minDirtyRatio: 1, maxLagMs: 500 };
    expect(keyed.compact(510, settings).records).toEqual([]);
    expect(keyed.compact(511, settings).records).toEqual([24, 25, 26]);
  });
});

describe("a compacted log that is cut back", () => {
  it("loses what compaction had left beyond", () => {
    const keyed = new KeyedLog();
    keyed.append(-1, -1, 1, 2);
    keyed.append(-1, -1, 1, 3);
    keyed.append(-1, -1, 4);
    expect(keyed.compact(0).records).toEqual([1, 2, 3, 4]);
    cutDetail(keyed.log, 4);
    expect(keyed.seen()).toEqual([1, 4]);
    keyed.append(-1, -1, 5);
    expect(keyed.seen()).toEqual([1, 5]);
  });
});
