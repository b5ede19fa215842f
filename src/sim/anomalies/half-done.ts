import type { AnomalyKind } from "#sim/anomaly.ts";
import { amountText, numberText } from "#sim/words.ts";
import { links } from "./past.ts";

export const halfDone: AnomalyKind = {
  kind: "half-done",
  title: "Half done",
  class: "saga",
  says: "A request has failed after some of the services that it needs had done their part.",
  finds: {
    leftHalfDone: (row, past) => ({
      key: `${row.who}`,
      tell() {
        const node = past.service(row.who)?.nodeId;
        return {
          member: row.who,
          before: links(
            `${past.member(row.who)} called one service after the other for request ${numberText(row.what)}`,
            `${amountText(row.offset, "service")} did it, and the next call failed for good`,
          ),
          itself: (count) => `${amountText(count, "request")} half done, and nothing undoes that`,
          setting: past.setting(node, "failedHalfway"),
          prevention: past.better(
            node,
            "failedHalfway",
            "undo",
            "a saga undoes what was done, the last call first.",
          ),
        };
      },
    }),
  },
};
