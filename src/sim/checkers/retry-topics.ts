import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const retryTopics: Checker = {
  name: "retry-topics",
  says: "A record moves to its group's retry topics tier by tier, after its last attempt, keeps its key, and is not tried there before its delay is over.",
  origin: "Spring's @RetryableTopic: the tier's delay counts from the moment of the failure",
  protocols: ["classic", "consumer"],
  create({ past, program, holds }) {
    const tiersOf = (who: number) => program.retrying?.tiers[past.groupOf(who)] ?? [];
    /** The tier (from 1) that a record of a partition is in for the group of an instance. */
    const tierOf = (who: number, partition: number): number =>
      tiersOf(who).findIndex(({ topic }) => topic === program.topicOfPartition[partition]) + 1;
    /** By message in a retry topic: when it was first tried there; those that have a delay to keep. */
    const tried = new Map<number, TraceRow>();
    const moved = new Set<number>();
    const judge = (message: number): void => {
      const first = tried.get(message);
      const made = past.message(message);
      if (first === undefined || made === undefined || !moved.has(message)) return;
      const delayUs = tiersOf(first.who)[tierOf(first.who, first.where) - 1]?.delayUs ?? 0;
      const dueUs = made.timeUs + delayUs;
      holds(first.timeUs >= dueUs, first, () => `it is due at ${dueUs} µs`);
    };
    const move = (row: TraceRow): void => {
      const source = past.messageAt(row.where, row.offset) ?? -1;
      const copy = past.message(row.what);
      const tiers = tiersOf(row.who);
      holds(row.extra === tierOf(row.who, row.where) + 1, row, () => "it has missed a tier");
      holds(
        copy !== undefined && program.topicOfPartition[copy.partition] === tiers[row.extra - 1]?.topic,
        row,
        () => `its copy is in partition ${copy?.partition}`,
      );
      holds(copy?.parent === source, row, () => `its copy follows from message ${copy?.parent}`);
      holds(copy?.key === past.message(source)?.key, row, () => "its copy has another key");
    };
    const attempts = new Map<number, number>();
    return {
      failed: (row) => void attempts.set(row.who, row.extra),
      movedToRetry(row) {
        move(row);
        const { maxAttempts: most, retryBudgetPercent } = past.planOf(row.who)!.config;
        holds(
          retryBudgetPercent > 0 || (attempts.get(row.who) ?? 0) >= most,
          row,
          () => `${most} attempts come first`,
        );
        moved.add(row.what);
        judge(row.what);
      },
      parked(row) {
        move(row);
        holds(past.planOf(row.who)!.config.keyFence, row, () => "its group has no key fence");
      },
      started(row) {
        if (tierOf(row.who, row.where) === 0) return;
        const message = past.messageAt(row.where, row.offset) ?? -1;
        if (tried.has(message)) return;
        tried.set(message, row);
        judge(message);
      },
    };
  },
};
