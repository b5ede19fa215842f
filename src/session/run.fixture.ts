/** A small run by hand for the tests of this room: orders (2 partitions) read by payment (2 instances), and a queue. */
import {
  GROUP_STRIDE,
  GroupAt,
  INSTANCE_STRIDE,
  InstanceAt,
  PAIR_STRIDE,
  PARTITION_STRIDE,
  type Frame,
} from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";

export const layout: Layout = {
  services: [
    { nodeId: "shop", name: "shop", group: -1, publishesTo: [0] },
    { nodeId: "payment", name: "payment", group: 0, publishesTo: [] },
  ],
  topics: [
    {
      nodeId: "orders",
      name: "orders",
      isDeadLetterQueue: false,
      firstPartition: 0,
      partitions: 2,
      initialPartitions: 2,
      replicationFactor: 1,
      firstReplica: 0,
    },
    {
      nodeId: "dlq",
      name: "dlq",
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
      nodeId: "payment-group",
      name: "payment-group",
      service: 1,
      topics: [0],
      deadLetterQueue: 1,
      firstPair: 0,
      pairs: [0, 1],
      sessionTimeoutUs: 45_000_000,
      maxPollIntervalUs: 300_000_000,
      protocol: "classic",
      readsCommitted: false,
    },
  ],
  wires: [
    { wireId: "w1", kind: "publishes", from: 0, to: 0 },
    { wireId: "w2", kind: "consumes", from: 0, to: 0 },
  ],
  brokers: 1,
  cluster: null,
  replicaCount: 0,
  partitionCount: 3,
  pairCount: 2,
  durationUs: 180_000_000,
};

/** payment-1 (subject 64) owns partition 0 and works; payment-2 (subject 65) crashed, its partition 1 is unowned. */
export function frameOf(change: (frame: Frame) => void = () => undefined): Frame {
  const frame: Frame = {
    atUs: 10_000_000,
    calls: 0,
    traceHash: "0000000000000000",
    outcome: { is: "running" },
    messages: 30,
    partitions: new Float64Array(3 * PARTITION_STRIDE),
    replicas: new Float64Array(),
    brokers: new Float64Array(),
    partitionCounts: new Float64Array(),
    holders: new Float64Array(),
    pairs: new Float64Array(2 * PAIR_STRIDE),
    groups: new Float64Array(GROUP_STRIDE),
    instances: new Float64Array(3 * INSTANCE_STRIDE),
    transits: new Float64Array([0, 9_999_000, 10_001_000, 29, 3, 0]),
    tails: new Int32Array(0),
    tailPoison: new Uint8Array(0),
    transitCount: 1,
    wireTotals: new Float64Array([30, 22]),
    topicTotals: new Float64Array([30, 150_000, 1, 5_000]),
  };
  frame.partitions.set([2, 15, 15, 3_000, 15, 0, 0, 1, 0]);
  frame.partitions.set([0, 15, 15, 3_000, 15, 0, 0, 1, 0], PARTITION_STRIDE);
  frame.partitions.set([0, 1, 1, 200, 1, 0, 0, 1, 0], 2 * PARTITION_STRIDE);
  frame.pairs.set([10, 12, 64, 12, 5, -1, -1, -1, -1, -1]);
  const group = frame.groups;
  group[GroupAt.state] = 3;
  group[GroupAt.generation] = 6;
  group[GroupAt.rebalanceSinceUs] = -1;
  group[GroupAt.amountOnce] = 60_000;
  group[GroupAt.amountEffects] = 65_000;
  setInstance(frame, 0, {
    subject: 0,
    produced: 30,
    sessionDeadlineUs: -1,
    pollDeadlineUs: -1,
    slowPercent: 100,
  });
  setInstance(frame, 1, {
    subject: 64,
    activity: 3,
    processed: 12,
    attempt: 2,
    sessionDeadlineUs: 51_000_000,
    pollDeadlineUs: -1,
    slowPercent: 400,
  });
  setInstance(frame, 2, {
    subject: 65,
    health: 4,
    sessionDeadlineUs: 40_000_000,
    pollDeadlineUs: -1,
    slowPercent: 100,
    attempt: 1,
  });
  change(frame);
  return frame;
}

function setInstance(
  frame: Frame,
  index: number,
  values: Partial<Record<keyof typeof InstanceAt, number>>,
): void {
  for (const name of Object.keys(InstanceAt) as (keyof typeof InstanceAt)[]) {
    frame.instances[index * INSTANCE_STRIDE + InstanceAt[name]] = values[name] ?? 0;
  }
}
