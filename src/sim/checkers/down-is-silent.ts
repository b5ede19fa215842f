import { Fact, type FactCode } from "#sim/facts.ts";
import type { Checker } from "./checker.ts";

/** What only a process that runs can do. The rest is done by the bus and the coordinator, or to the process. */
const DEEDS: ReadonlySet<FactCode> = new Set([
  Fact.produced,
  Fact.sent,
  Fact.acknowledged,
  Fact.delivered,
  Fact.started,
  Fact.processed,
  Fact.failed,
  Fact.backedOff,
  Fact.deadLettered,
  Fact.skipped,
  Fact.movedToRetry,
  Fact.parked,
  Fact.notDueYet,
  Fact.positioned,
  Fact.assigned,
  Fact.revoked,
  Fact.lostPartition,
  Fact.pollExpired,
  Fact.heartbeat,
]);

export const downIsSilent: Checker = {
  name: "down-is-silent",
  says: "A process that was crashed, stopped or paused does nothing until it starts or goes on; nothing else is done by two lives at once.",
  origin: "A process lives and dies as a whole",
  create({ past, holds }) {
    /** By subject: when it stopped; what it still held goes out in that moment. */
    const stoppedUs = new Map<number, number>();
    return {
      any(row) {
        if (!DEEDS.has(row.fact)) return;
        const { is, pausedUntilUs } = past.instance(row.who);
        const isOver = is === "paused" && row.timeUs >= pausedUntilUs - 500;
        const isFlush = row.fact === Fact.sent && is === "stopped" && stoppedUs.get(row.who) === row.timeUs;
        holds(is === "up" || isOver || isFlush, row, () => `instance ${row.who} is ${is}`);
      },
      stopped: (row) => void stoppedUs.set(row.who, row.timeUs),
      startedUp(row) {
        const { is } = past.instance(row.who);
        holds(is === "stopped" || is === "crashed", row, () => `instance ${row.who} is ${is} already`);
      },
    };
  },
};
