/**
 * The partitions of __consumer_offsets and __transaction_state that somebody uses: whoever leads one is the coordinator of
 * the groups and transactional ids that fall on it. What they hold is kept by the coordinators' own processes.
 */
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Program } from "#sim/program.ts";
import { javaStringHash } from "./java-hash-map.ts";

/** offsets.topic.num.partitions and transaction.state.log.num.partitions. */
const PARTITIONS = 50;
/** offsets.topic.replication.factor and transaction.state.log.replication.factor. */
const REPLICAS = 3;

export interface InternalPartition {
  readonly topic: "offsets" | "transactions";
  readonly number: number;
  readonly replicas: readonly number[];
  /** min.insync.replicas; transaction.state.log.min.isr is 2. */
  readonly minIsr: number;
}

/** Partition of an internal topic for a group.id or a transactional.id: abs(hash) % 50, Kafka's Utils.abs. */
export function internalPartitionOf(id: string): number {
  const hash = javaStringHash(id);
  return (hash === -2147483648 ? 0 : Math.abs(hash)) % PARTITIONS;
}

/** transactional.id of an instance; it has the node's id in it, which renaming leaves alone. */
export function transactionalIdOf(nodeId: string, instance: number): string {
  return `${nodeId}-${instance + 1}`;
}

/** All that the program's groups and transactional producers can ever need. */
export function placeInternals({ cluster, groups, services }: Program): InternalPartition[] {
  const used = new Set<string>();
  for (const { nodeId } of groups) used.add(`offsets ${internalPartitionOf(nodeId)}`);
  for (const { nodeId, config } of services) {
    if (!config.transactional) continue;
    for (let instance = 0; instance < INSTANCES_MAX; instance++)
      used.add(`transactions ${internalPartitionOf(transactionalIdOf(nodeId, instance))}`);
  }
  return [...used].map((entry) => {
    const [topic, number] = entry.split(" ") as ["offsets" | "transactions", string];
    const first = Number(number) % cluster.brokers;
    const replicas = Array.from(
      { length: Math.min(REPLICAS, cluster.brokers) },
      (_, index) => (first + index) % cluster.brokers,
    );
    return { topic, number: Number(number), replicas, minIsr: topic === "offsets" ? 1 : 2 };
  });
}
