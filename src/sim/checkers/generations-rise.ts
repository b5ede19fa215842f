import { Fact } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const generationsRise: Checker = {
  name: "generations-rise",
  says: "A group's generation rises by one with each rebalance; nobody acts for one that was not formed yet.",
  isOfSteadyBrokers: true,
  origin: "Kafka's ClassicGroup.initNextGeneration",
  protocols: ["classic"],
  create({ past, holds }) {
    const known = (row: TraceRow): void => {
      const { generation } = past.groups[past.groupOf(row.who)]!;
      const claimed = row.fact === Fact.heartbeat ? row.extra : row.what;
      holds(claimed <= generation, row, () => `the group is at generation ${generation}`);
    };
    return {
      generationFormed(row) {
        const { generation } = past.groups[row.who]!;
        holds(row.what === generation + 1, row, () => `generation ${row.what} follows ${generation}`);
      },
      stable(row) {
        const { generation, phase } = past.groups[row.who]!;
        holds(
          row.what === generation && phase === "completing",
          row,
          () => `the group is ${phase} at generation ${generation}`,
        );
      },
      assigned: known,
      heartbeat: known,
    };
  },
};
