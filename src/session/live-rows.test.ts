import { describe, expect, it } from "vitest";
import { HEALTHS, INSTANCE_STRIDE, InstanceAt, PairAt, PARTITION_STRIDE, PartitionAt } from "#sim/frame.ts";
import {
  groupFacts,
  instanceRows,
  lagStep,
  pairRows,
  readerText,
  topicFacts,
  wireFacts,
} from "./live-rows.ts";
import { frameOf, layout } from "./run.fixture.ts";

describe("instances of a service", () => {
  it("tell what they do, what they own and how long they have left", () => {
    const rows = instanceRows(layout, frameOf(), 1);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      number: 1,
      state: "working",
      tone: "busy",
      owns: ["0"],
      processed: 12,
      attempt: 2,
      sessionLeftUs: 41_000_000,
      pollLeftUs: null,
      slowness: 4,
    });
  });

  it("that are down say so, and have no attempt under way", () => {
    expect(instanceRows(layout, frameOf(), 1)[1]).toMatchObject({
      state: "crashed",
      tone: "bad",
      owns: [],
      attempt: 0,
    });
  });

  it("of another service are not among them", () => {
    expect(instanceRows(layout, frameOf(), 0).map((row) => row.produced)).toEqual([30]);
  });
});

describe("a group", () => {
  it("has an unknown lag where nothing is committed, which is not 0", () => {
    expect(pairRows(layout, frameOf(), 0)).toEqual([
      { label: "0", committed: 10, position: 12, lag: 5, owner: "payment-1", sharers: [] },
      { label: "1", committed: null, position: null, lag: null, owner: null, sharers: [] },
    ]);
    expect(groupFacts(layout, frameOf(), 0)).toMatchObject({
      lag: 5,
      lagUnknown: 1,
      unowned: 1,
      state: "Stable",
      generation: 6,
      rebalancingUs: null,
    });
  });

  it("that shares its partitions has readers and no owners, and nobody of them is idle", () => {
    const shared = frameOf((frame) => {
      frame.pairs[PairAt.owner] = -1;
      frame.instances[2 * INSTANCE_STRIDE + InstanceAt.health] = 0;
      Object.assign(frame, { holders: Float64Array.of(0, 64, 3, 0, 65, 0, 1, 65, 1) });
    });
    const [both, one] = pairRows(layout, shared, 0);
    expect([readerText(both!), readerText(one!)]).toEqual(["payment-1 (3), payment-2 (0)", "payment-2 (1)"]);
    expect(instanceRows(layout, shared, 1).map(({ owns }) => owns)).toEqual([["0"], ["0", "1"]]);
    expect(groupFacts(layout, shared, 0)).toMatchObject({ unowned: 0, idleMembers: 0 });
    // The second one down: what it holds is locked, and nobody reads what it alone read.
    shared.instances[2 * INSTANCE_STRIDE + InstanceAt.health] = HEALTHS.indexOf("crashed");
    expect(pairRows(layout, shared, 0).map(readerText)).toEqual([
      "payment-1 (3), payment-2 (0 locked)",
      "unowned, payment-2 (1 locked)",
    ]);
    expect(instanceRows(layout, shared, 1).map(({ owns }) => owns)).toEqual([["0"], []]);
    expect(groupFacts(layout, shared, 0)).toMatchObject({ unowned: 1 });
  });

  it("counts a running member that owns nothing as idle", () => {
    const revived = frameOf((frame) => {
      frame.instances[2 * INSTANCE_STRIDE + InstanceAt.health] = 0;
    });
    expect(groupFacts(layout, frameOf(), 0)?.idleMembers).toBe(0);
    expect(groupFacts(layout, revived, 0)?.idleMembers).toBe(1);
  });

  it("that the layout does not have gives nothing", () => {
    expect(groupFacts(layout, frameOf(), 4)).toBeNull();
    expect(pairRows(layout, frameOf(), -1)).toEqual([]);
  });
});

describe("a topic", () => {
  it("says which partitions nobody leads and which lack replicas in sync", () => {
    const replicated = {
      ...layout,
      topics: layout.topics.map((topic) => ({ ...topic, replicationFactor: 3 })),
    };
    const frame = frameOf((each) => {
      each.partitions[PartitionAt.leader] = -1;
      each.partitions[PartitionAt.inSync] = 0;
      each.partitions[PARTITION_STRIDE + PartitionAt.inSync] = 3;
    });
    const facts = topicFacts(replicated, frame, 0);
    expect(facts).toMatchObject({ offline: 1, underReplicated: 1, replicationFactor: 3 });
    expect(facts?.partitions[0]).toMatchObject({ leader: null, inSync: 0 });
    expect(topicFacts(layout, frameOf(), 0)).toMatchObject({ offline: 0, underReplicated: 0 });
  });

  it("lists its partitions and how far each group has read", () => {
    const facts = topicFacts(layout, frameOf(), 0);
    expect(facts?.partitions[0]).toEqual({
      number: 0,
      logStart: 2,
      highWatermark: 15,
      logEnd: 15,
      bytes: 3_000,
      leader: "broker-1",
      leaderEpoch: 0,
      inSync: 1,
      isUnderMinimum: false,
    });
    expect(facts).toMatchObject({ appended: 30, held: 28, readers: [{ name: "payment-group" }] });
    expect(facts?.readers[0]?.rows.map((row) => row.lag)).toEqual([5, null]);
  });

  it("may be a queue that nobody reads", () => {
    expect(topicFacts(layout, frameOf(), 1)).toMatchObject({ held: 1, readers: [] });
  });
});

describe("a wire", () => {
  it("tells what went over it and what is on its way", () => {
    expect(wireFacts(layout, frameOf(), "w1")).toEqual({ total: 30, travelling: 1 });
    expect(wireFacts(layout, frameOf(), "nowhere")).toBeNull();
  });
});

describe("the lag ramp", () => {
  it("has five steps", () => {
    expect([0, 1, 10, 100, 1_000].map(lagStep)).toEqual([0, 1, 2, 3, 4]);
  });
});
