import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import { DETAIL_MAX, partitionDetail, type PartitionDetail } from "./partition-detail.ts";
import { advance, startRun, type Run } from "./run.ts";
import { play, scenarioOf, type Sketch } from "./scenario.fixture.ts";

function runOf(sketch: Sketch, untilMs: number): Run {
  const compiled = compile(scenarioOf(sketch));
  if (!compiled.ok) throw new Error(compiled.problems.map(({ says }) => says).join("\n"));
  const run = startRun(compiled.value);
  advance(run, untilMs * 1000);
  return run;
}

/** A log with transactions that nobody has written to yet, and the verbs to write with. */
class Written {
  readonly run = runOf({ shop: { transactional: true } }, 0);
  #sequences = new Map<number, number>();

  data(producerId: number, records: number): this {
    const { logs } = this.run.kernel;
    const sequence = this.#sequences.get(producerId) ?? 0;
    this.#sequences.set(producerId, sequence + records);
    for (let i = 0; i < records; i++) logs.append(0, 0);
    logs.closeBatch(0, producerId, 0, sequence, true, records, records * 100, 0);
    return this;
  }

  end(producerId: number, isCommit: boolean): this {
    const marker = { isCommit, producerId, epoch: 0, coordinatorEpoch: 0, version: 1, timestampMs: 0 };
    expect(this.run.kernel.logs.appendMarker(0, marker)).toBe("NONE");
    return this;
  }

  detail(from = 0, to = Infinity): PartitionDetail {
    return partitionDetail(this.run, 0, from, to)!;
  }
}

const ended = ({ transactions }: PartitionDetail): unknown[] =>
  transactions.map(({ producerId, first, last, is }) => [producerId, first, last, is]);

describe("the detail of a log with transactions", () => {
  const written = new Written()
    .data(7, 2)
    .data(8, 3)
    .end(7, true)
    .data(7, 1)
    .end(8, false)
    .data(8, 2)
    .end(7, true)
    .data(8, 1);

  it("has each transaction from its first record to its marker, and says how it ended", () => {
    expect(ended(written.detail())).toEqual([
      [7, 0, 5, "committed"],
      [8, 2, 7, "aborted"],
      [7, 6, 10, "committed"],
      [8, 8, 11, "open"],
    ]);
  });

  it("says the same of what of it lies in a stretch, also where its marker does not", () => {
    expect(ended(written.detail(3, 5))).toEqual([[8, 2, 4, "aborted"]]);
    expect(ended(written.detail(6, 9))).toEqual([
      [7, 6, 6, "committed"],
      [8, 7, 7, "aborted"],
      [8, 8, 9, "open"],
    ]);
  });

  it("has the last stable offset at the first record of what is open", () => {
    const { lastStable, highWatermark, logEnd } = written.detail();
    expect([lastStable, highWatermark, logEnd]).toEqual([8, 12, 12]);
  });

  it("has markers in their places among the records, and knows which of these were aborted", () => {
    const { records } = written.detail(1, 9);
    expect(
      records.map(({ offset, is, isAborted }) => `${offset} ${is}${isAborted ? " aborted" : ""}`),
    ).toEqual([
      "1 record",
      "2 record aborted",
      "3 record aborted",
      "4 record aborted",
      "5 commit",
      "6 record",
      "7 abort",
      "8 record",
    ]);
  });

  it("has the batches with producer, epoch and sequence", () => {
    expect(written.detail(8, 11).batches).toMatchObject([
      { base: 8, last: 9, records: 2, producerId: 8, epoch: 0, sequence: 3, is: "transactional" },
      { base: 10, last: 10, producerId: 7, is: "commit" },
    ]);
  });
});

