import { ASSIGNORS } from "#sim/bus/log/assignors/index.ts";
import type { Checker } from "./checker.ts";

export const revokedBeforeAssigned: Checker = {
  name: "revoked-before-assigned",
  says: "Eager: everybody has given up everything when a generation forms. Cooperative: a partition moves at the earliest in the generation after it was given up.",
  isOfSteadyBrokers: true,
  origin: "KIP-429; ConsumerCoordinator.onJoinPrepare and onJoinComplete",
  protocols: ["classic", "consumer"],
  create({ past, program, holds }) {
    const isEager = (group: number): boolean => {
      const { assignor, protocol } = program.groups[group]!.config;
      return protocol === "classic" && ASSIGNORS[assignor].protocol === "eager";
    };
    /** By pair: who last gave it up in order, and in which generation. */
    const givenUp = new Map<number, { readonly who: number; readonly generation: number }>();
    return {
      generationFormed(row) {
        // A static member that missed the join phase stays a member, and knows of nothing.
        if (!isEager(row.who) || program.groups[row.who]!.config.staticMembers) return;
        for (const partition of program.groups[row.who]!.pairs) {
          const members = past.holders(row.who, partition).filter(({ who }) => past.isMember(row.who, who));
          holds(
            members.length === 0,
            row,
            () => `instance ${members[0]?.who} still holds partition ${partition}`,
          );
        }
      },
      revoked(row) {
        const group = past.groupOf(row.who);
        holds(past.claim(row.who, row.where)?.isHeld === true, row, () => "it did not hold the partition");
        givenUp.set(past.pair(group, row.where), { who: row.who, generation: row.what });
      },
      assigned(row) {
        const group = past.groupOf(row.who);
        // Who is fenced by another with its group.instance.id gives up what that one has got already.
        if (program.groups[group]?.config.instanceIds === "shared") return;
        const before = givenUp.get(past.pair(group, row.where));
        if (before === undefined || before.who === row.who || before.generation < 0) return;
        holds(
          row.what > before.generation,
          row,
          () => `instance ${before.who} gave it up in generation ${before.generation}`,
        );
      },
    };
  },
};
