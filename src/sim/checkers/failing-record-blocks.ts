import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const failingRecordBlocks: Checker = {
  name: "failing-record-blocks",
  says: "A record that fails holds back its partition: its owner begins nothing behind it and commits nothing past it.",
  origin: "Blocking retries: order within a partition is kept (Spring's DefaultErrorHandler seeks back)",
  protocols: ["classic", "consumer"],
  create({ past, program, holds }) {
    /** By (instance, partition): the record that failed last and is not dealt with. */
    const failing = new Map<number, { readonly claim: number; readonly offset: number }>();
    const solved = (row: TraceRow): void => void failing.delete(past.pair(row.who, row.where));
    const failingIn = (row: TraceRow): number | undefined => {
      const record = failing.get(past.pair(row.who, row.where));
      const claim = past.claim(row.who, row.where);
      // Compaction may have taken it away meanwhile.
      if (record !== undefined && past.unseen.mayBeUnseen(row.who, row.where, record.offset))
        return undefined;
      return record !== undefined && claim?.number === record.claim && claim.isHeld
        ? record.offset
        : undefined;
    };
    return {
      failed(row) {
        const claim = past.claim(row.who, row.where);
        if (claim?.isHeld === true)
          failing.set(past.pair(row.who, row.where), { claim: claim.number, offset: row.offset });
      },
      processed: solved,
      deadLettered: solved,
      skipped: solved,
      movedToRetry: solved,
      // Retention may take the record away: then its owner goes on elsewhere.
      positioned: solved,
      started(row) {
        const offset = failingIn(row);
        if (offset !== undefined)
          holds(row.offset <= offset, row, () => `the record at ${offset} has not succeeded`);
      },
      committed(row) {
        const offset = failingIn(row);
        if (offset === undefined || program.groups[row.what]!.config.commit === "before-processing") return;
        holds(row.offset <= offset, row, () => `the record at ${offset} has not succeeded`);
      },
    };
  },
};
