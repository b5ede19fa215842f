import { ELECTIONS } from "#sim/fact-tables.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const offlinePartition: AnomalyKind = {
  kind: "offline-partition",
  title: "Partition offline",
  class: "broker",
  says: "Nobody leads a partition: it can be neither written nor read.",
  finds: {
    leaderElected(row, past) {
      if (row.who >= 0 && ELECTIONS[row.extra] !== "offline") return null;
      return {
        key: `${past.topicIndex(row.where)}`,
        tell() {
          const topic = past.topic(row.where)?.nodeId;
          const factor = past.number(topic, "replicationFactor");
          return {
            partition: row.where,
            before: links(
              past.cutAt(row.timeUs) ?? past.leaderWent(row.where),
              factor === 1
                ? "it has no other replica (replication.factor = 1)"
                : "no other replica may lead: none is in sync and alive",
            ),
            itself: (count) =>
              count === 1
                ? `nobody leads ${past.partition(row.where)}`
                : `nobody leads ${count} partitions of ${past.topic(row.where)?.name ?? "the topic"}, ${past.partition(row.where)} first`,
            setting: past.setting(topic, factor === 1 ? "replicationFactor" : "uncleanLeaderElection"),
            prevention:
              factor < 3
                ? past.better(topic, "replicationFactor", 3, "another replica takes over.")
                : past.better(
                    topic,
                    "minInsyncReplicas",
                    2,
                    "a second replica that has everything is kept, and may lead.",
                  ),
          };
        },
      };
    },
  },
};
