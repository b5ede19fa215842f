import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

/** One producer's messages to one partition, by where they are; each list in the order of sending. */
interface Lane {
  readonly waiting: number[];
  readonly travelling: number[];
  readonly unanswered: number[];
  /** How many of those travelling left a life that is over: nobody hears their answers. */
  orphans: number;
}

export const producedConserved: Checker = {
  name: "produced-conserved",
  says: "Produced = waiting + dropped + in flight + appended, and only what is in the log is acknowledged, once.",
  origin: "Conservation at the producer (RecordAccumulator)",
  create({ past, holds }) {
    const producers = new Map<number, Map<number, Lane>>();
    const lanesOf = (who: number): Map<number, Lane> => {
      let lanes = producers.get(who);
      if (lanes === undefined) producers.set(who, (lanes = new Map<number, Lane>()));
      return lanes;
    };
    const laneOf = (who: number, partition: number): Lane => {
      const lanes = lanesOf(who);
      let lane = lanes.get(partition);
      if (lane === undefined)
        lanes.set(partition, (lane = { waiting: [], travelling: [], unanswered: [], orphans: 0 }));
      return lane;
    };
    const waitingOf = (who: number): number =>
      [...lanesOf(who).values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
    /** Nobody hears the answers to a former life's requests. */
    const forgetAnswers = ({ who }: TraceRow): void => {
      for (const lane of lanesOf(who).values()) {
        lane.unanswered.length = 0;
        lane.orphans = lane.travelling.length;
      }
    };
    const isDown = (who: number): boolean => ["stopped", "crashed"].includes(past.instance(who).is);
    return {
      produced: (row) => void laneOf(row.who, row.where).waiting.push(row.what),
      sent(row) {
        const lane = laneOf(row.who, row.where);
        const { waiting, travelling } = lane;
        const batch = waiting.splice(0, row.offset);
        holds(batch.length === row.offset, row, () => `only ${batch.length} messages were waiting`);
        holds(batch[0] === row.what, row, () => `message ${batch[0]} was first in line`);
        travelling.push(...batch);
        // A stopped one sends what it still holds and is gone.
        if (isDown(row.who)) lane.orphans += batch.length;
      },
      appended(row) {
        const lane = laneOf(row.who, row.where);
        const first = lane.travelling.shift();
        holds(first === row.what, row, () => `message ${first} should arrive first`);
        if (lane.orphans > 0) lane.orphans--;
        else lane.unanswered.push(row.what);
      },
      acknowledged(row) {
        const batch = laneOf(row.who, row.where).unanswered.splice(0, row.extra);
        holds(batch.length === row.extra, row, () => `only ${batch.length} messages awaited an answer`);
        holds(batch[0] === row.what, row, () => `message ${batch[0]} should be answered first`);
        batch.forEach((message, index) =>
          holds(
            past.message(message)?.offset === row.offset + index,
            row,
            () => `message ${message} does not lie at ${row.offset + index}`,
          ),
        );
      },
      crashed: forgetAnswers,
      stopped: forgetAnswers,
      dropped(row) {
        const waiting = waitingOf(row.who);
        holds(
          row.extra === waiting,
          row,
          () => `${waiting} messages were waiting, ${row.extra} were dropped`,
        );
        for (const lane of lanesOf(row.who).values()) lane.waiting.length = 0;
      },
      startedUp(row) {
        const waiting = waitingOf(row.who);
        holds(waiting === 0, row, () => `${waiting} messages of its former life still wait`);
      },
      end() {
        for (const who of producers.keys()) {
          const waiting = waitingOf(who);
          if (isDown(who))
            holds(waiting === 0, null, () => `${waiting} messages wait in instance ${who}, which is down`);
        }
      },
    };
  },
};
