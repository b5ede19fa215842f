import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const oneMessageAnOffset: Checker = {
  name: "one-message-an-offset",
  says: "An offset names one message for ever, and a message lies at one offset.",
  origin:
    "The log is append-only; Jepsen's Kafka checker calls the opposite inconsistent-offsets and duplicate",
  create({ past, holds }) {
    const named = (row: TraceRow): void => {
      const there = past.messageAt(row.where, row.offset);
      holds(row.what === there, row, () => `offset ${row.offset} holds message ${there}, not ${row.what}`);
    };
    return {
      appended(row) {
        const offset = past.message(row.what)?.offset ?? -1;
        holds(offset < 0, row, () => `message ${row.what} already lies at offset ${offset}`);
      },
      acknowledged: named,
      started: named,
      processed: named,
      duplicated: named,
      failed: named,
      backedOff: named,
      skipped: named,
    };
  },
};
