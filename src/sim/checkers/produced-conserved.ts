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

/** The lanes of all producers. */
class Lanes {
  readonly producers = new Map<number, Map<number, Lane>>();

  of(who: number): Map<number, Lane> {
    const lanes = this.producers.get(who) ?? new Map<number, Lane>();
    this.producers.set(who, lanes);
    return lanes;
  }

  to({ who, where }: TraceRow): Lane {
    const lanes = this.of(who);
    const lane = lanes.get(where) ?? { waiting: [], travelling: [], unanswered: [], orphans: 0 };
    lanes.set(where, lane);
    return lane;
  }

  waitingAt(who: number): number {
    let sum = 0;
    for (const { waiting } of this.of(who).values()) sum += waiting.length;
    return sum;
  }

  /** Nobody hears the answers to a former life's requests. */
  forgetAnswers(who: number): void {
    for (const lane of this.of(who).values()) {
      lane.unanswered.length = 0;
      lane.orphans = lane.travelling.length;
    }
  }
}

export const producedConserved: Checker = {
  name: "produced-conserved",
  says: "Produced = waiting + dropped + in flight + appended, and only what is in the log is acknowledged, once.",
  origin: "Conservation at the producer (RecordAccumulator)",
  create({ past, holds }) {
    const lanes = new Lanes();
    const isDown = (who: number): boolean => ["stopped", "crashed"].includes(past.instance(who).is);
    return {
      produced: (row) => void lanes.to(row).waiting.push(row.what),
      sent(row) {
        const lane = lanes.to(row);
        const batch = lane.waiting.splice(0, row.offset);
        holds(batch.length === row.offset, row, () => `only ${batch.length} messages were waiting`);
        holds(batch[0] === row.what, row, () => `message ${batch[0]} was first in line`);
        lane.travelling.push(...batch);
        // A stopped one sends what it still holds and is gone.
        if (isDown(row.who)) lane.orphans += batch.length;
      },
      appended(row) {
        const lane = lanes.to(row);
        const first = lane.travelling.shift();
        holds(first === row.what, row, () => `message ${first} should arrive first`);
        if (lane.orphans > 0) lane.orphans--;
        else lane.unanswered.push(row.what);
      },
      acknowledged(row) {
        const batch = lanes.to(row).unanswered.splice(0, row.extra);
        holds(batch.length === row.extra, row, () => `only ${batch.length} messages awaited an answer`);
        holds(batch[0] === row.what, row, () => `message ${batch[0]} should be answered first`);
        batch.forEach((message, index) => {
          const isThere = past.message(message)?.offset === row.offset + index;
          holds(isThere, row, () => `message ${message} does not lie at ${row.offset + index}`);
        });
      },
      crashed: (row) => lanes.forgetAnswers(row.who),
      stopped: (row) => lanes.forgetAnswers(row.who),
      dropped(row) {
        const waiting = lanes.waitingAt(row.who);
        holds(
          row.extra === waiting,
          row,
          () => `${waiting} messages were waiting, ${row.extra} were dropped`,
        );
        for (const lane of lanes.of(row.who).values()) lane.waiting.length = 0;
      },
      startedUp(row) {
        const waiting = lanes.waitingAt(row.who);
        holds(waiting === 0, row, () => `${waiting} messages of its former life still wait`);
      },
      end() {
        for (const who of lanes.producers.keys()) {
          const waiting = lanes.waitingAt(who);
          if (isDown(who))
            holds(waiting === 0, null, () => `${waiting} messages wait in instance ${who}, which is down`);
        }
      },
    };
  },
};
