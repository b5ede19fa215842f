import { INSTANCES_MAX } from "#sim/layout.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";
import { isTransactional } from "./sending-past.ts";

export const causesBeforeEffects: Checker = {
  name: "causes-before-effects",
  says: "What is processed was appended before, and a message that follows from another is made the moment that one was dealt with, by whoever did, or when send() lets it go.",
  origin: "Causality: the graph of what follows from what has no cycle",
  create({ past, program, holds }) {
    /** By subject: the message that it last processed or failed at, and when. */
    const dealtWith = new Map<number, TraceRow>();
    /** Those whose send() waits or has waited: for memory, for a transaction to end, or for the id of a schema. */
    const waits = new Set<number>();
    const remember = (row: TraceRow): void => void dealtWith.set(row.who, row);
    // What an unclean election has taken may still be in somebody's hand.
    const isInLog = (row: TraceRow): void =>
      holds(
        past.replication.isTainted[row.where] === true || (past.message(row.what)?.offset ?? -1) >= 0,
        row,
        () => `message ${row.what} is in no log`,
      );
    /** Dead letters go out again when somebody says so, and what a key fence parks was never dealt with. */
    const isCopyOfItsOwn = (row: TraceRow): boolean => {
      const from = program.topicOfPartition[past.message(row.offset)?.partition ?? -1] ?? -1;
      const to = program.topicOfPartition[row.where]!;
      const group = program.services[Math.floor(row.who / INSTANCES_MAX)]?.group ?? -1;
      const plan = program.groups[group];
      if (plan === undefined || program.retrying === null) return false;
      const isRedrive = plan.deadLetterQueue === from && plan.topics.includes(to);
      const isRetry = program.retrying.tiers[group]!.some(({ topic }) => topic === to);
      return isRedrive || (isRetry && plan.config.keyFence);
    };
    return {
      produced(row) {
        const parent = row.offset;
        if (parent < 0) return;
        // A feed passes on what another service has decided.
        if (program.sourcing?.uses[Math.floor(row.who / INSTANCES_MAX)]?.use === "feeds") return;
        if (isCopyOfItsOwn(row)) return;
        // A relay publishes later, a dual write before it is done with the record.
        if ((program.effects?.services[Math.floor(row.who / INSTANCES_MAX)]?.database ?? -1) >= 0)
          return holds(parent < row.what, row, () => `message ${parent} comes after what follows from it`);
        const cause = dealtWith.get(row.who);
        holds(
          parent < row.what &&
            cause?.what === parent &&
            (cause.timeUs === row.timeUs || waits.has(row.who) || isTransactional(program, row.who)),
          row,
          () => `instance ${row.who} was not dealing with message ${parent}`,
        );
      },
      sendBlocked: (row) => void waits.add(row.who),
      schemaFetched: (row) => void waits.add(row.who),
      serializationFailed: (row) => void waits.add(row.who),
      started: isInLog,
      processed: remember,
      failed: remember,
    };
  },
};
