import { START_REASONS } from "#sim/facts.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "./anomaly.ts";
import { links } from "./past.ts";

const HOW = {
  crashed: "crashed",
  stopped: "was shut down",
  lost: "lost the partition",
  revoked: "gave the partition up",
  expired: "left for not polling (max.poll.interval.ms)",
} as const;

export const duplicate: AnomalyKind = {
  kind: "duplicate",
  title: "Processed again",
  class: "duplicate",
  says: "A group processes a message a second time, because it was processed and not committed when it changed hands.",
  finds: {
    duplicated: (row, past) => ({
      key: `${row.who} ${row.where} ${past.story.starts.get(past.pair(row.who, row.where))?.offset ?? -1}`,
      tell() {
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        const pair = past.pair(row.who, row.where);
        const parting = past.story.partings.get(pair);
        const start = past.story.starts.get(pair);
        const commit = past.value(node, "commit");
        const isShare = past.value(node, "protocol") === "share";
        const isSought = START_REASONS[start?.reason ?? -1] === "sought";
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            parting === undefined
              ? null
              : {
                  atUs: parting.atUs,
                  says: `${past.member(parting.subject)} ${HOW[parting.how]} at ${momentText(parting.atUs)}`,
                },
            parting === undefined || parting.how !== "crashed" || isShare
              ? null
              : `${past.partition(row.where)} moved once its session was over (${past.setting(node, "sessionTimeoutMs")?.name ?? "session.timeout.ms"})`,
            start === undefined || isShare
              ? null
              : isSought
                ? `somebody moved the offset to ${numberText(start.offset)}`
                : `${past.member(start.subject)} began at offset ${numberText(start.offset)}, the last committed`,
          ),
          itself: (count) =>
            isShare
              ? `${amountText(count, "message")} of ${past.partition(row.where)} delivered and processed again`
              : `${amountText(count, "message")} processed but not committed ${count === 1 ? "is" : "are"} processed again by ${past.member(row.who)}`,
          setting: isShare
            ? past.setting(node, "lockDurationMs")
            : past.setting(node, commit === "auto" ? "autoCommitIntervalMs" : "commit"),
          prevention: isSought
            ? { says: "It was wanted: a replay. Make the effect idempotent.", setting: null }
            : isShare
              ? past.better(
                  node,
                  "lockDurationMs",
                  2 * past.number(node, "lockDurationMs"),
                  "the lock must outlive the processing.",
                )
              : commit === "after-record"
                ? past.better(
                    node,
                    "commit",
                    "before-processing",
                    "at most once, so what was in work would be lost instead. An idempotent effect, or a transaction with the commit in it, needs neither.",
                  )
                : past.better(
                    node,
                    "commit",
                    "after-record",
                    "one message at most comes again. Only an idempotent effect or a transaction makes it none.",
                  ),
        };
      },
    }),
  },
};
