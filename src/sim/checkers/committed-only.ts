import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";

export const committedOnly: Checker = {
  name: "committed-only",
  says: "A group with read_committed works on nothing of a transaction that was aborted or is not decided yet.",
  origin: "Kafka's isolation.level; Jepsen calls the opposite aborted-read and dirty-read",
  create({ program, holds }) {
    /** By partition, then by offset: what became of a record of a transaction. */
    const fates = program.topicOfPartition.map(() => new Map<number, "open" | "committed" | "aborted">());
    /** By partition, then by producing instance: offsets of its open transaction. */
    const open = program.topicOfPartition.map(() => new Map<number, number[]>());
    const groupOf = (who: number): number => program.services[Math.floor(who / INSTANCES_MAX)]?.group ?? -1;
    const isTransactional = (who: number): boolean =>
      program.services[Math.floor(who / INSTANCES_MAX)]?.config.transactional === true;
    const isCommitted = (row: TraceRow): void => {
      if (program.groups[groupOf(row.who)]?.config.isolationLevel !== "read_committed") return;
      const fate = fates[row.where]!.get(row.offset);
      if (fate !== undefined)
        holds(fate === "committed", row, () => `the transaction of offset ${row.offset} is ${fate}`);
    };
    return {
      appended({ who, where, offset }) {
        fates[where]!.delete(offset);
        if (!isTransactional(who)) return;
        fates[where]!.set(offset, "open");
        const offsets = open[where]!.get(who);
        if (offsets === undefined) open[where]!.set(who, [offset]);
        else offsets.push(offset);
      },
      markerAppended({ who, where, extra }) {
        for (const offset of open[where]!.get(who) ?? [])
          fates[where]!.set(offset, extra === 1 ? "committed" : "aborted");
        open[where]!.delete(who);
      },
      started: isCommitted,
      acquired: isCommitted,
    };
  },
};
