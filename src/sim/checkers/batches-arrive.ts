import { APPENDED_AGAIN } from "#sim/bus/log/takeover.ts";
import type { Checker } from "./checker.ts";
import { hearsAnswers, isClustered } from "./sending-past.ts";

interface Travelling {
  readonly first: number;
  readonly dueUs: number;
  left: number;
}

export const batchesArrive: Checker = {
  name: "batches-arrive",
  says: "What is appended was on its way and due, in the order of sending; a batch on its way arrives whole, unless it is refused or its broker fails.",
  origin: "Conservation on a link",
  create({ past, program, holds }) {
    const lanes = new Map<number, Travelling[]>();
    const refused = new Set<number>();
    // A slow disk, a dead broker or a cut network decide there.
    const isPunctual = !isClustered(program);
    const refuse = ({ who }: { readonly who: number }): void => void refused.add(who);
    return {
      sent(row) {
        const lane = past.pair(row.who, row.where);
        const batch = { first: row.what, dueUs: row.timeUs + row.extra, left: row.offset };
        const queue = lanes.get(lane);
        if (queue === undefined) lanes.set(lane, [batch]);
        else queue.push(batch);
      },
      appended(row) {
        // A new leader brings what it has copied from one that did not know it was none.
        if ((row.extra & APPENDED_AGAIN) !== 0) return;
        const queue = lanes.get(past.pair(row.who, row.where)) ?? [];
        // Those before it were refused, or got lost.
        const at = queue.findIndex(({ dueUs, left }) => left > 0 && (!isPunctual || dueUs === row.timeUs));
        const batch = queue[at];
        holds(batch !== undefined, row, () => "nothing was due there");
        if (batch === undefined) return;
        if (at > 0 && !refused.has(row.who) && isPunctual)
          holds(false, row, () => `the batch of message ${queue[0]?.first} comes first`);
        if (past.message(row.what)?.beginsBatch === true && isPunctual && !refused.has(row.who))
          holds(batch.first === row.what, row, () => `the batch of message ${batch.first} comes first`);
        if (--batch.left === 0) queue.splice(0, isPunctual ? at + 1 : 1);
      },
      duplicateRefused: refuse,
      produceRetried: refuse,
      produceFailed: refuse,
      producerFenced: refuse,
      end(endUs) {
        if (!isPunctual) return;
        for (const [lane, queue] of lanes) {
          const who = Math.floor(lane / program.layout.partitionCount);
          // Who hears nothing does not tell of a refusal either.
          if (!hearsAnswers(program, who)) continue;
          if (refused.has(who) || program.services.some(({ config }) => config.transactional)) continue;
          for (const { dueUs, first } of queue)
            holds(dueUs > endUs, null, () => `the batch of message ${first} was due at ${dueUs} µs`);
        }
      },
    };
  },
};
