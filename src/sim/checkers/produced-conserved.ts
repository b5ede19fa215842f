import { APPENDED_AGAIN } from "#sim/bus/log/takeover.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";
import { hearsAnswers, isClustered } from "./sending-past.ts";

/** Where a message is for its producer. `orphaned`: it was under way when its process ended. */
type Place = "waiting" | "under way" | "acknowledged" | "failed" | "dropped" | "orphaned";

/** One message as its producer has it. */
interface Sent {
  readonly who: number;
  place: Place;
  /** How often it was sent, and how often it was appended. */
  sends: number;
  appends: number;
}

/** The messages of all producers. Those of one producer for one partition are batched in the order in which they were made. */
class Sends {
  readonly #messages = new Map<number, Sent>();
  readonly #lanes = new Map<string, number[]>();
  readonly #places = new Map<number, number>();
  readonly #waiting = new Map<number, number>();

  made({ who, where, what }: TraceRow): void {
    const name = `${who} ${where}`;
    const lane = this.#lanes.get(name) ?? [];
    this.#lanes.set(name, lane);
    this.#places.set(what, lane.push(what) - 1);
    this.#messages.set(what, { who, place: "waiting", sends: 0, appends: 0 });
    this.#waiting.set(who, this.waitingAt(who) + 1);
  }

  of(message: number): Sent | undefined {
    return this.#messages.get(message);
  }

  /** The messages of a batch, from its first one. */
  batch({ who, where, what }: TraceRow, count: number): number[] {
    const at = this.#places.get(what);
    return at === undefined ? [] : (this.#lanes.get(`${who} ${where}`)?.slice(at, at + count) ?? []);
  }

  move(message: number, to: Place): void {
    const sent = this.#messages.get(message)!;
    const change = (to === "waiting" ? 1 : 0) - (sent.place === "waiting" ? 1 : 0);
    this.#waiting.set(sent.who, this.waitingAt(sent.who) + change);
    sent.place = to;
  }

  waitingAt(who: number): number {
    return this.#waiting.get(who) ?? 0;
  }

  /** Moves all messages of a producer that are at a place. */
  moveAll(who: number, from: Place, to: Place): void {
    for (const [message, sent] of this.#messages)
      if (sent.who === who && sent.place === from) this.move(message, to);
  }

  producers(): Iterable<number> {
    return this.#waiting.keys();
  }
}

export const producedConserved: Checker = {
  name: "produced-conserved",
  says: "Every message waits, is under way, or has come to one end: acknowledged, failed, or dropped with its process; it is appended no more often than it was sent, and what is acknowledged lies in the log.",
  origin: "Conservation at the producer (RecordAccumulator)",
  create({ past, program, holds }) {
    const sends = new Sends();
    const isDown = (who: number): boolean => ["stopped", "crashed"].includes(past.instance(who).is);
    /** Takes a batch from one of some places to another. */
    const move = (row: TraceRow, count: number, from: readonly Place[], to: Place): void => {
      const batch = sends.batch(row, count);
      holds(
        batch.length === count,
        row,
        () => `only ${batch.length} of ${count} messages were made for there`,
      );
      for (const message of batch) {
        const place = sends.of(message)?.place ?? "dropped";
        holds(from.includes(place), row, () => `message ${message} is ${place}`);
        sends.move(message, to);
        if (to === "under way") sends.of(message)!.sends++;
      }
    };
    return {
      produced: (row) => sends.made(row),
      sent: (row) => move(row, row.offset, ["waiting"], isDown(row.who) ? "orphaned" : "under way"),
      produceRetried: (row) => move(row, row.offset, ["under way"], "waiting"),
      produceFailed(row) {
        if (row.what >= 0) move(row, row.offset, ["waiting", "under way"], "failed");
      },
      acknowledged(row) {
        move(row, row.extra, ["under way"], "acknowledged");
        if (!hearsAnswers(program, row.who) || isClustered(program)) return;
        sends.batch(row, row.extra).forEach((message, index) => {
          const isThere = past.messageAt(row.where, row.offset + index) === message;
          holds(isThere, row, () => `message ${message} does not lie at ${row.offset + index}`);
        });
      },
      appended(row) {
        const sent = sends.of(row.what);
        // A replica that was elected may bring back what was appended long ago.
        if (sent === undefined || (row.extra & APPENDED_AGAIN) !== 0) return;
        sent.appends++;
        const mostSends = Math.max(sent.sends, sent.place === "orphaned" ? 1 : 0);
        holds(
          sent.appends <= mostSends,
          row,
          () => `message ${row.what} was sent ${mostSends} times and is appended ${sent.appends} times`,
        );
      },
      crashed: (row) => sends.moveAll(row.who, "under way", "orphaned"),
      stopped: (row) => sends.moveAll(row.who, "under way", "orphaned"),
      dropped(row) {
        const waiting = sends.waitingAt(row.who);
        holds(
          row.extra === waiting,
          row,
          () => `${waiting} messages were waiting, ${row.extra} were dropped`,
        );
        sends.moveAll(row.who, "waiting", "dropped");
      },
      startedUp(row) {
        const waiting = sends.waitingAt(row.who);
        holds(waiting === 0, row, () => `${waiting} messages of its former life still wait`);
      },
      end() {
        for (const who of sends.producers()) {
          const waiting = sends.waitingAt(who);
          if (isDown(who))
            holds(waiting === 0, null, () => `${waiting} messages wait in instance ${who}, which is down`);
        }
      },
    };
  },
};
