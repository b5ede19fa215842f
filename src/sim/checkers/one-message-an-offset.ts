import { APPENDED_AGAIN, APPENDED_ASIDE } from "#sim/bus/log/takeover.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";
import { EpochBumps, isIdempotent } from "./sending-past.ts";

export const oneMessageAnOffset: Checker = {
  name: "one-message-an-offset",
  says: "An offset names one message for ever; and a message of an idempotent producer lies at one offset, unless it had to raise its epoch.",
  origin:
    "The log is append-only; Jepsen's Kafka checker calls the opposite inconsistent-offsets and duplicate",
  create({ past, program, holds }) {
    const epochs = new EpochBumps();
    const named = (row: TraceRow): void => {
      // An unclean election gives offsets to other messages, while somebody still has the old ones in hand.
      if (past.replication.isTainted[row.where] === true) return;
      const there = past.messageAt(row.where, row.offset);
      holds(row.what === there, row, () => `offset ${row.offset} holds message ${there}, not ${row.what}`);
    };
    return {
      startedUp: ({ who }) => epochs.begins(who),
      producerIdGiven: ({ who }) => epochs.given(who),
      appended(row) {
        if ((row.extra & (APPENDED_ASIDE | APPENDED_AGAIN)) !== 0) return;
        if (!isIdempotent(program, row.who) || !epochs.isFirst(row.who)) return;
        const offset = past.message(row.what)?.offset ?? -1;
        const isThere = offset >= 0 && past.messageAt(row.where, offset) === row.what;
        holds(!isThere, row, () => `message ${row.what} already lies at offset ${offset}`);
      },
      acknowledged(row) {
        // With acks=0 nobody knows where it lies, if it does.
        if (row.offset >= 0 && !past.replication.hasLost[row.where]) named(row);
      },
      started: named,
      processed: named,
      duplicated: named,
      failed: named,
      backedOff: named,
      notDueYet: named,
      skipped: named,
    };
  },
};