describe("the detail of a plain log", () => {
  const config: Config = { partitions: 1, segmentBytes: 2_000, retentionMs: 10_000 };
  const run = runOf({ topics: { orders: config }, durationMs: 60_000 }, 30_000);
  const detail = partitionDetail(run, 0, 0, Infinity)!;

  it("has its segments one after the other from the log start to the log end, the last one active", () => {
    const { segments, segmentCount, logStart, logEnd } = detail;
    expect(segments).toHaveLength(segmentCount);
    expect(segmentCount).toBeGreaterThan(3);
    expect(logStart).toBeGreaterThan(0);
    expect(segments[0]!.base).toBeLessThanOrEqual(logStart);
    segments.slice(1).forEach((segment, i) => expect(segment.base).toBe(segments[i]!.end));
    expect(segments.at(-1)).toMatchObject({ end: logEnd, isActive: true });
    expect(segments.filter(({ isActive }) => isActive)).toHaveLength(1);
    expect(segments.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(detail.bytes);
  });

  it("has every record with its key, and neither batches nor transactions", () => {
    expect(detail.records.map(({ offset }) => offset)).toEqual(
      Array.from({ length: detail.logEnd - detail.logStart }, (_, i) => detail.logStart + i),
    );
    expect(detail.records.every(({ key, message }) => key !== null && message >= 0)).toBe(true);
    expect(detail).toMatchObject({ hasBatches: false, batches: [], transactions: [], firstDirty: -1 });
  });

  it("lists no record where there would be too many, and asks nothing beyond the log", () => {
    expect(partitionDetail(run, 0, -5, 1e9)!.to).toBe(detail.logEnd);
    const busy = runOf({ shop: { ratePerSecond: 200 } }, 10_000);
    const whole = partitionDetail(busy, 0, 0, Infinity)!;
    expect(whole.to - whole.from).toBeGreaterThan(DETAIL_MAX.records);
    expect(whole.records).toEqual([]);
    expect(partitionDetail(busy, 0, 100, 110)!.records).toHaveLength(10);
    expect(partitionDetail(busy, 1, 0, 1)).toBeNull();
    expect(partitionDetail(busy, 0.5, 0, 1)).toBeNull();
  });

  it("leaves the run as it is", () => {
    const { hash } = run.kernel.trace;
    partitionDetail(run, 0, 0, Infinity);
    expect(run.kernel.trace.hash).toBe(hash);
  });
});

describe("the detail of a log with replicas", () => {
  it("has the epochs of its leaders and where each began", () => {
    const played = play({
      cluster: { brokers: 3 },
      topics: { orders: { partitions: 1, replicationFactor: 3 } },
      shop: { acks: "all" },
      deeds: [[20_000, "broker-crash", "cluster", { instance: 1 }]],
    });
    const detail = partitionDetail(played.run, 0, 0, Infinity)!;
    const elected = played.all("leaderElected").at(-1)!;
    expect(detail.leader).toBe(elected.who);
    expect(detail.leaderEpoch).toBe(elected.what);
    expect(detail.epochs[0]).toEqual({ epoch: 0, from: 0 });
    expect(detail.epochs.at(-1)).toEqual({ epoch: elected.what, from: elected.offset });
    expect(detail.hasBatches).toBe(true);
  });
});

describe("the detail of a log that is compacted", () => {
  it("has gaps in the places of what compaction took", () => {
    const run = runOf(
      {
        durationMs: 60_000,
        topics: {
          orders: { partitions: 1, cleanupPolicy: "compact", segmentMs: 5_000, minCleanableDirtyRatio: 0 },
        },
        shop: { keys: "uniform", keyCount: 3, ratePerSecond: 5 },
      },
      50_000,
    );
    const { records, firstDirty, logStart } = partitionDetail(run, 0, 0, Infinity)!;
    const gaps = records.filter(({ is }) => is === "gap");
    expect(firstDirty).toBeGreaterThan(0);
    expect(gaps.length).toBeGreaterThan(10);
    expect(records.map(({ offset }) => offset)).toEqual(records.map((_, i) => logStart + i));
    expect(Math.max(...gaps.map(({ offset }) => offset))).toBeLessThan(firstDirty);
  });
});

describe("a dead letter queue", () => {
  it("says of each letter whether it waits, was mended, sent again or thrown away", () => {
    const run = runOf(
      {
        hasDeadLetters: true,
        shop: { ratePerSecond: 5 },
        worker: { failurePercent: 100 },
        group: { maxAttempts: 1 },
        deeds: [
          [20_000, "mend-dead-letters", "dead", { offset: 1 }],
          [20_001, "discard-dead-letters", "dead", { offset: 0 }],
          [20_002, "redrive", "dead", { which: "one", offset: 2 }],
        ],
      },
      25_000,
    );
    const { layout } = run.program;
    const queue = layout.topics.find(({ nodeId }) => nodeId === "dead")!;
    const { records } = partitionDetail(run, queue.firstPartition, 0, 5)!;
    expect(records.map(({ letter }) => letter)).toEqual([
      { is: "discarded", isMended: false },
      { is: "waiting", isMended: true },
      { is: "redriven", isMended: false },
      { is: "waiting", isMended: false },
      { is: "waiting", isMended: false },
    ]);
    const other = layout.topics.find(({ nodeId }) => nodeId !== "dead")!;
    expect(partitionDetail(run, other.firstPartition, 0, 1)!.records[0]!.letter).toBeUndefined();
  });
});
