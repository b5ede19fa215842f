import { ELECTIONS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

export const highWatermarkRises: Checker = {
  name: "high-watermark-rises",
  says: "A high watermark never falls, but for an election that loses what was committed.",
  origin: "KIP-101 and Raft: what is committed stays; unclean.leader.election.enable gives that up",
  create({ past, holds }) {
    /** By partition: whether it was ever led by who was not in sync. */
    const wasUnclean = new Set<number>();
    return {
      leaderElected(row) {
        if (ELECTIONS[row.extra] === "unclean") wasUnclean.add(row.where);
      },
      highWatermarkMoved(row) {
        const before = past.highWatermark(row.where);
        holds(
          row.offset > before || wasUnclean.has(row.where),
          row,
          () => `the high watermark was ${before}`,
        );
      },
    };
  },
};
