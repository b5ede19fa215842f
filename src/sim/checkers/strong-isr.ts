import type { Checker } from "./checker.ts";

export const strongIsr: Checker = {
  name: "strong-isr",
  says: "What is committed is on every replica in sync.",
  origin: "Kafka's TLA+ model, StrongIsr; Partition.maybeIncrementLeaderHW",
  create: ({ past, holds }) => ({
    highWatermarkMoved(row) {
      const { isr, leader } = past.replication;
      for (const broker of isr[row.where]!) {
        if (broker === leader[row.where]) continue;
        const end = past.replication.endOf(row.where, broker);
        holds(end >= row.offset, row, () => `broker ${broker} is in sync and has ${end} only`);
      }
    },
    isrChanged(row) {
      const isLost =
        past.replication.isTainted[row.where] === true || past.replication.isUnclean[row.where] === true;
      if (row.what !== 1 || isLost || !past.replication.isReplicated(row.where)) return;
      const end = past.replication.endOf(row.where, row.who);
      const mark = past.highWatermark(row.where);
      holds(end >= mark, row, () => `it has ${end}, committed is ${mark}`);
    },
  }),
};
