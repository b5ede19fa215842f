import type { Checker } from "./checker.ts";

export const leaderInSync: Checker = {
  name: "leader-in-sync",
  says: "Who leads is in sync, and only replicas of the partition are; without eligible replicas somebody always is.",
  origin: "Kafka's PartitionChangeBuilder; KIP-966 lets the last one leave",
  create({ past, program, holds }) {
    /** Partitions whose leader or replicas in sync changed at `atUs`: it is looked at when that moment is over. */
    const changed = new Set<number>();
    let atUs = -1;
    const look = (): void => {
      const { isr, leader, replicas } = past.replication;
      for (const partition of changed) {
        const inSync = isr[partition]!;
        const leads = leader[partition]!;
        const says = (): string =>
          `partition ${partition} is led by ${leads}, in sync are ${inSync.join(", ")}`;
        holds(leads < 0 || inSync.includes(leads), null, says);
        holds(
          inSync.every((broker) => replicas[partition]!.includes(broker)),
          null,
          says,
        );
        if (!program.cluster.config.eligibleLeaderReplicas) holds(inSync.length > 0, null, says);
      }
      changed.clear();
    };
    return {
      any(row) {
        if (row.timeUs === atUs) return;
        look();
        atUs = row.timeUs;
      },
      leaderElected: (row) => void changed.add(row.where),
      isrChanged: (row) => void changed.add(row.where),
      end: look,
    };
  },
};
