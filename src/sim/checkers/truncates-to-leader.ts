import type { Checker } from "./checker.ts";

export const truncatesToLeader: Checker = {
  name: "truncates-to-leader",
  says: "A follower that cuts its log off keeps what is committed and nothing that its leader does not have.",
  origin: "KIP-101 and KIP-279: truncation to where the leader epochs part",
  create: ({ past, holds }) => ({
    truncated(row) {
      const end = past.logEnd[row.where]!;
      holds(row.offset <= end && row.extra > 0, row, () => `the leader's log ends at ${end}`);
      if (past.replication.isTainted[row.where] === true) return;
      const mark = past.highWatermark(row.where);
      // Who was never in sync may be far behind.
      const had = row.offset + row.extra;
      holds(row.offset >= Math.min(mark, had), row, () => `up to ${mark} it was committed`);
    },
  }),
};
