import type { Checker } from "./checker.ts";

export const oneOwner: Checker = {
  name: "one-owner",
  says: "A partition has at most one owner in a generation; who still holds it from an older one was removed from the group.",
  origin: "Kafka's group protocol: one assignment a generation; zombies are fenced, not prevented",
  protocols: ["classic"],
  create: ({ past, program, holds }) => ({
    assigned(row) {
      const group = past.groupOf(row.who);
      // A static member that missed a generation was not removed, and holds on to what it had until it hears of it.
      if (program.groups[group]!.config.staticMembers) return;
      const { fencedRow, formedRow, removedRow } = past.groups[group]!;
      const holders = past.holders(group, row.where);
      if (holders.length === 0) holds(true, row, () => "");
      for (const { who, generation } of holders) {
        const isOther = who !== row.who && generation !== row.what;
        const older = generation < row.what ? who : row.who;
        const formed = formedRow.get(Math.min(generation, row.what)) ?? 0;
        // Whose place another process has taken holds on until it hears of it.
        const isFenced = (fencedRow.get(who) ?? -1) > formed;
        holds(
          isFenced || (isOther && (removedRow.get(older) ?? -1) > formed),
          row,
          () => `instance ${who} holds the partition since generation ${generation} and was not removed`,
        );
      }
    },
  }),
};
