import { START_REASONS } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const atLeastOnce: Checker = {
  name: "at-least-once",
  says: "A group that commits after processing never commits past a record that nobody has processed, dead-lettered or skipped.",
  origin:
    "Kafka's design notes, message delivery semantics; legal losses are retention and a reset that jumps",
  create({ past, program, holds }) {
    const handled = new Set<string>();
    /** By pair: below it, a reset has jumped over what may never be processed. */
    const floors = new Map<number, number>();
    const deal = (row: TraceRow): void =>
      void handled.add(`${past.groupOf(row.who)} ${row.where} ${row.offset}`);
    return {
      processed: deal,
      deadLettered: deal,
      skipped: deal,
      movedToRetry: deal,
      parked: deal,
      // A share group gives up what was delivered too often: a legal loss that is told.
      archived(row) {
        for (let at = row.offset; at < row.offset + row.extra; at++)
          handled.add(`${past.groupOf(row.who)} ${row.where} ${at}`);
      },
      positioned(row) {
        const pair = past.pair(row.what, row.where);
        if (START_REASONS[row.extra] !== "committed")
          floors.set(pair, Math.max(floors.get(pair) ?? 0, row.offset));
      },
      // Who left its batch in its midst commits the rest of it as well, and says what that loses.
      lost(row) {
        for (let at = row.offset; at < row.offset + row.extra; at++)
          handled.add(`${past.groupOf(row.who)} ${row.where} ${at}`);
      },
      offsetReset(row) {
        const pair = past.pair(row.what, row.where);
        floors.set(pair, Math.max(floors.get(pair) ?? 0, row.offset));
      },
      recordsSkipped(row) {
        const pair = past.pair(row.what, row.where);
        floors.set(pair, Math.max(floors.get(pair) ?? 0, row.offset + row.extra));
      },
      committed(row) {
        if (program.groups[row.what]!.config.commit === "before-processing") return;
        const floor = floors.get(past.pair(row.what, row.where)) ?? 0;
        for (let at = Math.max(floor, past.committed(row.what, row.where)); at < row.offset; at++) {
          if (past.unseen.mayBeUnseen(row.who, row.where, at)) continue;
          holds(
            handled.has(`${row.what} ${row.where} ${at}`),
            row,
            () => `nobody has dealt with the record at ${at}`,
          );
        }
      },
    };
  },
};
