import { amountText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const archivedRecords: AnomalyKind = {
  kind: "archived-records",
  title: "Archived by a share group",
  class: "loss",
  says: "A share group gives up records that were delivered as often as they may be, or rejected.",
  finds: {
    archived: (row, past) => ({
      key: `${past.groupOf(row.who)} ${row.where}`,
      count: row.extra,
      tell() {
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        const limit = past.number(node, "deliveryCountLimit");
        const isLimit = row.what >= limit;
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            isLimit
              ? `delivered ${amountText(row.what, "time")} without being accepted (group.share.delivery.count.limit = ${limit})`
              : `${past.member(row.who)} rejected ${row.extra === 1 ? "it" : "them"} at delivery ${row.what}`,
          ),
          itself: (count) =>
            `${amountText(count, "record")} of ${past.partition(row.where)} from offset ${numberText(row.offset)} archived: nobody gets ${count === 1 ? "it" : "them"} again`,
          setting: past.setting(node, isLimit ? "deliveryCountLimit" : "acknowledgement"),
          prevention: isLimit
            ? past.better(
                node,
                "deliveryCountLimit",
                2 * limit,
                "a failure that passes is outlived by more deliveries.",
              )
            : {
                says: "A rejected record is not delivered again: release it instead, if another attempt may help.",
                setting: null,
              },
        };
      },
    }),
  },
};
