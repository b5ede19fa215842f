/** How many partitions each topic has now: they only become more (CreatePartitions). Kept by the bus. */
import { Fact } from "#sim/facts.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";

function countsOf(kernel: Kernel): number[] {
  return (kernel.processes[0] as Process<BrokerState>).state.partitionCounts;
}

/** Partitions of a topic at this moment. */
export function partitionCount(kernel: Kernel, topic: number): number {
  return countsOf(kernel)[topic]!;
}

/** Whether a partition of the run exists yet. */
export function partitionExists(kernel: Kernel, partition: number): boolean {
  const topic = kernel.program.topicOfPartition[partition]!;
  return partition < kernel.program.topics[topic]!.firstPartition + partitionCount(kernel, topic);
}

/** Whether a partition was added while the run was going on. */
export function isAdded(kernel: Kernel, partition: number): boolean {
  const topic = kernel.program.topics[kernel.program.topicOfPartition[partition]!]!;
  return partition >= topic.firstPartition + topic.initialPartitions;
}

/** A person gives the topic more partitions; what is there stays where it is. Fewer than it has are refused, as by Kafka. */
export function addPartitions(kernel: Kernel, topic: number, partitions: number): void {
  const counts = countsOf(kernel);
  const before = counts[topic]!;
  const now = Math.min(partitions, kernel.program.topics[topic]!.partitions);
  if (now <= before) return;
  counts[topic] = now;
  kernel.trace.record(kernel.nowUs, Fact.partitionsAdded, topic, before, -1, -1, now);
}
