import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const noOffset: AnomalyKind = {
  kind: "no-offset",
  title: "No valid offset",
  class: "commit",
  says: "With auto.offset.reset = none a member without a valid offset ends with an exception.",
  finds: {
    noOffset: (row, past) => ({
      key: `${row.what}`,
      tell() {
        const node = past.group(row.what)?.nodeId;
        const retired = past.retired.get(row.where);
        return {
          partition: row.where,
          offset: row.offset,
          group: row.what,
          member: row.who,
          before: links(
            retired !== undefined && retired.start > row.offset && row.offset >= 0
              ? { atUs: retired.atUs, says: "retention has deleted the offset" }
              : `group ${past.groupName(row.what)} has committed nothing valid in ${past.partition(row.where)}`,
          ),
          itself: () => `${past.member(row.who)} ends with an exception (auto.offset.reset = none)`,
          setting: past.setting(node, "autoOffsetReset"),
          prevention: past.better(
            node,
            "autoOffsetReset",
            "earliest",
            "or set the offsets by hand before it starts.",
          ),
        };
      },
    }),
  },
};
