import type { Checker } from "./checker.ts";

export const deadLetters: Checker = {
  name: "dead-letters",
  says: "A record is given up only after its last attempt; a dead letter keeps key and origin, and is in the queue before the source moves on.",
  origin: "Spring's DeadLetterPublishingRecoverer and DefaultErrorHandler",
  create({ past, program, holds }) {
    /** By (producer, partition): which of its messages there were acknowledged; by message: which one of them it is. */
    const acknowledged = new Map<number, Set<number>>();
    const acknowledgedRanks = ({
      who,
      where,
    }: {
      readonly who: number;
      readonly where: number;
    }): Set<number> => {
      const lane = past.pair(who, where);
      const known = acknowledged.get(lane) ?? new Set<number>();
      acknowledged.set(lane, known);
      return known;
    };
    /** By instance: the record that its deserializer could not read last, for which no more attempts are made. */
    const unreadable = new Map<number, { readonly where: number; readonly offset: number }>();
    const isUnreadable = (row: {
      readonly who: number;
      readonly where: number;
      readonly offset: number;
    }): boolean => {
      const last = unreadable.get(row.who);
      return last?.where === row.where && last.offset === row.offset;
    };
    const ranks = new Map<number, number>();
    const made = new Map<number, number>();
    return {
      deserializationFailed: (row) => void unreadable.set(row.who, row),
      produced(row) {
        const lane = past.pair(row.who, row.where);
        ranks.set(row.what, made.get(lane) ?? 0);
        made.set(lane, (made.get(lane) ?? 0) + 1);
      },
      acknowledged(row) {
        const rank = ranks.get(row.what) ?? 0;
        for (let i = 0; i < row.extra; i++) acknowledgedRanks(row).add(rank + i);
      },
      deadLettered(row) {
        const plan = past.planOf(row.who)!;
        const source = past.messageAt(row.where, row.offset) ?? -1;
        const letter = past.message(row.what);
        holds(
          row.extra >= plan.config.maxAttempts ||
            plan.config.retryBudgetPercent > 0 ||
            (plan.config.deserializationError === "dead-letter" && isUnreadable(row)),
          row,
          () => `${plan.config.maxAttempts} attempts are allowed`,
        );
        holds(
          letter?.parent === source,
          row,
          () => `it follows from message ${letter?.parent}, not ${source}`,
        );
        if (letter === undefined) return;
        holds(letter.key === past.message(source)?.key, row, () => "it has another key");
        const topic = program.topicOfPartition[letter.partition];
        holds(topic === plan.deadLetterQueue, row, () => `it lies in topic ${topic}`);
        const isAcknowledged = acknowledgedRanks({ who: row.who, where: letter.partition }).has(
          ranks.get(row.what) ?? -1,
        );
        holds(isAcknowledged, row, () => "the queue has not acknowledged it");
      },
      skipped(row) {
        const { config, deadLetterQueue } = past.planOf(row.who)!;
        holds(
          ((row.extra >= config.maxAttempts || config.retryBudgetPercent > 0) &&
            deadLetterQueue < 0 &&
            config.afterLastAttempt === "skip") ||
            (config.deserializationError === "skip" && isUnreadable(row)),
          row,
          () => `${config.maxAttempts} attempts are allowed, then: ${config.afterLastAttempt}`,
        );
      },
    };
  },
};
