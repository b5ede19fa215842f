import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const lagIsNeverNegative: Checker = {
  name: "lag-is-never-negative",
  says: "Lag is high watermark − committed offset, never below 0: an append adds one, a commit takes off what it advances.",
  origin: "kafka-consumer-groups.sh: LAG = LOG-END-OFFSET − CURRENT-OFFSET",
  create({ past, program, holds }) {
    /** By pair, from the first commit on. */
    const lags = new Map<number, number>();
    const groupsOf = program.layout.topics.map((_, topic) =>
      program.groups.flatMap((plan, group) => (plan.topics.includes(topic) ? [group] : [])),
    );
    const grow = (row: TraceRow): void => {
      for (const group of groupsOf[program.topicOfPartition[row.where]!]!) {
        const pair = past.pair(group, row.where);
        const lag = lags.get(pair);
        if (lag !== undefined) lags.set(pair, lag + 1);
      }
    };
    return {
      appended: grow,
      // Lag counts offsets, not records.
      markerAppended: grow,
      // Moved by hand, or forgotten: it counts anew from there.
      offsetReset: (row) =>
        void lags.set(past.pair(row.what, row.where), past.logEnd[row.where]! - row.offset),
      offsetExpired: (row) => void lags.delete(past.pair(row.who, row.where)),
      committed(row) {
        const pair = past.pair(row.what, row.where);
        const before = past.committed(row.what, row.where);
        const whole = past.highWatermark(row.where) - row.offset;
        // Who was sent beyond the end by hand may commit that, until a broker tells that there is nothing.
        const isSought = past.claim(row.who, row.where)?.position === row.offset;
        if (row.offset > past.logEnd[row.where]! && isSought) return void lags.set(pair, whole);
        if (past.replication.isReplicated(row.where)) {
          // What is appended counts when it is committed.
          if (past.replication.isTainted[row.where] !== true)
            holds(whole >= 0, row, () => `the lag is ${whole}`);
          return;
        }
        const lag = before < 0 ? whole : (lags.get(pair) ?? 0) - (row.offset - before);
        holds(lag >= 0 && lag === whole, row, () => `the lag is ${lag} step by step and ${whole} as a whole`);
        lags.set(pair, lag);
      },
    };
  },
};
