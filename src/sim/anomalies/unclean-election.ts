import { ELECTIONS } from "#sim/facts.ts";
import { brokerName } from "#sim/layout.ts";
import type { AnomalyKind } from "./anomaly.ts";
import { links } from "./past.ts";

export const uncleanElection: AnomalyKind = {
  kind: "unclean-election",
  title: "Unclean election",
  class: "broker",
  says: "A replica that was not in sync leads: what it lacks is gone, and an offset may get another record.",
  finds: {
    leaderElected(row, past) {
      if (ELECTIONS[row.extra] !== "unclean") return null;
      return {
        key: `${row.where}`,
        tell() {
          const topic = past.topic(row.where)?.nodeId;
          const leader = past.leaders.get(row.where);
          const before = leader === undefined ? -1 : leader.broker >= 0 ? leader.broker : leader.before;
          return {
            partition: row.where,
            offset: row.offset,
            before: links(
              before < 0 ? null : past.eventOfBroker(before),
              leader !== undefined && leader.broker < 0
                ? {
                    atUs: leader.atUs,
                    says: `nobody who is in sync is left to lead ${past.partition(row.where)}`,
                  }
                : `nobody who is in sync is left to lead ${past.partition(row.where)}`,
            ),
            itself: () =>
              `${brokerName(row.who)} is elected without being in sync (unclean.leader.election.enable)`,
            setting: past.setting(topic, "uncleanLeaderElection"),
            prevention: past.better(
              topic,
              "uncleanLeaderElection",
              false,
              "the partition stays offline until a replica with everything is back.",
            ),
          };
        },
      };
    },
  },
};
