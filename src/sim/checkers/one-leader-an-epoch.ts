import type { Checker } from "./checker.ts";

export const oneLeaderAnEpoch: Checker = {
  name: "one-leader-an-epoch",
  says: "Each election has a leader epoch of its own, higher than the one before.",
  origin: "Kafka's PartitionRegistration: the leader epoch goes up with every change of the leader",
  create: ({ past, holds }) => ({
    leaderElected(row) {
      const before = past.replication.epoch[row.where]!;
      holds(row.what === before + 1, row, () => `epoch ${row.what} comes after epoch ${before}`);
      const leader = past.replication.leader[row.where]!;
      holds(row.who !== leader, row, () => `broker ${leader} led already`);
    },
  }),
};
