import type { Checker } from "./checker.ts";

export const readsWithinLog: Checker = {
  name: "reads-within-log",
  says: "Log start ≤ high watermark ≤ log end, and nothing outside of them leaves the broker.",
  origin: "Kafka's UnifiedLog.read: offsets outside are OFFSET_OUT_OF_RANGE",
  create: ({ past, holds }) => ({
    fetched(row) {
      const start = past.logStart[row.where]!;
      const { isTainted } = past.replication;
      // Where an unclean election has lowered it, what was read before may still be on its way.
      const end = isTainted[row.where] === true ? Infinity : past.highWatermark(row.where);
      holds(
        row.extra > 0 && start <= row.offset && row.offset + row.extra <= end,
        row,
        () =>
          `the log goes from ${start} to ${end}, the fetch from ${row.offset} to ${row.offset + row.extra}`,
      );
    },
    retired(row) {
      const end = past.logEnd[row.where]!;
      holds(row.offset <= end, row, () => `log start ${row.offset} lies beyond log end ${end}`);
    },
  }),
};
