import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";

export const acksAllIsReplicated: Checker = {
  name: "acks-all-is-replicated",
  says: "What is acknowledged with acks=all is committed, and on at least min.insync.replicas brokers.",
  origin: "Kafka's Partition.checkEnoughReplicasReachOffset",
  create: ({ past, program, holds }) => ({
    acknowledged(row) {
      const { replication } = past;
      if (!replication.isReplicated(row.where) || replication.isTainted[row.where] === true) return;
      if (program.services[Math.floor(row.who / INSTANCES_MAX)]!.config.acks !== "all") return;
      const end = row.offset + row.extra;
      const mark = past.highWatermark(row.where);
      holds(end <= mark, row, () => `committed is ${mark}, acknowledged up to ${end}`);
      const brokers = replication.replicas[row.where]!;
      const { minInsyncReplicas } = program.topics[program.topicOfPartition[row.where]!]!.config;
      // Whoever took it has it; it may not lead any more when the answer arrives.
      const others = brokers.filter((broker) => replication.endOf(row.where, broker) < end);
      const have = brokers.length - Math.max(0, others.length - 1);
      const least = Math.min(minInsyncReplicas, brokers.length);
      holds(have >= least, row, () => `${have} brokers have it, ${least} should`);
    },
  }),
};
