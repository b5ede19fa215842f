import type { Checker } from "./checker.ts";
import { StorePast } from "./store-past.ts";

export const decidesOnNewest: Checker = {
  name: "decides-on-newest",
  says: "Where the version is expected, every event was decided on the one before it: nothing is overwritten, and no account falls below zero.",
  origin: "Optimistic concurrency: WrongExpectedVersion",
  create({ program, holds }) {
    if (program.sourcing === null) return {};
    const past = new StorePast(program);
    /** Aggregates, by store, that somebody has appended to without looking. */
    const loose = new Set<string>();
    const areAllChecked = program.sourcing.stores.map((_, store) =>
      program.services.every(
        ({ config }, service) =>
          program.sourcing!.uses[service]?.use !== "decides" ||
          program.sourcing!.uses[service]?.store !== store ||
          config.expectedVersion === "checked",
      ),
    );
    return {
      eventAppended(row) {
        const { balanceCents } = past.streamOf(row);
        past.appended(row);
        const { store } = past.storeUse(row.who);
        if (!past.isChecked(row.who)) loose.add(`${store} ${row.extra}`);
        if (areAllChecked[store] === true)
          holds(
            row.what >= 0 || balanceCents + row.what >= 0,
            row,
            () => `it takes ${-row.what} of ${balanceCents}`,
          );
      },
      streamErased: (row) => past.erased(row),
      decidedOnStale(row) {
        holds(!past.isChecked(row.who), row, () => `it had not seen ${row.what} versions`);
      },
      updateLost(row) {
        holds(!past.isChecked(row.who), row, () => `${row.what} cents are gone`);
      },
      overdrawn(row) {
        const { store } = past.storeUse(row.who);
        holds(loose.has(`${store} ${row.extra}`), row, () => "everybody looks at the version");
      },
    };
  },
};
