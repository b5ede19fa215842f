import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const committedOnly: Checker = {
  name: "committed-only",
  says: "A group with read_committed works on nothing of a transaction that was aborted or is not decided yet.",
  origin: "Kafka's isolation.level; Jepsen calls the opposite aborted-read and dirty-read",
  create({ past, holds }) {
    const isCommitted = (row: TraceRow): void => {
      const fate = past.unseen.fateOf(row.where, row.offset);
      if (fate !== undefined && past.unseen.readsCommitted(row.who))
        holds(fate === "committed", row, () => `the transaction of offset ${row.offset} is ${fate}`);
    };
    return { started: isCommitted };
  },
};
