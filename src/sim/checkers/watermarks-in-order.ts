import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const watermarksInOrder: Checker = {
  name: "watermarks-in-order",
  says: "Log start ≤ high watermark ≤ log end of every replicated partition.",
  origin: "Kafka's UnifiedLog: the high watermark lies between the log's ends",
  create({ past, holds }) {
    const inOrder = (row: TraceRow): void => {
      if (!past.replication.isReplicated(row.where)) return;
      const end = past.logEnd[row.where]!;
      const start = past.logStart[row.where]!;
      const mark = past.highWatermark(row.where);
      holds(
        start <= mark && mark <= end,
        row,
        () => `log start ${start}, high watermark ${mark}, log end ${end}`,
      );
    };
    return {
      highWatermarkMoved(row) {
        const end = past.logEnd[row.where]!;
        holds(row.offset <= end, row, () => `the log ends at ${end}`);
      },
      appended: inOrder,
      retired: inOrder,
      fetched: inOrder,
    };
  },
};
