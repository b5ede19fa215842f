import type { Checker } from "./checker.ts";

export const sendOrderIsLogOrder: Checker = {
  name: "send-order-is-log-order",
  says: "What one producer sends to one partition lies there in the order of sending.",
  origin: "KIP-98: idempotence keeps the order with up to five requests in flight",
  create({ past, holds }) {
    const last = new Map<number, number>();
    return {
      appended(row) {
        const lane = past.pair(row.who, row.where);
        const before = last.get(lane) ?? -1;
        last.set(lane, row.what);
        if (before >= 0)
          holds(
            row.what > before,
            row,
            () => `message ${row.what} was made before ${before}, which lies before it`,
          );
      },
    };
  },
};
