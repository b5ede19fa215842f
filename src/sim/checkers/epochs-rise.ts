import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const epochsRise: Checker = {
  name: "epochs-rise",
  says: "Under the consumer protocol epochs only rise: the group's with every target, a member's while it is one, and never beyond the target's. Commits carry no newer one.",
  origin: "KIP-848; ConsumerGroup and ConsumerGroupMember.updateMemberEpoch",
  protocols: ["consumer"],
  create({ past, holds }) {
    /** By subject: the epoch that the coordinator has last told of. */
    const epochs = new Map<number, number>();
    const bounded = (row: TraceRow, group: number, epoch: number): void => {
      const { generation } = past.groups[group]!;
      holds(epoch <= generation, row, () => `the target is of epoch ${generation}`);
    };
    return {
      generationFormed(row) {
        const { generation, phase } = past.groups[row.who]!;
        // An empty group has no target: its epoch is told once more, and the first to join may get a target of that epoch. Whoever
        // subscribes to a pattern that finds no topic yet does not raise it.
        const isNew = row.offset === 0 || phase === "empty" ? row.what >= generation : row.what > generation;
        holds(isNew, row, () => `epoch ${row.what} follows ${generation}`);
      },
      memberEpoch(row) {
        bounded(row, past.groupOf(row.who), row.what);
        const before = epochs.get(row.who) ?? 0;
        holds(row.what >= before, row, () => `it was at epoch ${before}`);
        epochs.set(row.who, row.what);
      },
      memberJoined: (row) => void epochs.delete(row.extra),
      memberReplaced: (row) => void epochs.delete(row.extra),
      heartbeat(row) {
        bounded(row, past.groupOf(row.who), row.extra);
      },
      committed(row) {
        // Offsets of a transaction carry no epoch, nor do those that an empty group takes of anybody.
        if (row.extra < 0) return;
        bounded(row, row.what, row.extra);
        holds(past.isMember(row.what, row.who), row, () => `instance ${row.who} is no member`);
      },
    };
  },
};
