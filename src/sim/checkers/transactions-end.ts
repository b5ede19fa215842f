import { TRANSACTION_ENDS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

export const transactionsEnd: Checker = {
  name: "transactions-end",
  says: "A transaction begins, is decided once, gets its markers as it was decided, and ends before the producer's next one begins.",
  origin: "Kafka's TransactionMetadata: Ongoing, Prepare…, Complete…, and no way round",
  create({ holds }) {
    /** By producer id. */
    const states = new Map<number, { is: "ongoing" | "prepared"; end: number }>();
    return {
      transactionBegun(row) {
        holds(!states.has(row.what), row, () => `producer ${row.what} has a transaction that has not ended`);
        states.set(row.what, { is: "ongoing", end: -1 });
      },
      transactionPrepared(row) {
        const is = states.get(row.what)?.is ?? "none";
        const wantsNothing = TRANSACTION_ENDS[row.extra] === "aborted" && is === "none";
        holds(is === "ongoing" || wantsNothing, row, () => `the transaction of ${row.what} is ${is}`);
        states.set(row.what, { is: "prepared", end: row.extra });
      },
      markerAppended(row) {
        const state = states.get(row.what);
        const isCommit = TRANSACTION_ENDS[state?.end ?? -1] === "committed";
        holds(
          state?.is === "prepared" && isCommit === (row.extra === 1),
          row,
          () =>
            `producer ${row.what} gets a marker ${row.extra} while its transaction is ${state?.is ?? "none"}`,
        );
      },
      transactionEnded(row) {
        const state = states.get(row.what);
        holds(
          state?.is === "prepared" && state.end === row.extra,
          row,
          () => `it was decided as ${state?.end}, and ended as ${row.extra}`,
        );
        states.delete(row.what);
      },
    };
  },
};
