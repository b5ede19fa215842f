import { amountText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const givenUp: AnomalyKind = {
  kind: "given-up",
  title: "Given up after all attempts",
  class: "loss",
  says: "A message failed as often as it may and was skipped; without a dead letter queue it is lost.",
  finds: {
    skipped: (row, past) => ({
      key: `${past.groupOf(row.who)} ${row.where}`,
      tell() {
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            `it failed ${amountText(row.extra, "time")} at ${past.member(row.who)}, as often as it may`,
          ),
          itself: (count) =>
            `${amountText(count, "message")} of ${past.partition(row.where)} skipped, and no dead letter queue keeps ${count === 1 ? "it" : "them"}`,
          setting: past.setting(node, "afterLastAttempt"),
          prevention: {
            says: `Wire a dead letter queue to group ${past.groupName(group)}: what cannot be processed is kept there.`,
            setting: past.setting(node, "afterLastAttempt", "block"),
          },
        };
      },
    }),
  },
};
