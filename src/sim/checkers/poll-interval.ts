import { COMMIT_ERRORS } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Checker } from "./checker.ts";

export const pollInterval: Checker = {
  name: "poll-interval",
  says: "A member leaves when its application has not polled for max.poll.interval.ms: not sooner, and not later while it works.",
  origin: "KIP-62; AbstractCoordinator's heartbeat thread, Heartbeat.pollTimeoutExpired",
  create({ past, holds }) {
    /** By subject: its last poll that returned records, -1 once something else decides when it leaves. */
    const polledUs = new Map<number, number>();
    /** Those whose client gave up its membership over a refused commit, or is about to. */
    const fenced = new Set<number>();
    const limitUs = (who: number): number => (past.planOf(who)?.config.maxPollIntervalMs ?? 0) * 1000;
    const excuse = (who: number): void => void polledUs.set(who, -1);
    const worked = (row: TraceRow): void => {
      const sinceUs = polledUs.get(row.who) ?? -1;
      if (sinceUs < 0 || fenced.has(row.who) || !past.isMember(past.groupOf(row.who), row.who)) return;
      holds(
        row.timeUs <= sinceUs + limitUs(row.who),
        row,
        () => `it polled last at ${sinceUs} µs and is still a member`,
      );
    };
    return {
      delivered(row) {
        // The heartbeat thread rests during a join, which a cooperative member may work through.
        const isJoining = past.groups[past.groupOf(row.who)]?.phase !== "stable";
        polledUs.set(row.who, isJoining ? -1 : row.timeUs);
      },
      processed: worked,
      failed: worked,
      commitRefused(row) {
        const isRebalance = ["REBALANCE_IN_PROGRESS", "RebalanceInProgressException"].includes(
          COMMIT_ERRORS[row.extra]!,
        );
        if (!isRebalance) fenced.add(row.who);
      },
      assigned: (row) => void fenced.delete(row.who),
      rebalanceStarted(row) {
        // Its join may have been on its way when it was handed the records that it works on.
        if (past.program.groups[row.who]!.config.assignor === "cooperative-sticky")
          for (const who of polledUs.keys()) if (past.groupOf(who) === row.who) excuse(who);
      },
      paused: (row) => excuse(row.who),
      memberRemoved: (row) => excuse(row.extra),
      startedUp: (row) => excuse(row.who),
      pollExpired(row) {
        const sinceUs = polledUs.get(row.who) ?? -1;
        if (sinceUs >= 0)
          holds(row.timeUs >= sinceUs + limitUs(row.who), row, () => `it polled at ${sinceUs} µs`);
        excuse(row.who);
      },
    };
  },
};
