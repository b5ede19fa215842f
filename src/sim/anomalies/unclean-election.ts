import { ELECTIONS } from "#sim/fact-tables.ts";
import { brokerName } from "#sim/layout.ts";
import type { FactRow } from "#sim/story-context.ts";
import type { AnomalyKind, Told } from "#sim/anomaly.ts";
import { links, type ExplainPast } from "./past.ts";

export const uncleanElection: AnomalyKind = {
  kind: "unclean-election",
  title: "Unclean election",
  class: "broker",
  says: "A replica that was not in sync leads: what it lacks is gone, and an offset may get another record.",
  finds: {
    leaderElected: (row, past) =>
      ELECTIONS[row.extra] === "unclean" ? { key: `${row.where}`, tell: () => tell(row, past) } : null,
  },
};

function tell(row: FactRow, past: ExplainPast): Told {
  const topic = past.topic(row.where)?.nodeId;
  const leader = past.leaders.get(row.where);
  const isAllowed = past.value(topic, "uncleanLeaderElection") === true;
  const none = `nobody who is in sync is left to lead ${past.partition(row.where)}`;
  return {
    partition: row.where,
    offset: row.offset,
    before: links(
      past.leaderWent(row.where),
      leader !== undefined && leader.broker < 0 ? { atUs: leader.atUs, says: none } : none,
    ),
    itself: () =>
      isAllowed
        ? `${brokerName(row.who)} is elected without being in sync (unclean.leader.election.enable)`
        : `${brokerName(row.who)}, the last one known to have led, is elected: nobody else has anything (KIP-966)`,
    setting: past.setting(topic, isAllowed ? "uncleanLeaderElection" : "replicationFactor"),
    prevention: isAllowed
      ? past.better(
          topic,
          "uncleanLeaderElection",
          false,
          "the partition stays offline until a replica with everything is back.",
        )
      : past.better(topic, "replicationFactor", 3, "another replica in sync takes over."),
  };
}
