import type { AnomalyKind } from "#sim/anomaly.ts";
import { amountText } from "#sim/words.ts";
import { links } from "./past.ts";

/** A message that went round between its topic and the dead letter queue. */
export const redriveLoop: AnomalyKind = {
  kind: "redrive-loop",
  title: "Redrive stopped",
  class: "failure",
  says: "A message was redriven as often as its queue allows and failed each time: it stays.",
  finds: {
    redriveRefused: (row, past) => ({
      key: `${row.who}`,
      tell() {
        const queue = past.layout.topics[row.who];
        return {
          partition: row.where,
          offset: row.offset,
          nodeId: queue?.nodeId,
          before: links(
            `it was sent again ${amountText(row.extra, "time")} and came back each time`,
            "nothing about it or about what reads it had changed",
          ),
          itself: (count) => `${amountText(count, "message")} of ${queue?.name ?? "the queue"} left there`,
          setting: past.setting(queue?.nodeId, "maxRedrives"),
          prevention: {
            says: "Mend the message, or what reads it, before the redrive; or discard it.",
            setting: null,
          },
        };
      },
    }),
  },
};
