/** The brokers and replicas as frames show them. */
import { BROKER_STATES, BROKER_STRIDE, BrokerAt, REPLICA_IS, REPLICA_STRIDE, ReplicaAt } from "#sim/frame.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { clusterPlan, effectiveMinIsr } from "#sim/parts.ts";
import { clusterOf } from "./cluster-state.ts";
import type { ClusterState } from "./cluster-types.ts";

/** How many replicas of a partition are in sync. */
export function inSyncOf(kernel: Kernel, partition: number): number {
  return clusterOf(kernel)?.controller.partitions[partition]!.isr.length ?? 1;
}

/** Whether writes with acks=all are refused: too few replicas are in sync, or nobody leads. */
export function isUnderMinimum(kernel: Kernel, partition: number): boolean {
  const cluster = clusterOf(kernel);
  if (cluster === null) return false;
  const { isr, leader, replicas } = cluster.controller.partitions[partition]!;
  const { rules } = clusterPlan(kernel.program);
  return leader < 0 || isr.length < effectiveMinIsr(rules.minInsyncReplicas[partition]!, replicas.length);
}

/** Frame.replicas. */
export function replicasOf(kernel: Kernel): Float64Array {
  const { layout, topics } = kernel.program;
  const cluster = clusterOf(kernel);
  const numbers = new Float64Array(layout.replicaCount * REPLICA_STRIDE);
  let at = 0;
  for (const topic of topics) {
    topic.replicas.forEach((brokers, number) => {
      const partition = topic.firstPartition + number;
      brokers.forEach((broker, place) => {
        numbers[at + ReplicaAt.broker] = broker;
        numbers[at + ReplicaAt.logEnd] =
          cluster?.partitions[partition]!.logs[place]!.end ?? kernel.logs.endOffset(partition);
        numbers[at + ReplicaAt.is] =
          cluster === null
            ? REPLICA_IS.online + REPLICA_IS.inSync + REPLICA_IS.leader
            : whatReplicaIs(cluster, partition, broker);
        at += REPLICA_STRIDE;
      });
    });
  }
  return numbers;
}

function whatReplicaIs(cluster: ClusterState, partition: number, broker: number): number {
  const { isr, elr, leader } = cluster.controller.partitions[partition]!;
  let is = 0;
  if (cluster.brokers[broker]!.is !== "down") is += REPLICA_IS.online;
  if (isr.includes(broker)) is += REPLICA_IS.inSync;
  if (leader === broker) is += REPLICA_IS.leader;
  if (elr.includes(broker)) is += REPLICA_IS.eligible;
  return is;
}

/** Frame.brokers. */
export function brokersOf(kernel: Kernel): Float64Array {
  const { layout, topics } = kernel.program;
  const cluster = clusterOf(kernel);
  const numbers = new Float64Array(layout.brokers * BROKER_STRIDE);
  for (const topic of topics) {
    topic.replicas.forEach((replicas, number) => {
      const partition = topic.firstPartition + number;
      const leader = cluster === null ? 0 : cluster.controller.partitions[partition]!.leader;
      if (leader >= 0) numbers[leader * BROKER_STRIDE + BrokerAt.leads]!++;
      const bytes = kernel.logs.bytes(partition);
      for (const broker of replicas) {
        numbers[broker * BROKER_STRIDE + BrokerAt.replicas]!++;
        numbers[broker * BROKER_STRIDE + BrokerAt.bytes]! += bytes;
      }
    });
  }
  cluster?.brokers.forEach((run, broker) => {
    const at = broker * BROKER_STRIDE;
    numbers[at + BrokerAt.state] = BROKER_STATES.indexOf(stateOf(cluster, broker));
    numbers[at + BrokerAt.sinceUs] = run.sinceUs;
    numbers[at + BrokerAt.disk] = run.disk;
  });
  return numbers;
}

function stateOf(cluster: ClusterState, broker: number): (typeof BROKER_STATES)[number] {
  const run = cluster.brokers[broker]!;
  if (run.is !== "up") return run.is;
  if (cluster.cuts.some((cut) => cut.broker === broker)) return "cut";
  return cluster.controller.brokers[broker]!.isFenced ? "fenced" : "up";
}
