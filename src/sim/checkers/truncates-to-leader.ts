import type { Checker } from "./checker.ts";

export const truncatesToLeader: Checker = {
  name: "truncates-to-leader",
  says: "A follower that cuts its log off is left with no more than its leader has.",
  origin: "KIP-101 and KIP-279: truncation to where the leader epochs part",
  create: ({ past, holds }) => ({
    truncated(row) {
      const end = past.logEnd[row.where]!;
      holds(row.offset <= end && row.extra > 0, row, () => `the leader's log ends at ${end}`);
    },
  }),
};
