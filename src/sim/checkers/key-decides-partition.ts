import type { Checker } from "./checker.ts";
import { serviceOf } from "./sending-past.ts";

export const keyDecidesPartition: Checker = {
  name: "key-decides-partition",
  says: "Messages of one key go to one partition of a topic that does not grow, whoever publishes them and whenever, unless the partitioner ignores keys.",
  origin: "Kafka's default partitioner (BuiltInPartitioner.partitionForKey, KIP-480)",
  create({ program, holds }) {
    const partitions = new Map<string, number>();
    return {
      produced(row) {
        if (row.extra < 0 || serviceOf(program, row.who)?.config.partitioner !== "default") return;
        const topic = program.topicOfPartition[row.where]!;
        const plan = program.topics[topic]!;
        if (plan.partitions > plan.initialPartitions) return;
        const name = `${topic} ${row.extra}`;
        const before = partitions.get(name);
        if (before === undefined) return void partitions.set(name, row.where);
        holds(row.where === before, row, () => `key ${row.extra} went to partition ${before} before`);
      },
    };
  },
};
