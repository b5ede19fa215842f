import { amountText, spanText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const lockExpired: AnomalyKind = {
  kind: "lock-expired",
  title: "Lock ran out",
  class: "duplicate",
  says: "A member of a share group kept records for too long: another may get them, though the first still works.",
  finds: {
    lockExpired: (row, past) => ({
      key: `${row.who} ${row.where}`,
      count: row.extra,
      tell() {
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        const lockMs = past.number(node, "lockDurationMs");
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            past.eventOf(row.who),
            `${past.member(row.who)} has not acknowledged within ${spanText(lockMs * 1000)} (group.share.record.lock.duration.ms)`,
          ),
          itself: (count) =>
            `${amountText(count, "record")} of ${past.partition(row.where)} are available to others again`,
          setting: past.setting(node, "lockDurationMs"),
          prevention: past.better(
            node,
            "maxPollRecords",
            Math.max(1, Math.floor(past.number(node, "maxPollRecords") / 10)),
            "fewer records at a time are worked off before their locks run out (or a longer lock).",
          ),
        };
      },
    }),
  },
};
