import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";

export const downCommitsNothing: Checker = {
  name: "down-commits-nothing",
  says: "While a database is down, nothing that it holds changes.",
  origin: "A transaction is done as a whole or not at all",
  create({ program, holds }) {
    const down = new Set<number>();
    return {
      databaseDown: (row) => void down.add(row.who),
      databaseUp: (row) => void down.delete(row.who),
      effectApplied(row) {
        const plan = program.effects?.services[Math.floor(row.who / INSTANCES_MAX)];
        if (plan === undefined || plan === null || plan.outside >= 0) return;
        holds(!down.has(plan.database), row, () => `database ${plan.database} is down`);
      },
    };
  },
};
