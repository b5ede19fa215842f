import { SKIP_REASONS } from "#sim/fact-tables.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";

export const effectsOnce: Checker = {
  name: "effects-once",
  says: "Where the id of an event is inserted in the effect's own transaction, nothing is done twice within the time that it is remembered, and nothing is skipped that was never done.",
  origin: "INSERT with a unique key in the same transaction",
  create({ program, holds }) {
    /** By service and message: when its effect came last. */
    const doneUs = new Map<string, number>();
    const nameOf = (who: number, message: number): string => `${Math.floor(who / INSTANCES_MAX)} ${message}`;
    const hasTable = (who: number): boolean => {
      const plan = program.effects?.services[Math.floor(who / INSTANCES_MAX)];
      return plan?.deduplication === "table" && plan.outside < 0;
    };
    return {
      effectApplied(row) {
        if (!hasTable(row.who)) return;
        const name = nameOf(row.who, row.what);
        const before = doneUs.get(name);
        const { ttlUs } = program.effects!.services[Math.floor(row.who / INSTANCES_MAX)]!;
        const isNew = before === undefined || row.timeUs - before >= ttlUs;
        holds(isNew, row, () => `message ${row.what} had its effect at ${before} µs already`);
        doneUs.set(name, row.timeUs);
      },
      effectSkipped(row) {
        if (!hasTable(row.who) || SKIP_REASONS[row.extra] !== "table") return;
        // A copy, or an event that was published twice, is another message.
        const isCopy =
          program.retrying !== null ||
          program.effects!.services.some((each) => each?.publication.startsWith("outbox"));
        const isKnown = isCopy || doneUs.has(nameOf(row.who, row.what));
        holds(isKnown, row, () => `message ${row.what} was skipped and never had its effect`);
      },
    };
  },
};
