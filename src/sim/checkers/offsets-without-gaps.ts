import { APPENDED_ASIDE } from "#sim/bus/log/takeover.ts";
import { Fact } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const offsetsWithoutGaps: Checker = {
  name: "offsets-without-gaps",
  says: "Offsets of a partition rise by one with each record or marker: no gap, nothing twice.",
  origin: "Kafka's UnifiedLog.append; the marker of a transaction takes an offset of its own",
  create({ past, holds }) {
    const next = (row: TraceRow): void => {
      // A leader that was deposed writes to its own log.
      if (row.fact === Fact.appended && (row.extra & APPENDED_ASIDE) !== 0) return;
      const due = past.logEnd[row.where]!;
      holds(row.offset === due, row, () => `the next offset is ${due}, not ${row.offset}`);
    };
    return { appended: next, markerAppended: next };
  },
};
