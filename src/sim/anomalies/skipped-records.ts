import { START_REASONS } from "#sim/fact-tables.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const skippedRecords: AnomalyKind = {
  kind: "skipped-records",
  title: "Jumped over",
  class: "loss",
  says: "A member starts behind messages that its group has never seen, because its offset was gone or there was none.",
  finds: {
    recordsSkipped: (row, past) => ({
      key: `${row.what} ${row.where}`,
      count: row.extra,
      tell() {
        const node = past.group(row.what)?.nodeId;
        const topic = past.topic(row.where)?.nodeId;
        const retired = past.retired.get(row.where);
        const isRetired = retired !== undefined && retired.start > row.offset;
        const isLatest = past.value(node, "autoOffsetReset") === "latest";
        const start = START_REASONS[past.story.starts.get(past.pair(row.who, row.where))?.reason ?? -1];
        return {
          partition: row.where,
          offset: row.offset,
          group: row.what,
          member: row.who,
          before: links(
            isRetired
              ? {
                  atUs: retired.atUs,
                  says: `retention deleted ${past.partition(row.where)} up to offset ${numberText(retired.start)} by ${momentText(retired.atUs)}`,
                }
              : null,
            isLatest
              ? `group ${past.groupName(row.what)} has no valid offset there and starts at the end (auto.offset.reset = latest${start === undefined ? "" : `, ${start}`})`
              : `group ${past.groupName(row.what)} has no valid offset there and starts at what is left (auto.offset.reset = earliest)`,
          ),
          itself: (count) =>
            `${amountText(count, "message")} of ${past.partition(row.where)} from offset ${numberText(row.offset)} on never seen by the group`,
          setting:
            isRetired && !isLatest
              ? past.setting(topic, "retentionMs")
              : past.setting(node, "autoOffsetReset"),
          prevention:
            isRetired && !isLatest
              ? past.better(topic, "retentionMs", -1, "or at least longer than the group may be behind.")
              : past.better(
                  node,
                  "autoOffsetReset",
                  "earliest",
                  "it starts with the oldest message that is there.",
                ),
        };
      },
    }),
  },
};
