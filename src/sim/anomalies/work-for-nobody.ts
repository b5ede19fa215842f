import type { AnomalyKind } from "#sim/anomaly.ts";
import { amountText, spanText } from "#sim/words.ts";
import { links } from "./past.ts";

export const workForNobody: AnomalyKind = {
  kind: "work-for-nobody",
  title: "Done for nobody",
  class: "calls",
  says: "A call has timed out, and the service that was called has done the work all the same.",
  finds: {
    answeredLate: (row, past) => ({
      key: `${row.who} ${row.offset}`,
      tell() {
        const node = past.service(row.who)?.nodeId;
        const timeoutMs = past.number(node, "callTimeoutMs");
        return {
          member: row.who,
          before: links(
            `${past.member(row.who)} called ${past.member(row.offset)} and waited ${spanText(timeoutMs * 1000)}`,
            "then it gave up, without knowing whether it was done",
          ),
          itself: (count) =>
            `${past.member(row.offset)} has answered ${amountText(count, "call")} that nobody waited for any more`,
          setting: past.setting(node, "callTimeoutMs"),
          prevention: past.better(
            node,
            "callTimeoutMs",
            3 * timeoutMs,
            "longer than the service takes at its slowest. A circuit breaker spares it the work; a key makes a repeated call harmless.",
          ),
        };
      },
    }),
  },
};
