import type { Checker } from "./checker.ts";

export const redrives: Checker = {
  name: "redrives",
  says: "A dead letter is redriven no more often than its queue allows, keeps its key, and goes where the message came from or to a retry topic of its group.",
  origin: "Loop guard of a redrive: the count travels in the message's headers",
  create({ past, program, holds }) {
    /** By message: how often its event was redriven before it was made. */
    const redriven = new Map<number, number>();
    /** By message: the topic of the run in which its event first stood. */
    const sources = new Map<number, number>();
    const topicOf = (message: number): number =>
      program.topicOfPartition[past.message(message)?.partition ?? -1] ?? -1;
    const isQueue = (topic: number): boolean => program.topics[topic]?.isDeadLetterQueue === true;
    return {
      produced(row) {
        if (row.offset < 0 || program.retrying === null) return;
        const topic = program.topicOfPartition[row.where]!;
        const isRetry = program.retrying.tiers.some((tiers) => tiers.some((tier) => tier.topic === topic));
        if (!isQueue(topic) && !isRetry) return;
        redriven.set(row.what, redriven.get(row.offset) ?? 0);
        sources.set(row.what, sources.get(row.offset) ?? topicOf(row.offset));
      },
      redriven(row) {
        const letter = past.message(row.what)?.parent ?? -1;
        const queue = topicOf(letter);
        const most = program.retrying?.queues[queue]?.maxRedrives ?? 0;
        const count = (redriven.get(letter) ?? 0) + 1;
        redriven.set(row.what, count);
        sources.set(row.what, sources.get(letter) ?? -1);
        holds(isQueue(queue), row, () => `message ${letter} was no dead letter`);
        holds(row.extra === count, row, () => `it is the ${count}. time`);
        holds(most === 0 || count <= most, row, () => `${most} redrives are allowed`);
        holds(
          past.message(row.what)?.key === past.message(letter)?.key,
          row,
          () => "it has another key than its dead letter",
        );
        const topic = program.topicOfPartition[row.where]!;
        const group = program.services[Math.floor(row.who / 64)]?.group ?? -1;
        const isOwnRetry = program.retrying?.tiers[group]?.[0]?.topic === topic;
        holds(topic === sources.get(letter) || isOwnRetry, row, () => `it goes to topic ${topic}`);
      },
    };
  },
};
