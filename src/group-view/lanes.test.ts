import { describe, expect, it } from "vitest";
import type { FactName } from "#sim/facts.ts";
import { startGroupHistory, tellGroupHistory, type GroupHistory } from "#sim/group-history.ts";
import type { Layout } from "#sim/layout.ts";
import { heightOf, lanesOf, LANE_PX_MIN, markAt, momentBeside, ROWS_MAX } from "./lanes.ts";

const S = 1_000_000;

function layoutWith(partitions: number): Layout {
  const topic = {
    nodeId: "t",
    name: "orders",
    isDeadLetterQueue: false,
    firstPartition: 0,
    partitions,
    initialPartitions: partitions,
    replicationFactor: 1,
    firstReplica: 0,
  };
  return {
    services: [{ nodeId: "s", name: "pay", group: 0, publishesTo: [] }],
    topics: [topic],
    groups: [
      {
        nodeId: "g",
        name: "pay-group",
        service: 0,
        topics: [0],
        deadLetterQueue: -1,
        firstPair: 0,
        pairs: Array.from({ length: partitions }, (_, i) => i),
        sessionTimeoutUs: 45 * S,
        maxPollIntervalUs: 300 * S,
        protocol: "classic",
        readsCommitted: false,
      },
    ],
    wires: [],
    brokers: 1,
    cluster: null,
    replicaCount: partitions,
    partitionCount: partitions,
    pairCount: partitions,
    durationUs: 100 * S,
  };
}

/** second, fact, who, what, where, extra */
type Told = readonly [number, FactName, number, number?, number?, number?];

function historyOf(partitions: number, rows: readonly Told[]): GroupHistory {
  const history = startGroupHistory(layoutWith(partitions), 0)!;
  for (const [second, fact, who, what = -1, where = -1, extra = -1] of rows)
    tellGroupHistory(history, { timeUs: second * S, fact, who, what, where, offset: -1, extra });
  return history;
}

const assigned = (second: number, who: number, from: number, to: number): Told[] =>
  Array.from({ length: to - from }, (_, i) => [second, "assigned", who, 1, from + i]);

