import { START_REASONS } from "#sim/fact-tables.ts";
import type { Checker } from "./checker.ts";

export const startsAtCommitted: Checker = {
  name: "starts-at-committed",
  says: "A new owner starts at the committed offset, or by auto.offset.reset where there is none or it was deleted.",
  origin: "Kafka's OffsetFetcher and SubscriptionState.maybeSeekUnvalidated",
  protocols: ["classic", "consumer"],
  create: ({ past, program, holds }) => ({
    positioned(row) {
      const { who, what, where, offset } = row;
      const claim = past.claim(who, where);
      holds(claim?.isHeld === true, row, () => `instance ${who} does not hold the partition`);
      if (claim === undefined) return;
      // What is committed is all that can be read, and an unclean election takes even that.
      if (past.replication.isTainted[where] === true) return;
      const isReplicated = past.replication.isReplicated(where);
      // A person let it read elsewhere.
      if (START_REASONS[row.extra] === "sought") return;
      // The answer was given some time between the assignment and now; all three only rise.
      const between = (from: number, to: number): void =>
        holds(from <= offset && offset <= to, row, () => `it should be from ${from} to ${to}`);
      const { autoOffsetReset } = program.groups[what]!.config;
      const atEdge = (): void =>
        autoOffsetReset === "earliest"
          ? between(claim.logStartThen, past.logStart[where]!)
          : // Who reads committed transactions only begins at the last stable offset.
            between(
              isReplicated || past.unseen.readsCommitted(who) ? 0 : claim.logEndThen,
              past.logEnd[where]!,
            );
      switch (START_REASONS[row.extra]) {
        case "committed":
          holds(claim.position < 0, row, () => `it had a position, ${claim.position}`);
          // Resets by hand and the forgetting of offsets come in between.
          if (past.wasMoved(what, where)) return;
          between(Math.max(0, claim.committedThen), past.committed(what, where));
          return;
        case "out-of-range": {
          const start = past.logStart[where]!;
          const { position } = claim;
          holds(
            position >= 0 && (position < start || position > past.logEnd[where]!),
            row,
            () => `position ${position} is in the log, which starts at ${start}`,
          );
          return atEdge();
        }
        default:
          holds(
            claim.committedThen < 0 || past.wasMoved(what, where),
            row,
            () => `the group had committed ${claim.committedThen}`,
          );
          holds(
            START_REASONS[row.extra] === autoOffsetReset,
            row,
            () => `auto.offset.reset is ${autoOffsetReset}`,
          );
          return atEdge();
      }
    },
  }),
};
