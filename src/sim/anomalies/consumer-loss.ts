import { momentText, amountText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const consumerLoss: AnomalyKind = {
  kind: "consumer-loss",
  title: "Committed, never processed",
  class: "loss",
  says: "A group has committed past messages that nobody processed: for it they are lost.",
  finds: {
    lost: (row, past) => ({
      key: `${row.who} ${row.where}`,
      count: row.extra,
      tell() {
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            `group ${past.groupName(group)} commits before it has processed`,
            past.eventOf(row.who) ?? {
              atUs: row.timeUs,
              says: `${past.member(row.who)} went away at ${momentText(row.timeUs)}`,
            },
          ),
          itself: (count) =>
            `${amountText(count, "message")} of ${past.partition(row.where)} committed and not processed: nobody reads them again`,
          setting: past.setting(node, "commit"),
          prevention: past.better(
            node,
            "commit",
            "after-batch",
            "what is not processed is then not committed and comes again.",
          ),
        };
      },
    }),
  },
};
