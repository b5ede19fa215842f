import { describe, expect, it } from "vitest";
import type { Layout } from "#sim/layout.ts";
import { sampleStride } from "#sim/samples.ts";
import {
  highest,
  lagLines,
  latencyLines,
  rates,
  siText,
  spanS,
  throughputLines,
  type Samples,
} from "./series.ts";

const layout: Layout = {
  services: [],
  topics: [
    {
      nodeId: "t",
      name: "orders",
      isDeadLetterQueue: false,
      firstPartition: 0,
      partitions: 2,
      initialPartitions: 2,
      replicationFactor: 1,
      firstReplica: 0,
    },
    {
      nodeId: "d",
      name: "dead",
      isDeadLetterQueue: true,
      firstPartition: 2,
      partitions: 1,
      initialPartitions: 1,
      replicationFactor: 1,
      firstReplica: 0,
    },
  ],
  groups: [
    {
      nodeId: "g",
      name: "payment",
      service: 0,
      topics: [0],
      deadLetterQueue: 1,
      firstPair: 0,
      pairs: [0, 1],
      sessionTimeoutUs: 1,
      maxPollIntervalUs: 1,
      protocol: "classic",
      readsCommitted: false,
    },
  ],
  wires: [],
  brokers: 1,
  cluster: null,
  replicaCount: 0,
  partitionCount: 3,
  pairCount: 2,
  durationUs: 100_000_000,
};

/** Rows: time, lag 0, lag 1, orders, dead, processed, p50, p95, p99. */
const rows = [
  [0, -1, -1, 0, 0, 0, -1, -1, -1],
  [500_000, 3, -1, 5, 0, 2, 1000, 2000, 3000],
  [1_000_000, 4, 2, 10, 1, 4, 1500, 2500, 9000],
  [1_500_000, 5, 0, 20, 1, 4, -1, -1, -1],
];
const samples: Samples = {
  times: rows.map((row) => row[0] ?? 0),
  column: (at) => rows.map((row) => row[at] ?? 0),
};

describe("chart lines", () => {
  it("stand on the sample's row as the simulator writes it", () => {
    expect(sampleStride(layout)).toBe(rows[0]?.length);
  });

  it("sum the known lag of a group, leave a gap where none is known, and say what is missing", () => {
    const [line] = lagLines(layout, samples, -1);
    expect(line?.values).toEqual([null, 3, 6, 5]);
    expect([0, 1, 2].map((sample) => line?.note?.(sample))).toEqual(["", "1 of 2 partitions unknown", ""]);
  });

  it("show each partition of a chosen group", () => {
    const lines = lagLines(layout, samples, 0);
    expect(lines.map(({ label }) => label)).toEqual(["orders 0", "orders 1"]);
    expect(lines[1]?.values).toEqual([null, null, 2, 0]);
  });

  it("make rates from differences over a second", () => {
    expect(rates(samples.times, samples.column(3))).toEqual([null, 10, 10, 15]);
    expect(throughputLines(layout, samples, -1).map(({ id }) => id)).toEqual([
      "topic orders",
      "group payment",
    ]);
    expect(throughputLines(layout, samples, 0).map(({ id }) => id)).toEqual([
      "topic orders",
      "topic dead",
      "group payment",
    ]);
  });

  it("show latency in ms, with gaps where nothing was processed", () => {
    expect(latencyLines(layout, samples, -1)[0]?.values).toEqual([null, 2, 2.5, null]);
    expect(latencyLines(layout, samples, 0).map(({ label, values }) => [label, values[2]])).toEqual([
      ["p50", 1.5],
      ["p95", 2.5],
      ["p99", 9],
    ]);
  });

  it("find the highest value", () => {
    expect(highest([null, 3, 1])).toBe(3);
    expect(highest([null])).toBeNull();
  });

  it("let the time axis grow in steps up to the run's end", () => {
    expect(spanS(0, 100_000_000)).toBe(15);
    expect(spanS(16_000_000, 100_000_000)).toBe(30);
    expect(spanS(70_000_000, 100_000_000)).toBe(100);
  });

  it("write numbers with SI suffixes", () => {
    expect([0, 7, 0.25, 950, 1200, 34_000, 5_600_000].map(siText)).toEqual([
      "0",
      "7",
      "0.3",
      "950",
      "1.2k",
      "34k",
      "5.6M",
    ]);
  });
});
