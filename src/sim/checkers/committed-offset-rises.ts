import { START_REASONS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

export const committedOffsetRises: Checker = {
  name: "committed-offset-rises",
  says: "A committed offset falls only where its owner sought back, or was out of range.",
  origin: "Fenced commits and starts at the committed offset leave no other way",
  create({ past, program, holds }) {
    /** Who sought back where since it last committed: with commits before processing, the next commit may be lower. */
    const soughtBack = new Set<number>();
    /** Who sought by hand, where: whatever it commits from then on. */
    const sought = new Set<number>();
    return {
      positioned(row) {
        const reason = START_REASONS[row.extra];
        // An unclean election may have made the log shorter: who was beyond its end begins anew.
        if (reason === "sought" || reason === "out-of-range") sought.add(past.pair(row.who, row.where));
      },
      backedOff(row) {
        if (row.extra > 0) soughtBack.add(past.pair(row.who, row.where));
      },
      notDueYet: (row) => void soughtBack.add(past.pair(row.who, row.where)),
      committed(row) {
        const before = past.committed(row.what, row.where);
        const lane = past.pair(row.who, row.where);
        const { commit, protocol } = program.groups[row.what]!.config;
        const isCommitFirst = commit === "before-processing";
        // An empty group of the consumer protocol takes commits of anybody, so of a former member that still works.
        const isFromOutside = protocol === "consumer" && row.extra < 0;
        if (before >= 0)
          holds(
            row.offset >= before ||
              (isCommitFirst && soughtBack.has(lane)) ||
              sought.has(lane) ||
              isFromOutside,
            row,
            () => `the committed offset was ${before}`,
          );
      },
    };
  },
};
