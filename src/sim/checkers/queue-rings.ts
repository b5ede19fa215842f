import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const queueRings: Checker = {
  name: "queue-rings",
  says: "A dead letter queue rings from the dead letter on that makes as many as it rings at, and until there are fewer that nobody has dealt with.",
  origin: "An alert on depth: open dead letters = appended − redriven − discarded − deleted by retention",
  create({ past, program, holds }) {
    /** By topic: the messages of open dead letters by offset (one that was appended twice lies there twice); whether it rings. */
    const open = new Map<number, Map<number, number>>();
    const ringing = new Set<number>();
    /** Copies that were redriven: without idempotence one may come to its topic several times. */
    const copies = new Set<number>();
    const lettersOf = (topic: number): Map<number, number> => {
      const letters = open.get(topic) ?? new Map<number, number>();
      open.set(topic, letters);
      return letters;
    };
    const depthOf = (topic: number): number => {
      const start = past.logStart[program.topics[topic]!.firstPartition] ?? 0;
      return [...lettersOf(topic).keys()].filter((offset) => offset >= start).length;
    };
    const judge = (row: TraceRow, rings: boolean): void => {
      const { alertDepth } = program.retrying!.queues[row.who]!;
      const depth = depthOf(row.who);
      holds(row.extra === depth, row, () => `${depth} wait there`);
      holds(depth >= alertDepth === rings, row, () => `it rings at ${alertDepth}`);
      holds(ringing.has(row.who) !== rings, row, () => `it ${rings ? "rang" : "was quiet"} already`);
      if (rings) ringing.add(row.who);
      else ringing.delete(row.who);
    };
    return {
      appended(row) {
        const topic = program.topicOfPartition[row.where]!;
        if (program.topics[topic]!.isDeadLetterQueue) lettersOf(topic).set(row.offset, row.what);
      },
      redriven(row) {
        if (copies.has(row.what)) return;
        copies.add(row.what);
        const letter = past.message(row.what)?.parent ?? -1;
        const letters = lettersOf(program.topicOfPartition[past.message(letter)?.partition ?? -1] ?? -1);
        for (const [offset, message] of letters) if (message === letter) return void letters.delete(offset);
      },
      deadLetterDiscarded: (row) => void lettersOf(row.who).delete(row.offset),
      queueRang: (row) => judge(row, true),
      queueQuiet: (row) => judge(row, false),
    };
  },
};
