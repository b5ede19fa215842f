import { COMMIT_ERRORS } from "#sim/facts.ts";
import { momentText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "./anomaly.ts";
import { links } from "./past.ts";

export const refusedCommit: AnomalyKind = {
  kind: "refused-commit",
  title: "Commit refused",
  class: "commit",
  says: "A member wanted to commit what is not its own any more, or at the wrong moment.",
  finds: {
    commitRefused: (row, past) => ({
      key: `${row.who} ${row.extra}`,
      tell() {
        const node = past.group(row.what)?.nodeId;
        const event = past.instances.get(row.who);
        const removal = past.removals.get(row.who);
        const code = COMMIT_ERRORS[row.extra] ?? "an error";
        const isPause = event?.is === "paused" || event?.is === "resumed";
        const isSlow = event?.is === "poll-expired" || removal?.reason === "not-rejoined";
        const isClassic = past.value(node, "protocol") === "classic";
        const session = isClassic ? "sessionTimeoutMs" : "brokerSessionTimeoutMs";
        const isPassing = code === "REBALANCE_IN_PROGRESS" || code === "RebalanceInProgressException";
        const field = isSlow
          ? "maxPollIntervalMs"
          : isPassing
            ? isClassic
              ? "assignor"
              : "protocol"
            : session;
        return {
          partition: row.where,
          offset: row.offset,
          group: row.what,
          member: row.who,
          before: links(
            past.eventOf(row.who),
            removal === undefined
              ? null
              : {
                  atUs: removal.atUs,
                  says: `group ${past.groupName(row.what)} removed it at ${momentText(removal.atUs)} (${removal.reason})`,
                },
            isPassing ? `group ${past.groupName(row.what)} is in a rebalance` : null,
          ),
          itself: (count) =>
            `${past.member(row.who)} cannot commit offset ${numberText(row.offset)} of ${past.partition(row.where)}${count > 1 ? ` and ${count - 1} more` : ""} (${code})${isPassing ? "" : ": it will be processed again"}`,
          setting: past.setting(node, field),
          prevention: isSlow
            ? past.better(
                node,
                "maxPollRecords",
                Math.max(1, Math.floor(past.number(node, "maxPollRecords") / 10)),
                "a poll is then worked off before max.poll.interval.ms.",
              )
            : isPassing
              ? past.better(
                  node,
                  "assignor",
                  "cooperative-sticky",
                  "it may commit what it keeps, also during a rebalance; it tries again later anyway.",
                )
              : past.better(
                  node,
                  session,
                  pauseOr(
                    isPause && event.untilUs !== undefined ? event.untilUs - event.atUs : 0,
                    2 * past.number(node, session),
                  ),
                  "longer than the member may be silent.",
                ),
        };
      },
    }),
  },
};

/** Whole seconds, in ms, that are longer than a pause; `elseMs` where there was none. */
function pauseOr(pauseUs: number, elseMs: number): number {
  return pauseUs <= 0 ? elseMs : Math.ceil(pauseUs / 1_000_000 + 1) * 1000;
}
