import type { Checker } from "./checker.ts";

export const keyDecidesPartition: Checker = {
  name: "key-decides-partition",
  says: "Messages of one key go to one partition of a topic, whoever publishes them and whenever.",
  origin: "Kafka's default partitioner (BuiltInPartitioner.partitionForKey, KIP-480)",
  create({ program, holds }) {
    const partitions = new Map<string, number>();
    return {
      produced(row) {
        if (row.extra < 0) return;
        const name = `${program.topicOfPartition[row.where]} ${row.extra}`;
        const before = partitions.get(name);
        if (before === undefined) return void partitions.set(name, row.where);
        holds(row.where === before, row, () => `key ${row.extra} went to partition ${before} before`);
      },
    };
  },
};
