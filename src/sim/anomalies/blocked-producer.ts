import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const blockedProducer: AnomalyKind = {
  kind: "blocked-producer",
  title: "Producer blocked",
  class: "producer",
  says: "The producer's buffer is full: send() blocks, and the application with it.",
  finds: {
    sendBlocked: (row, past) => ({
      key: `${row.who}`,
      tell() {
        const node = past.service(row.who)?.nodeId;
        const offline = [...past.leaders].find(([, { broker }]) => broker < 0);
        return {
          member: row.who,
          before: links(
            past.lastGone < 0 || past.brokers.get(past.lastGone)?.is === "started"
              ? null
              : past.eventOfBroker(past.lastGone),
            offline === undefined
              ? null
              : { atUs: offline[1].atUs, says: `nobody leads ${past.partition(offline[0])}` },
            past.isCut(row.timeUs) ? { atUs: past.cutSinceUs, says: "the network is cut" } : null,
            `more is produced than acknowledged, until buffer.memory (${past.number(node, "bufferMemoryBytes")} bytes) is full`,
          ),
          itself: (count) => `${past.member(row.who)} waits in send()${count > 1 ? `, ${count} times` : ""}`,
          setting: past.setting(node, "bufferMemoryBytes"),
          prevention: past.better(
            node,
            "bufferMemoryBytes",
            2 * past.number(node, "bufferMemoryBytes"),
            "room for the time in which the broker is slow or away; or produce less.",
          ),
        };
      },
    }),
  },
};
