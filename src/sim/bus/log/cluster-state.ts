/**
 * What others may ask about the brokers: who leads, how far a partition is committed, where a coordinator lives. Without a
 * cluster there is one broker, which never fails.
 */
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { clusterPlan, internalPartitionOf } from "#sim/parts.ts";
import type { BrokerState } from "./broker.ts";
import type { ClusterState } from "./cluster-types.ts";
import { instanceTalks } from "./cluster-network.ts";

/** The brokers' state, or null where there is one broker that never fails. */
export function clusterOf(kernel: Kernel): ClusterState | null {
  return (kernel.processes[0] as Process<BrokerState>).state.cluster;
}

/** The broker that leads a partition as the controller has it, -1 for none. */
export function leaderOf(kernel: Kernel, partition: number): number {
  return clusterOf(kernel)?.controller.partitions[partition]!.leader ?? 0;
}

export function leaderEpochOf(kernel: Kernel, partition: number): number {
  return clusterOf(kernel)?.controller.partitions[partition]!.leaderEpoch ?? 0;
}

/** The broker that leads a partition, has taken over and runs, -1 for none: one that appends to the log that counts. */
export function leaderAtWork(kernel: Kernel, partition: number): number {
  const cluster = clusterOf(kernel);
  if (cluster === null) return 0;
  const { canonical, leaderships } = cluster.partitions[partition]!;
  const leader = leaderships[canonical]?.leader ?? -1;
  return leader >= 0 && leader === cluster.controller.partitions[partition]!.leader ? leader : -1;
}

/** What one broker has heard of who leads a partition: what it answers to a client that asks for metadata. */
export function leaderKnownTo(
  kernel: Kernel,
  broker: number,
  partition: number,
): { readonly leader: number; readonly leaderEpoch: number } {
  const cluster = clusterOf(kernel);
  return cluster === null ? { leader: 0, leaderEpoch: 0 } : cluster.brokers[broker]!.known[partition]!;
}

/** The next offset after what is committed: the high watermark, which only an unclean election lowers. */
export function highWatermark(kernel: Kernel, partition: number): number {
  const cluster = clusterOf(kernel);
  return cluster === null ? kernel.logs.endOffset(partition) : cluster.partitions[partition]!.highWatermark;
}

/** Whether a broker runs. */
export function isBrokerUp(kernel: Kernel, broker: number): boolean {
  const cluster = clusterOf(kernel);
  return cluster === null || cluster.brokers[broker]!.is !== "down";
}

/** Whether an instance (by its subject) reaches a broker: false where the network between them is cut. */
export function reaches(kernel: Kernel, who: number, broker: number): boolean {
  const cluster = clusterOf(kernel);
  return cluster === null || instanceTalks(cluster, who, broker);
}

/** The broker on which a group's coordinator lives now, -1 while nobody leads its partition of __consumer_offsets. */
export function coordinatorBroker(kernel: Kernel, group: number): number {
  return internalLeader(kernel, "offsets", kernel.program.groups[group]!.nodeId);
}

/** The broker on which the coordinator of a transactional id lives now, -1 for none. */
export function transactionBroker(kernel: Kernel, transactionalId: string): number {
  return internalLeader(kernel, "transactions", transactionalId);
}

/**
 * A number for the leadership under which a group's coordinator lives now, -1 for none. It is another one after a move, and
 * also after the same broker has come back: either way the group is loaded anew.
 */
export function coordinatorHome(kernel: Kernel, group: number): number {
  const broker = coordinatorBroker(kernel, group);
  const cluster = clusterOf(kernel);
  return broker < 0 || cluster === null
    ? broker
    : cluster.brokers[broker]!.incarnation * BROKERS_MAX + broker;
}

/** More brokers than a cluster may have. */
const BROKERS_MAX = 16;

/** Who has really taken over an internal partition and runs. */
function internalLeader(kernel: Kernel, topic: "offsets" | "transactions", id: string): number {
  const cluster = clusterOf(kernel);
  if (cluster === null) return 0;
  const { internals, partitionCount } = clusterPlan(kernel.program);
  const number = internalPartitionOf(id);
  const index = internals.findIndex((internal) => internal.topic === topic && internal.number === number);
  if (index < 0) return 0;
  const { leader } = cluster.controller.partitions[partitionCount + index]!;
  if (leader < 0 || cluster.brokers[leader]!.is === "down") return -1;
  const { leaderships } = cluster.partitions[partitionCount + index]!;
  return leaderships.some((leadership) => leadership?.leader === leader) ? leader : -1;
}
