import type { Checker } from "./checker.ts";

export const releasedBeforeAssigned: Checker = {
  name: "released-before-assigned",
  says: "Under the consumer protocol nobody is given a partition that another member still holds; who holds it nevertheless was removed or has left.",
  origin: "KIP-848; CurrentAssignmentBuilder: a partition is free when its owner has reported without it",
  protocols: ["consumer"],
  create({ past, holds }) {
    /** By (instance, partition): number of the row that assigned it. */
    const since = new Map<string, number>();
    /** By instance: number of the row with which it last left by itself. A static member frees what it was to give up, and stays. */
    const expired = new Map<number, number>();
    return {
      pollExpired: (row) => void expired.set(row.who, past.rows),
      assigned(row) {
        const group = past.groupOf(row.who);
        const { removedRow } = past.groups[group]!;
        const others = past.holders(group, row.where).filter(({ who }) => who !== row.who);
        if (others.length === 0) holds(true, row, () => "");
        for (const { who } of others) {
          const assignedRow = since.get(`${who} ${row.where}`) ?? 0;
          holds(
            Math.max(removedRow.get(who) ?? -1, expired.get(who) ?? -1) > assignedRow,
            row,
            () => `instance ${who} holds it and was not removed`,
          );
        }
        since.set(`${row.who} ${row.where}`, past.rows);
      },
    };
  },
};
