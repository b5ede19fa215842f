import { amountText, momentText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const unsentLoss: AnomalyKind = {
  kind: "unsent-loss",
  title: "Lost with its producer",
  class: "loss",
  says: "Messages were produced and not yet acknowledged when their producer's process went away.",
  finds: {
    dropped: (row, past) => ({
      key: `${row.who}`,
      count: row.extra,
      tell() {
        const node = past.service(row.who)?.nodeId;
        return {
          member: row.who,
          before: links(
            past.eventOf(row.who) ?? {
              atUs: row.timeUs,
              says: `${past.member(row.who)} went away at ${momentText(row.timeUs)}`,
            },
            "what waits in its buffer is in its memory only",
          ),
          itself: (count) =>
            `${amountText(count, "message")} of ${past.member(row.who)} lost: handed to send(), and never acknowledged`,
          setting: past.setting(node, "lingerMs"),
          prevention: past.better(
            node,
            "lingerMs",
            0,
            "less waits in memory. Only an outbox, written with the state that it speaks of, loses nothing.",
          ),
        };
      },
    }),
  },
};
