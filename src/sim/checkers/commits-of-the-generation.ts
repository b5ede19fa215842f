import { COMMIT_ERRORS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

export const commitsOfTheGeneration: Checker = {
  name: "commits-of-the-generation",
  says: "The coordinator stores commits of members of the present generation only, and none while it hands out partitions.",
  // A coordinator that loads the group has the members of the last stable generation again.
  isOfSteadyBrokers: true,
  origin: "Kafka's ClassicGroup.validateOffsetCommit: zombies are fenced",
  protocols: ["classic"],
  create: ({ past, holds }) => ({
    committed(row) {
      // Offsets of a transaction are judged when they are handed in, not when its marker lets them count.
      if (row.extra < 0) return;
      const { generation, phase } = past.groups[row.what]!;
      holds(row.extra === generation, row, () => `the group is at generation ${generation}`);
      holds(phase !== "completing", row, () => "the group is handing out partitions");
      holds(past.isMember(row.what, row.who), row, () => `instance ${row.who} is no member`);
    },
    commitRefused(row) {
      const { phase } = past.groups[row.what]!;
      if (COMMIT_ERRORS[row.extra] === "REBALANCE_IN_PROGRESS")
        holds(phase === "completing", row, () => `the group is ${phase}`);
    },
  }),
};
