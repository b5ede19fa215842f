import type { Checker } from "./checker.ts";

export const logStartRises: Checker = {
  name: "log-start-rises",
  says: "The log start offset only rises, and what was appended is either deleted below it or retained above it.",
  origin: "Kafka's UnifiedLog.maybeIncrementLogStartOffset; conservation of records",
  create: ({ past, holds }) => ({
    retired(row) {
      const before = past.logStart[row.where]!;
      holds(row.offset > before, row, () => `log start went from ${before} to ${row.offset}`);
      holds(
        row.extra === row.offset - before,
        row,
        () => `${row.offset - before} records lie between the log starts, ${row.extra} were deleted`,
      );
    },
  }),
};
