import { ELECTIONS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

export const acksAllSurvives: Checker = {
  name: "acks-all-survives",
  says: "An election takes nothing that was committed, unless it is unclean.",
  origin: "Kafka's design notes, replication: every acknowledged acks=all record survives clean elections",
  create({ past, holds }) {
    const wasUnclean = new Set<number>();
    return {
      leaderElected(row) {
        if (ELECTIONS[row.extra] === "unclean") wasUnclean.add(row.where);
      },
      recordsLost(row) {
        const mark = past.highWatermark(row.where);
        holds(row.offset >= mark || wasUnclean.has(row.where), row, () => `up to ${mark} it was committed`);
      },
    };
  },
};
