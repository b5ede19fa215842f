import type { Checker } from "./checker.ts";

export const offsetsWithoutGaps: Checker = {
  name: "offsets-without-gaps",
  says: "Offsets of a partition rise by one with each record: no gap, nothing twice.",
  origin:
    "Kafka's UnifiedLog.append; gaps come only with transactions and compaction, which do not exist here",
  create: ({ past, holds }) => ({
    appended(row) {
      const due = past.logEnd[row.where]!;
      holds(row.offset === due, row, () => `the next offset is ${due}, not ${row.offset}`);
    },
  }),
};
