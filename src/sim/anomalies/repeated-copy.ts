import type { AnomalyKind } from "#sim/anomaly.ts";
import { amountText, numberText } from "#sim/words.ts";
import { links } from "./past.ts";

/** A copy of a message at a group that had processed the original. */
export const repeatedCopy: AnomalyKind = {
  kind: "repeated-copy",
  title: "Duplicate by a copy",
  class: "duplicate",
  says: "A redriven (or retried) message reached a group that had processed the original already.",
  finds: {
    copyRepeated: (row, past) => ({
      key: `${past.groupOf(row.who)}`,
      tell() {
        const group = past.groupOf(row.who);
        const topic = past.topic(row.where)?.name ?? "its topic";
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            `group ${past.groupName(group)} processed the original, message ${numberText(row.extra)}`,
            `for another group it failed, and was sent to ${topic} again, where every group reads it`,
          ),
          itself: (count) =>
            `${amountText(count, "message")} processed once more by group ${past.groupName(group)}`,
          setting: null,
          prevention: {
            says: "Redrive to a retry topic of the group that failed, which it alone reads; or let every group recognise what it has processed by the event's id, which a copy keeps.",
            setting: null,
          },
        };
      },
    }),
  },
};