describe("the lanes of a group", () => {
  it("are one for each member that was started, below each other", () => {
    const lanes = lanesOf(
      historyOf(2, [[0, "startedUp", 1], [0, "startedUp", 0], ...assigned(10, 0, 0, 2)]),
      { fromUs: 0, toUs: 100 * S },
      1000,
      Infinity,
    );
    expect(lanes.map(({ subject }) => subject)).toEqual([0, 1]);
    expect(lanes[0]!.bars).toEqual([
      { x: 100, width: 900, row: 0, state: "owned", label: "0", partition: 0 },
      { x: 100, width: 900, row: 1, state: "owned", label: "1", partition: 1 },
    ]);
    expect(lanes[1]).toMatchObject({ top: lanes[0]!.height, height: LANE_PX_MIN, bars: [] });
    expect(heightOf(lanes)).toBe(lanes[0]!.height + LANE_PX_MIN);
  });

  it("show what lies in the stretch only, cut at its ends", () => {
    const history = historyOf(1, [
      [0, "startedUp", 0],
      ...assigned(10, 0, 0, 1),
      [20, "crashed", 0],
      [60, "memberRemoved", 0, 1, -1, 0],
    ]);
    const [lane] = lanesOf(history, { fromUs: 15 * S, toUs: 25 * S }, 100, Infinity);
    expect(lane!.bars).toEqual([
      { x: 0, width: 50, row: 0, state: "owned", label: "0", partition: 0 },
      { x: 50, width: 50, row: 0, state: "orphaned", label: "0", partition: 0 },
    ]);
    expect(lane!.spells).toEqual([{ is: "down", x: 50, width: 50 }]);
    expect(lane!.marks).toMatchObject([{ x: 50, moment: { kind: "crash" } }]);
    expect(lanesOf(history, { fromUs: 70 * S, toUs: 80 * S }, 100, Infinity)[0]!.bars).toEqual([]);
  });

  it("go no further than the run is simulated", () => {
    const history = historyOf(1, [[0, "startedUp", 0], ...assigned(10, 0, 0, 1)]);
    const [lane] = lanesOf(history, { fromUs: 0, toUs: 100 * S }, 1000, 40 * S);
    expect(lane!.bars).toMatchObject([{ x: 100, width: 300 }]);
  });

  it("say how many partitions a member has where those are too many for a row each", () => {
    const many = ROWS_MAX + 3;
    const history = historyOf(many, [
      [0, "startedUp", 0],
      ...assigned(10, 0, 0, many),
      [50, "revoked", 0, 1, 0],
      ...Array.from({ length: many - 3 }, (_, i): Told => [50, "revoked", 0, 1, i + 1]),
    ]);
    const [lane] = lanesOf(history, { fromUs: 0, toUs: 100 * S }, 1000, Infinity);
    expect(lane).toMatchObject({ rows: 0, height: LANE_PX_MIN });
    expect(lane!.bars).toEqual([
      { x: 100, width: 400, row: -1, state: "owned", label: `${many} partitions`, partition: -1 },
      { x: 500, width: 500, row: -1, state: "owned", label: "7, 8", partition: -1 },
    ]);
  });

  it("are lower the more members there are", () => {
    const heights = [2, 8, 40].map((members) => {
      const started = Array.from({ length: members }, (_, who): Told => [0, "startedUp", who]);
      const history = historyOf(5, [...started, ...assigned(10, 0, 0, 5)]);
      return lanesOf(history, { fromUs: 0, toUs: 100 * S }, 1000, Infinity)[0]!.height;
    });
    expect(heights[0]).toBeGreaterThan(heights[1]!);
    expect(heights[1]).toBe(heights[2]);
    const one = historyOf(5, [
      ...Array.from({ length: 40 }, (_, who): Told => [0, "startedUp", who]),
      ...assigned(10, 0, 3, 4),
    ]);
    expect(lanesOf(one, { fromUs: 0, toUs: 100 * S }, 1000, Infinity)[0]!.bars).toMatchObject([
      { row: -1, label: "3", partition: 3 },
    ]);
  });

  it("draw no more than there are pixels for, whatever has happened", () => {
    const rows: Told[] = [[0, "startedUp", 0]];
    for (let i = 0; i < 20_000; i++)
      rows.push([i / 250, "assigned", 0, i, 0], [i / 250 + 0.002, "revoked", 0, i, 0]);
    for (let i = 0; i < 20_000; i++) rows.push([80 + i / 2000, "commitRefused", 0, 0, 0, 0]);
    const [lane] = lanesOf(historyOf(1, rows), { fromUs: 0, toUs: 100 * S }, 500, Infinity);
    expect(lane!.bars.length).toBeLessThan(500);
    expect(lane!.marks.length).toBeLessThan(70);
    const wide = historyOf(1000, [
      [0, "startedUp", 0],
      ...Array.from({ length: 20 }, (_, i) => assigned(i, 0, i * 50, i * 50 + 50)).flat(),
    ]);
    expect(lanesOf(wide, { fromUs: 0, toUs: 100 * S }, 500, Infinity)[0]!.bars.length).toBeLessThan(25);
  });

  it("put the most serious mark on top where several share a place", () => {
    const history = historyOf(1, [
      [0, "startedUp", 0],
      [50, "resumed", 0],
      [50.01, "commitRefused", 0, 0, 0, 0],
      [50.02, "resumed", 0],
    ]);
    const lanes = lanesOf(history, { fromUs: 0, toUs: 100 * S }, 1000, Infinity);
    const mark = markAt(lanes, 503, 4);
    expect(mark).toMatchObject({ more: 2, moment: { kind: "refused", timeUs: 50.01 * S } });
    expect(markAt(lanes, 540, 4)).toBeNull();
    expect(markAt(lanes, 503, 400)).toBeNull();
  });

  it("lead from one moment to the next and back", () => {
    const history = historyOf(1, [
      [0, "startedUp", 0],
      [20, "crashed", 0],
      [50, "startedUp", 0],
    ]);
    expect(momentBeside(history, 0, 1)).toBe(20 * S);
    expect(momentBeside(history, 20 * S, 1)).toBe(50 * S);
    expect(momentBeside(history, 50 * S, 1)).toBeNull();
    expect(momentBeside(history, 50 * S, -1)).toBe(20 * S);
    expect(momentBeside(history, 0, -1)).toBeNull();
  });
});
