import type { Checker } from "./checker.ts";

export const deadLetters: Checker = {
  name: "dead-letters",
  says: "A record is given up only after its last attempt; a dead letter keeps key and origin, and is in the queue before the source moves on.",
  origin: "Spring's DeadLetterPublishingRecoverer and DefaultErrorHandler",
  create({ past, program, holds }) {
    /** By (producer, partition): up to which offset it was acknowledged. */
    const acknowledged = new Map<number, number>();
    return {
      acknowledged: (row) => void acknowledged.set(past.pair(row.who, row.where), row.offset + row.extra),
      deadLettered(row) {
        const plan = past.planOf(row.who)!;
        const source = past.messageAt(row.where, row.offset) ?? -1;
        const letter = past.message(row.what);
        holds(
          row.extra >= plan.config.maxAttempts,
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
        const upTo = acknowledged.get(past.pair(row.who, letter.partition)) ?? 0;
        holds(letter.offset >= 0 && letter.offset < upTo, row, () => "the queue has not acknowledged it");
      },
      skipped(row) {
        const { config, deadLetterQueue } = past.planOf(row.who)!;
        holds(
          row.extra >= config.maxAttempts && deadLetterQueue < 0 && config.afterLastAttempt === "skip",
          row,
          () => `${config.maxAttempts} attempts are allowed, then: ${config.afterLastAttempt}`,
        );
      },
    };
  },
};
