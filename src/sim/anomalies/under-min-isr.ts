import { PRODUCE_ERRORS } from "#sim/fact-tables.ts";
import { brokerName } from "#sim/layout.ts";
import type { FactRow } from "#sim/story-context.ts";
import { amountText, momentText } from "#sim/words.ts";
import type { AnomalyKind, Finding } from "#sim/anomaly.ts";
import { links, type ExplainPast } from "./past.ts";

/** Whether a produce error says that too few replicas are in sync. */
export function isUnderMinimum(error: number): boolean {
  const name = PRODUCE_ERRORS[error];
  return name === "NOT_ENOUGH_REPLICAS" || name === "NOT_ENOUGH_REPLICAS_AFTER_APPEND";
}

function find(row: FactRow, past: ExplainPast): Finding | null {
  if (!isUnderMinimum(row.extra)) return null;
  return {
    key: `${row.where} ${row.fact}`,
    count: row.offset,
    tell() {
      const topic = past.topic(row.where);
      const sync = past.inSync.get(row.where);
      const minimum = past.number(topic?.nodeId, "minInsyncReplicas");
      const factor = past.number(topic?.nodeId, "replicationFactor");
      const isLost = row.fact === "produceFailed";
      return {
        partition: row.where,
        member: row.who,
        nodeId: topic?.nodeId,
        before: links(
          sync === undefined ? null : past.eventOfBroker(sync.broker),
          sync === undefined
            ? null
            : {
                atUs: sync.atUs,
                says: `${brokerName(sync.broker)} left the replicas of ${past.partition(row.where)} in sync at ${momentText(sync.atUs)} (${sync.reason}); ${sync.count} of ${factor} are left`,
              },
          `min.insync.replicas = ${minimum} refuses acks=all`,
        ),
        itself: (count) =>
          `${amountText(count, "message")} for ${past.partition(row.where)} ${isLost ? "refused and given up" : "refused and sent again later"} (${PRODUCE_ERRORS[row.extra] ?? ""})`,
        setting: past.setting(topic?.nodeId, "minInsyncReplicas"),
        prevention:
          factor <= minimum
            ? past.better(topic?.nodeId, "replicationFactor", minimum + 1, "one broker may then be away.")
            : past.better(
                topic?.nodeId,
                "minInsyncReplicas",
                Math.max(1, minimum - 1),
                "writes go on with fewer copies, at the risk of losing them. It is meant to refuse.",
              ),
      };
    },
  };
}

export const underMinIsr: AnomalyKind = {
  kind: "under-min-isr",
  title: "Too few replicas in sync",
  class: "broker",
  says: "Writes with acks=all are refused, because fewer replicas are in sync than min.insync.replicas.",
  finds: { produceRetried: find, produceFailed: find },
};
