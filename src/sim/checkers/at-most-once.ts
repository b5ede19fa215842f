import { START_REASONS } from "#sim/fact-tables.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";

export const atMostOnce: Checker = {
  name: "at-most-once",
  says: "A group that commits (and waits for it) before it processes never processes a record twice.",
  origin: "Kafka's design notes, message delivery semantics",
  protocols: ["classic", "consumer"],
  create({ past, program, holds }) {
    const done = new Set<string>();
    /** Where a person sent a member back. */
    const sought = new Set<number>();
    return {
      positioned(row) {
        if (START_REASONS[row.extra] === "sought") sought.add(past.pair(row.what, row.where));
      },
      processed(row) {
        const group = past.groupOf(row.who);
        const { commit, commitCall } = program.groups[group]!.config;
        if (commit !== "before-processing" || commitCall !== "sync") return;
        // Where offsets go with transactions, they are committed after the processing.
        if (program.services[Math.floor(row.who / INSTANCES_MAX)]!.config.transactional) return;
        if (past.wasMoved(group, row.where) || sought.has(past.pair(group, row.where))) return;
        const record = `${group} ${row.where} ${row.offset}`;
        holds(!done.has(record), row, () => "the group has processed the record before");
        done.add(record);
      },
    };
  },
};
