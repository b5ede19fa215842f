import type { Checker } from "./checker.ts";

interface Travelling {
  readonly first: number;
  readonly dueUs: number;
  left: number;
}

export const batchesArrive: Checker = {
  name: "batches-arrive",
  says: "A batch on its way arrives whole and when it is due: sent = appended + in flight.",
  origin: "Conservation on a link",
  create({ past, holds }) {
    const lanes = new Map<number, Travelling[]>();
    return {
      sent(row) {
        const lane = past.pair(row.who, row.where);
        const batch = { first: row.what, dueUs: row.timeUs + row.extra, left: row.offset };
        const queue = lanes.get(lane);
        if (queue === undefined) lanes.set(lane, [batch]);
        else queue.push(batch);
      },
      appended(row) {
        const queue = lanes.get(past.pair(row.who, row.where));
        const batch = queue?.[0];
        holds(batch !== undefined, row, () => "nothing was on its way there");
        if (queue === undefined || batch === undefined) return;
        if (past.message(row.what)?.beginsBatch === true)
          holds(batch.first === row.what, row, () => `the batch of message ${batch.first} comes first`);
        holds(batch.dueUs === row.timeUs, row, () => `its batch is due at ${batch.dueUs} µs`);
        if (--batch.left === 0) queue.shift();
      },
      end(endUs) {
        for (const queue of lanes.values()) {
          for (const { dueUs, first } of queue)
            holds(dueUs > endUs, null, () => `the batch of message ${first} was due at ${dueUs} µs`);
        }
      },
    };
  },
};
