import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";
import { StorePast } from "./store-past.ts";

export const checkpointsWithinStore: Checker = {
  name: "checkpoints-within-store",
  says: "A reader of a store takes events up one after the other, none left out, and never more than there are; it falls back only to its stored checkpoint, or when it is rebuilt.",
  origin: "Catch-up subscriptions of EventStoreDB: from a position, in order",
  create({ program, holds }) {
    if (program.sourcing === null) return {};
    const past = new StorePast(program);
    /** By reader's service: checkpoints of the read model in use and of the one that is being rebuilt. */
    const checkpoints = new Map<number, [number, number]>();
    const of = (service: number): [number, number] => {
      const known = checkpoints.get(service) ?? [0, 0];
      checkpoints.set(service, known);
      return known;
    };
    return {
      eventAppended: (row) => past.appended(row),
      streamErased: (row) => past.erased(row),
      projected(row) {
        const known = of(Math.floor(row.who / INSTANCES_MAX));
        const which = row.what === 1 ? 1 : 0;
        const from = known[which];
        const isNext = from < 0 || row.offset === from + row.extra;
        holds(isNext, row, () => `from ${from} it came to ${row.offset}`);
        const most = past.events[past.storeUse(row.who).store]!;
        holds(row.offset <= most, row, () => `there are ${most} events`);
        known[which] = row.offset;
      },
      projectionResumed(row) {
        const known = of(Math.floor(row.who / INSTANCES_MAX));
        holds(row.offset + row.what === known[0], row, () => `it was at ${known[0]}`);
        known[0] = row.offset;
        // Where the one that is being rebuilt goes on is not told: it has to count from there.
        known[1] = -1;
      },
      projectionRebuilding(row) {
        const known = of(row.who);
        if (row.what === 1) known[0] = 0;
        known[1] = 0;
      },
      projectionSwitched(row) {
        const known = of(Math.floor(row.who / INSTANCES_MAX));
        if (row.what !== 0) return;
        holds(row.offset >= known[0], row, () => `the one before was at ${known[0]}`);
        known[0] = row.offset;
      },
    };
  },
};
