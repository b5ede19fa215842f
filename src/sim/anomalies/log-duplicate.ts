import { PRODUCE_ERRORS } from "#sim/fact-tables.ts";
import { amountText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const logDuplicate: AnomalyKind = {
  kind: "log-duplicate",
  title: "Twice in the log",
  class: "duplicate",
  says: "A batch whose answer got lost was sent again and appended a second time.",
  finds: {
    appendedAgain: (row, past) => ({
      key: `${row.who} ${row.where}`,
      count: row.extra,
      tell() {
        const service = past.service(row.who);
        const node = service?.nodeId;
        const resent = past.resent.get(row.where);
        const isAll = past.value(node, "acks") === "all";
        return {
          partition: row.where,
          offset: row.offset,
          member: row.who,
          before: links(
            past.isCut(row.timeUs) || past.cutUntilUs >= 0
              ? { atUs: past.cutSinceUs, says: "the network was cut" }
              : null,
            resent === undefined
              ? null
              : {
                  atUs: resent.atUs,
                  says: `the batch was in the log, and its producer heard ${PRODUCE_ERRORS[resent.error] ?? "nothing"} and sent it again`,
                },
            "the broker cannot tell that it is the same (enable.idempotence = false)",
          ),
          itself: (count) =>
            `${amountText(count, "message")} of ${past.member(row.who)} ${count === 1 ? "is" : "are"} in ${past.partition(row.where)} twice, from offset ${numberText(row.offset)} on`,
          setting: past.setting(node, isAll ? "idempotence" : "acks"),
          prevention: isAll
            ? past.better(
                node,
                "idempotence",
                true,
                "the broker knows a batch by its sequence number and appends it once.",
              )
            : past.better(node, "acks", "all", "with enable.idempotence = true, which needs acks=all."),
        };
      },
    }),
  },
};
