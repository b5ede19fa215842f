import type { AnomalyKind } from "#sim/anomaly.ts";
import { amountText, numberText } from "#sim/words.ts";
import { links } from "./past.ts";

/** A retried or redriven message that came after a later one of its key. */
export const lateCopy: AnomalyKind = {
  kind: "late-copy",
  title: "Order given up",
  class: "order",
  says: "A message that had failed was processed after a later one of its key: retry topics and redrives give up the key's order.",
  finds: {
    processedLate: (row, past) => ({
      key: `${past.groupOf(row.who)}`,
      tell() {
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        const topic = past.topic(row.where);
        const queue = past.group(group)?.deadLetterQueue ?? -1;
        const isRetry = past.layout.wires.some(
          ({ kind, from, to }) => kind === "retries" && from === group && past.layout.topics[to] === topic,
        );
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            isRetry
              ? `it failed at first and left its partition for ${topic?.name ?? "a retry topic"}`
              : `it lay in ${past.layout.topics[queue]?.name ?? "the dead letter queue"} and was redriven to the end of its topic`,
            `meanwhile message ${numberText(row.extra)}, a later one of its key, was processed`,
          ),
          itself: (count) =>
            `${amountText(count, "message")} of group ${past.groupName(group)} processed after later ones of the same key`,
          setting: isRetry ? past.setting(node, "keyFence") : null,
          prevention: isRetry
            ? past.better(
                node,
                "keyFence",
                true,
                "later messages of a failed key follow it to the retry topic and keep its order.",
              )
            : {
                says: "A redrive cannot keep the order: what processes must know versions and leave alone what is older than what it has.",
                setting: null,
              },
        };
      },
    }),
  },
};
