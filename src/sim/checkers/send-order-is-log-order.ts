import { APPENDED_ASIDE } from "#sim/bus/log/takeover.ts";
import type { Checker } from "./checker.ts";
import { EpochBumps, isClustered, isIdempotent, isOneByOne } from "./sending-past.ts";

export const sendOrderIsLogOrder: Checker = {
  name: "send-order-is-log-order",
  says: "What one producer sends to one partition first comes to lie there in the order of sending, if it is idempotent or has one request under way at a time.",
  origin: "KIP-98: idempotence keeps the order with up to five requests in flight",
  create({ past, program, holds }) {
    const last = new Map<number, number>();
    const epochs = new EpochBumps();
    return {
      startedUp: ({ who }) => epochs.begins(who),
      producerIdGiven: ({ who }) => epochs.given(who),
      // What an election took away is sent again.
      recordsLost({ where }) {
        for (const lane of last.keys()) if (lane % program.layout.partitionCount === where) last.delete(lane);
      },
      appended(row) {
        if ((row.extra & APPENDED_ASIDE) !== 0) return;
        const lane = past.pair(row.who, row.where);
        const before = last.get(lane) ?? -1;
        // A repeated one lay there before.
        if ((past.message(row.what)?.offset ?? -1) >= 0) return;
        last.set(lane, Math.max(before, row.what));
        // What was given up may still lie on a broker's slow disk, and come late.
        const keeps = isIdempotent(program, row.who)
          ? epochs.isFirst(row.who)
          : isOneByOne(program, row.who) && !isClustered(program);
        if (before >= 0 && keeps)
          holds(
            row.what > before,
            row,
            () => `message ${row.what} was made before ${before}, which lies before it`,
          );
      },
    };
  },
};
