import type { Checker } from "./checker.ts";

export const commitsWithinPosition: Checker = {
  name: "commits-within-position",
  says: "Nobody commits beyond what was delivered to it, nor beyond the high watermark.",
  origin: "Kafka's consumer commits positions; a position never passes the high watermark",
  protocols: ["classic", "consumer"],
  create: ({ past, holds }) => ({
    committed(row) {
      const end = past.logEnd[row.where]!;
      const furthest = past.instance(row.who).furthest.get(row.where) ?? -1;
      // Who was sent beyond the end by hand may commit that, until a broker tells that there is nothing.
      if (row.offset > end && past.claim(row.who, row.where)?.position === row.offset) return;
      holds(row.offset <= end, row, () => `the high watermark is ${end}`);
      holds(
        past.unseen.mayAllBeUnseen(row.who, row.where, Math.max(0, furthest), row.offset),
        row,
        () => `instance ${row.who} was delivered records up to ${furthest} only`,
      );
    },
  }),
};
