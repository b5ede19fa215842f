import { COMMIT_ERRORS } from "#sim/fact-tables.ts";
import type { FactRow } from "#sim/story-context.ts";
import { momentText, numberText } from "#sim/words.ts";
import type { AnomalyKind, Prevention, Told } from "#sim/anomaly.ts";
import { links, type ExplainPast } from "./past.ts";

export const refusedCommit: AnomalyKind = {
  kind: "refused-commit",
  title: "Commit refused",
  class: "commit",
  says: "A member wanted to commit what is not its own any more, or at the wrong moment.",
  finds: {
    commitRefused: (row, past) => ({
      key: `${row.who} ${row.extra} ${past.instances.get(row.who)?.atUs ?? -1}`,
      tell: () => tell(row, past),
    }),
  },
};

/** `passing`: it may commit again after the rebalance. */
type Why = "passing" | "slow" | "silent";

function whyOf(row: FactRow, past: ExplainPast): Why {
  const code = COMMIT_ERRORS[row.extra];
  if (code === "REBALANCE_IN_PROGRESS" || code === "RebalanceInProgressException") return "passing";
  const isSlow =
    past.instances.get(row.who)?.is === "poll-expired" ||
    past.removals.get(row.who)?.reason === "not-rejoined";
  return isSlow ? "slow" : "silent";
}

function tell(row: FactRow, past: ExplainPast): Told {
  const node = past.group(row.what)?.nodeId;
  const removal = past.removals.get(row.who);
  const group = past.groupName(row.what);
  const why = whyOf(row, past);
  const isClassic = past.value(node, "protocol") === "classic";
  const session = isClassic ? "sessionTimeoutMs" : "brokerSessionTimeoutMs";
  const deciding = {
    slow: "maxPollIntervalMs",
    passing: isClassic ? "assignor" : "protocol",
    silent: session,
  };
  const code = COMMIT_ERRORS[row.extra] ?? "an error";
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
            says: `group ${group} removed it at ${momentText(removal.atUs)} (${removal.reason})`,
          },
      why === "passing" ? `group ${group} is in a rebalance` : null,
    ),
    itself: (count) =>
      `${past.member(row.who)} cannot commit offset ${numberText(row.offset)} of ${past.partition(row.where)}${count > 1 ? ` and ${count - 1} more` : ""} (${code})${why === "passing" ? "" : ": it will be processed again"}`,
    setting: past.setting(node, deciding[why]),
    prevention: preventionOf(row, past, why, node, session),
  };
}

function preventionOf(
  row: FactRow,
  past: ExplainPast,
  why: Why,
  node: string | undefined,
  session: string,
): Prevention {
  if (why === "slow") {
    return past.better(
      node,
      "maxPollRecords",
      Math.max(1, Math.floor(past.number(node, "maxPollRecords") / 10)),
      "a poll is then worked off before max.poll.interval.ms.",
    );
  }
  if (why === "passing") {
    return past.better(
      node,
      "assignor",
      "cooperative-sticky",
      "it may commit what it keeps, also during a rebalance; it tries again later anyway.",
    );
  }
  const event = past.instances.get(row.who);
  const before = past.instancesBefore.get(row.who);
  const pause = event?.is === "paused" ? event : event?.is === "resumed" ? before : undefined;
  const pauseUs = pause?.untilUs === undefined ? 0 : pause.untilUs - pause.atUs;
  // Whole seconds, a little longer than the pause.
  const longerMs = pauseUs > 0 ? Math.ceil(pauseUs / 1_000_000 + 1) * 1000 : 2 * past.number(node, session);
  return past.better(node, session, longerMs, "longer than the member may be silent.");
}
