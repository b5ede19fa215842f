import { TRANSACTION_ENDS } from "#sim/fact-tables.ts";
import { spanText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const hungTransaction: AnomalyKind = {
  kind: "hung-transaction",
  title: "Transaction timed out",
  class: "transaction",
  says: "A transaction stayed open for too long; until the coordinator aborts it, readers of committed messages stand still.",
  finds: {
    transactionEnded(row, past) {
      if (TRANSACTION_ENDS[row.extra] !== "timed-out") return null;
      return {
        key: `${row.who}`,
        tell() {
          const node = past.service(row.who)?.nodeId;
          const timeoutMs = past.number(node, "transactionTimeoutMs");
          const check = past.setting(past.layout.cluster?.nodeId, "transactionAbortCheckMs");
          return {
            member: row.who,
            before: links(
              past.eventOf(row.who),
              `its transaction is neither committed nor aborted for ${spanText(timeoutMs * 1000)} (transaction.timeout.ms)${check === null ? "" : `, looked for every ${check.value} ms`}`,
              "the last stable offset stands still: who reads read_committed waits",
            ),
            itself: (count) =>
              `${count === 1 ? "the transaction" : `${count} transactions`} of ${past.member(row.who)} aborted by the coordinator`,
            setting: past.setting(node, "transactionTimeoutMs"),
            prevention: past.better(
              node,
              "transactionTimeoutMs",
              Math.max(1000, Math.floor(timeoutMs / 4)),
              "readers wait less for a producer that is gone. One that is back with its transactional.id ends it at once.",
            ),
          };
        },
      };
    },
  },
};
