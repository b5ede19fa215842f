import type { AnomalyKind } from "#sim/anomaly.ts";
import { amountText } from "#sim/words.ts";
import { links } from "./past.ts";

/** A dead letter queue that has more in it than it should. */
export const ringingQueue: AnomalyKind = {
  kind: "ringing-queue",
  title: "Queue rings",
  class: "failure",
  says: "So many dead letters wait that somebody has to look.",
  finds: {
    queueRang: (row, past) => ({
      key: `${row.who}`,
      tell() {
        const topic = past.layout.topics[row.who];
        const groups = past.layout.groups.filter(({ deadLetterQueue }) => deadLetterQueue === row.who);
        return {
          partition: row.where,
          nodeId: topic?.nodeId,
          before: links(
            `${groups.map(({ name }) => name).join(" and ")} ${groups.length === 1 ? "puts" : "put"} there what failed every attempt`,
          ),
          itself: () =>
            `${amountText(row.extra, "dead letter")} ${row.extra === 1 ? "waits" : "wait"} in ${topic?.name ?? "the dead letter queue"}`,
          setting: past.setting(topic?.nodeId, "alertDepth"),
          prevention: {
            says: "Look at one: if the message is at fault, mend or discard it; if the reader is, mend that. Then redrive what waits.",
            setting: null,
          },
        };
      },
    }),
  },
};
