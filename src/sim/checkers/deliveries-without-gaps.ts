import type { Checker } from "./checker.ts";

export const deliveriesWithoutGaps: Checker = {
  name: "deliveries-without-gaps",
  says: "As long as a member holds a partition, each delivery begins where the last one ended (or where it sought to); between lies only what it need not see.",
  origin: "Kafka's consumer position; Jepsen calls the opposite poll-skip and nonmonotonic-poll",
  protocols: ["classic", "consumer"],
  create: ({ past, holds }) => ({
    delivered(row) {
      const claim = past.claim(row.who, row.where);
      holds(claim?.isHeld === true, row, () => `instance ${row.who} does not hold the partition`);
      if (claim !== undefined)
        holds(
          claim.position <= row.offset &&
            past.unseen.mayAllBeUnseen(row.who, row.where, claim.position, row.offset),
          row,
          () => `its position is ${claim.position}`,
        );
      const end = past.logEnd[row.where]!;
      holds(row.extra > 0 && row.offset + row.extra <= end, row, () => `the log ends at ${end}`);
    },
  }),
};
