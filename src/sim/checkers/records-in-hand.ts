import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

/** What an instance's application has in hand. */
interface Hand {
  /** Flat list of [partition, from, to]. */
  batch: number[];
  /** When the poll returned it. */
  sinceUs: number;
  /** The record in work: begun, or failed and not yet decided upon. */
  work: "none" | "started" | "failed";
  /** A refused commit that comes first makes it drop everything. */
  mayDrop: boolean;
  delivered: number;
  dealtWith: number;
  dropped: number;
}

export const recordsInHand: Checker = {
  name: "records-in-hand",
  says: "Delivered = processed + dead-lettered + skipped + put back + dropped + in hand; one record at a time, in the order of delivery.",
  origin: "Conservation at a server of capacity one",
  create({ past, holds }) {
    const hands = new Map<number, Hand>();
    const handOf = (who: number): Hand => {
      let hand = hands.get(who);
      if (hand === undefined) {
        hand = {
          batch: [],
          sinceUs: -1,
          work: "none",
          mayDrop: false,
          delivered: 0,
          dealtWith: 0,
          dropped: 0,
        };
        hands.set(who, hand);
      }
      return hand;
    };
    const drop = (hand: Hand, isDropped: (partition: number) => boolean): void => {
      const kept: number[] = [];
      for (let i = 0; i < hand.batch.length; i += 3) {
        const range = hand.batch.slice(i, i + 3);
        if (isDropped(range[0]!)) hand.dropped += range[2]! - range[1]!;
        else kept.push(...range);
      }
      hand.batch = kept;
      hand.work = "none";
    };
    const expect = (row: TraceRow, work: Hand["work"]): Hand => {
      const hand = handOf(row.who);
      holds(
        hand.work === work && hand.batch[0] === row.where && hand.batch[1] === row.offset,
        row,
        () => `next in hand is partition ${hand.batch[0]} offset ${hand.batch[1]}, work: ${hand.work}`,
      );
      return hand;
    };
    const done = (row: TraceRow, from: "started" | "failed"): void => {
      const hand = expect(row, from);
      hand.work = "none";
      hand.dealtWith++;
      hand.batch[1]!++;
      if (hand.batch[1] === hand.batch[2]) hand.batch.splice(0, 3);
    };
    return {
      delivered(row) {
        const hand = handOf(row.who);
        if (hand.mayDrop && hand.sinceUs !== row.timeUs) drop(hand, () => true);
        hand.mayDrop = false;
        holds(
          hand.work === "none" && (hand.batch.length === 0 || hand.sinceUs === row.timeUs),
          row,
          () => "it polled with records in hand",
        );
        hand.batch.push(row.where, row.offset, row.offset + row.extra);
        hand.sinceUs = row.timeUs;
        hand.delivered += row.extra;
      },
      started: (row) => void (expect(row, "none").work = "started"),
      processed: (row) => done(row, "started"),
      failed: (row) => void (expect(row, "started").work = "failed"),
      deadLettered: (row) => done(row, "failed"),
      skipped: (row) => done(row, "failed"),
      backedOff(row) {
        const hand = expect(row, "failed");
        hand.work = "none";
        if (row.extra > 0) drop(hand, (partition) => partition === row.where);
      },
      commitRefused(row) {
        const { commit, commitCall } = past.planOf(row.who)!.config;
        if (commit === "before-processing" && commitCall === "sync") handOf(row.who).mayDrop = true;
      },
      crashed: (row) => drop(handOf(row.who), () => true),
      stopped(row) {
        const hand = handOf(row.who);
        if (hand.mayDrop) drop(hand, () => true);
        holds(hand.batch.length === 0, row, () => "it ended with records in hand");
        drop(hand, () => true);
      },
      end() {
        for (const [who, { batch, delivered, dealtWith, dropped }] of hands) {
          let inHand = 0;
          for (let i = 0; i < batch.length; i += 3) inHand += batch[i + 2]! - batch[i + 1]!;
          holds(
            delivered === dealtWith + dropped + inHand,
            null,
            () =>
              `instance ${who}: ${delivered} delivered, ${dealtWith} dealt with, ${dropped} dropped, ${inHand} in hand`,
          );
        }
      },
    };
  },
};
