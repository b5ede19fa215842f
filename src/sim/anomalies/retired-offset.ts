import { START_REASONS } from "#sim/fact-tables.ts";
import { momentText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const retiredOffset: AnomalyKind = {
  kind: "retired-offset",
  title: "Offset out of range",
  class: "commit",
  says: "A member wants to go on at an offset that the log does not have any more.",
  finds: {
    positioned(row, past) {
      if (START_REASONS[row.extra] !== "out-of-range") return null;
      return {
        key: `${row.what} ${row.where}`,
        tell() {
          const topic = past.topic(row.where)?.nodeId;
          const retired = past.retired.get(row.where);
          const leader = past.leaders.get(row.where);
          const isCut = retired === undefined && leader !== undefined;
          return {
            partition: row.where,
            offset: row.offset,
            group: row.what,
            member: row.who,
            before: links(
              past.eventOf(row.who),
              retired === undefined
                ? isCut
                  ? { atUs: leader.atUs, says: "a new leader's log is shorter" }
                  : null
                : {
                    atUs: retired.atUs,
                    says: `retention deleted up to offset ${numberText(retired.start)} by ${momentText(retired.atUs)}`,
                  },
              `where group ${past.groupName(row.what)} wanted to go on is out of range (OFFSET_OUT_OF_RANGE)`,
            ),
            itself: () =>
              `${past.member(row.who)} goes on at ${past.record(row.where, row.offset)} instead (auto.offset.reset)`,
            setting: isCut
              ? past.setting(topic, "uncleanLeaderElection")
              : past.setting(topic, "retentionMs"),
            prevention: isCut
              ? past.better(topic, "uncleanLeaderElection", false, "a log never becomes shorter.")
              : past.better(topic, "retentionMs", -1, "or longer than the group may be behind."),
          };
        },
      };
    },
  },
};
