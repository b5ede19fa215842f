import { numberText, spanText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const expiredOffset: AnomalyKind = {
  kind: "expired-offset",
  title: "Offset forgotten",
  class: "commit",
  says: "A group without members for too long loses its committed offsets.",
  finds: {
    offsetExpired: (row, past) => ({
      key: `${row.who}`,
      tell() {
        const node = past.group(row.who)?.nodeId;
        const keptMs = past.number(node, "offsetsRetentionMs");
        return {
          partition: row.where,
          offset: row.offset,
          group: row.who,
          before: links(
            `group ${past.groupName(row.who)} has had no members for ${spanText(keptMs * 1000)} (offsets.retention.minutes)`,
          ),
          itself: (count) =>
            count === 1
              ? `its offset ${numberText(row.offset)} of ${past.partition(row.where)} is forgotten; who starts next begins by auto.offset.reset`
              : `${count} of its offsets are forgotten; who starts next begins by auto.offset.reset`,
          setting: past.setting(node, "offsetsRetentionMs"),
          prevention: past.better(
            node,
            "offsetsRetentionMs",
            2 * keptMs,
            "longer than the group may be down.",
          ),
        };
      },
    }),
  },
};
