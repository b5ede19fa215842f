import { brokerName } from "#sim/layout.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "./anomaly.ts";
import { links } from "./past.ts";

export const brokerLoss: AnomalyKind = {
  kind: "broker-loss",
  title: "Lost by an election",
  class: "loss",
  says: "The new leader never had some records of the old one: they are gone from the log.",
  finds: {
    recordsLost: (row, past) => ({
      key: `${row.where}`,
      count: row.extra,
      tell() {
        const topic = past.topic(row.where)?.nodeId;
        const leader = past.leaders.get(row.where);
        const isUnclean = leader?.how === "unclean";
        const before = leader === undefined ? -1 : leader.before;
        const publisher = past
          .publishers(row.where)
          .find(({ nodeId }) => past.value(nodeId, "acks") !== "all");
        const acks = publisher === undefined ? null : past.setting(publisher.nodeId, "acks");
        const setting = isUnclean
          ? past.setting(topic, "uncleanLeaderElection")
          : (acks ?? past.setting(topic, "minInsyncReplicas"));
        return {
          partition: row.where,
          offset: row.offset,
          before: links(
            before < 0 ? null : past.eventOfBroker(before),
            leader === undefined
              ? null
              : {
                  atUs: leader.atUs,
                  says: `${brokerName(row.who)} leads ${past.partition(row.where)} from ${momentText(leader.atUs)} on${isUnclean ? ", though it was not in sync (unclean.leader.election.enable)" : ""}`,
                },
            isUnclean
              ? null
              : row.what > 0
                ? `with ${acks === null ? "acks=1 or 0" : `acks = ${acks.value}`} they were acknowledged before any follower had them`
                : "they were not acknowledged yet: their producer sends them again or fails",
          ),
          itself: (count) =>
            `${amountText(count, "record")} of ${past.partition(row.where)} from offset ${numberText(row.offset)} lost, ${row.what === 0 ? "none of them" : numberText(row.what)} acknowledged`,
          setting,
          prevention: isUnclean
            ? past.better(
                topic,
                "uncleanLeaderElection",
                false,
                "the partition waits for a replica that has everything; min.insync.replicas = 2 keeps a second one.",
              )
            : acks !== null && publisher !== undefined
              ? past.better(
                  publisher.nodeId,
                  "acks",
                  "all",
                  "acknowledged only when all replicas in sync have it, with min.insync.replicas = 2.",
                )
              : past.better(
                  topic,
                  "minInsyncReplicas",
                  2,
                  "acknowledged only when two replicas have it (acks=all, replication.factor = 3).",
                ),
        };
      },
    }),
  },
};
