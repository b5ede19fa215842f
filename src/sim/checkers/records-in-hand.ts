import { START_REASONS, TRANSACTION_ENDS } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";
import { isTransactional } from "./sending-past.ts";

/** What an instance's application has in hand. */
class Hand {
  /** Flat list of [partition, from, to]. */
  batch: number[] = [];
  /** When the poll returned it. */
  sinceUs = -1;
  /** The record in work: begun, or failed and not yet decided upon. */
  work: "none" | "started" | "failed" = "none";
  /** A refused commit that comes first makes it drop everything. */
  mayDrop = false;
  isFenced = false;
  delivered = 0;
  dealtWith = 0;
  dropped = 0;

  /** Lets go of one partition's records, or of all. */
  drop(partition: number | "all"): void {
    const kept: number[] = [];
    for (let i = 0; i < this.batch.length; i += 3) {
      const range = this.batch.slice(i, i + 3);
      if (partition === "all" || range[0] === partition) this.dropped += range[2]! - range[1]!;
      else kept.push(...range);
    }
    this.batch = kept;
    this.work = "none";
  }

  /** The record in work is dealt with. */
  next(): void {
    this.work = "none";
    this.dealtWith++;
    this.batch[1]!++;
    if (this.batch[1] === this.batch[2]) this.batch.splice(0, 3);
  }

  get records(): number {
    let records = 0;
    for (let i = 0; i < this.batch.length; i += 3) records += this.batch[i + 2]! - this.batch[i + 1]!;
    return records;
  }
}

export const recordsInHand: Checker = {
  name: "records-in-hand",
  says: "Delivered = processed + dead-lettered + moved to a retry topic + skipped + put back + dropped + in hand; one record at a time, in the order of delivery.",
  origin: "Conservation at a server of capacity one",
  protocols: ["classic", "consumer"],
  create({ past, program, holds }) {
    const hands = new Map<number, Hand>();
    const handOf = (who: number): Hand => {
      const hand = hands.get(who) ?? new Hand();
      hands.set(who, hand);
      return hand;
    };
    const expected = (row: TraceRow, work: Hand["work"]): Hand => {
      const hand = handOf(row.who);
      holds(
        hand.work === work && hand.batch[0] === row.where && hand.batch[1] === row.offset,
        row,
        () => `next in hand is partition ${hand.batch[0]} offset ${hand.batch[1]}, work: ${hand.work}`,
      );
      return hand;
    };
    return {
      delivered(row) {
        const hand = handOf(row.who);
        const isSamePoll = hand.sinceUs === row.timeUs;
        if (hand.mayDrop && !isSamePoll) hand.drop("all");
        hand.mayDrop = false;
        const isFree = hand.work === "none" && (hand.batch.length === 0 || isSamePoll);
        holds(isFree, row, () => "it polled with records in hand");
        hand.batch.push(row.where, row.offset, row.offset + row.extra);
        hand.sinceUs = row.timeUs;
        hand.delivered += row.extra;
      },
      started: (row) => void (expected(row, "none").work = "started"),
      processed: (row) => expected(row, "started").next(),
      failed: (row) => void (expected(row, "started").work = "failed"),
      deadLettered: (row) => expected(row, "failed").next(),
      skipped: (row) => expected(row, "failed").next(),
      movedToRetry: (row) => expected(row, "failed").next(),
      parked: (row) => expected(row, "none").next(),
      notDueYet: (row) => expected(row, "none").drop(row.where),
      backedOff(row) {
        const hand = expected(row, "failed");
        hand.work = "none";
        if (row.extra > 0) hand.drop(row.where);
      },
      commitRefused(row) {
        const { commit, commitCall } = past.planOf(row.who)!.config;
        if (commit === "before-processing" && commitCall === "sync") handOf(row.who).mayDrop = true;
      },
      // A transaction that did not come to its end takes its batch back; who is fenced ends with it in hand.
      positioned(row) {
        if (START_REASONS[row.extra] === "sought" && isTransactional(program, row.who))
          handOf(row.who).mayDrop = true;
      },
      // An application that leaves its loop in the midst of a batch ends with the rest in hand.
      intervened(row) {
        if (program.interventions[row.who]?.config["breaksOff"] === true && row.extra >= 0)
          handOf(row.extra).mayDrop = true;
      },
      transactionEnded(row) {
        if (TRANSACTION_ENDS[row.extra] !== "committed") handOf(row.who).mayDrop = true;
      },
      // It hears of that later, whatever it polls until then.
      producerFenced: (row) => void (handOf(row.who).isFenced = true),
      crashed: (row) => handOf(row.who).drop("all"),
      stopped(row) {
        const hand = handOf(row.who);
        if (hand.mayDrop || hand.isFenced) hand.drop("all");
        hand.isFenced = false;
        holds(hand.records === 0, row, () => "it ended with records in hand");
      },
      end() {
        for (const [who, { records, delivered, dealtWith, dropped }] of hands) {
          holds(
            delivered === dealtWith + dropped + records,
            null,
            () =>
              `instance ${who}: ${delivered} delivered, ${dealtWith} dealt with, ${dropped} dropped, ${records} in hand`,
          );
        }
      },
    };
  },
};
