import { PRODUCE_ERRORS } from "#sim/fact-tables.ts";
import { amountText, numberText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const reorder: AnomalyKind = {
  kind: "reorder",
  title: "Order turned round",
  class: "order",
  says: "A batch that had to be sent again stands behind later ones of its producer.",
  finds: {
    overtaken: (row, past) => ({
      key: `${row.who} ${row.where}`,
      count: row.extra,
      tell() {
        const node = past.service(row.who)?.nodeId;
        const resent = past.resent.get(row.where);
        const isAll = past.value(node, "acks") === "all";
        return {
          partition: row.where,
          offset: row.offset,
          member: row.who,
          before: links(
            resent === undefined
              ? null
              : {
                  atUs: resent.atUs,
                  says: `a batch failed with ${PRODUCE_ERRORS[resent.error] ?? "an error"} and waits to be sent again`,
                },
            `meanwhile later ones go through (max.in.flight.requests.per.connection = ${past.number(node, "maxInFlight")})`,
          ),
          itself: (count) =>
            `${amountText(count, "message")} of ${past.member(row.who)} in ${past.partition(row.where)} ${count === 1 ? "stands" : "stand"} behind later ones, from offset ${numberText(row.offset)} on`,
          setting: past.setting(node, "maxInFlight"),
          prevention: isAll
            ? past.better(
                node,
                "idempotence",
                true,
                "the broker keeps the order of up to five requests under way.",
              )
            : past.better(
                node,
                "maxInFlight",
                1,
                "nothing overtakes; or acks = all with enable.idempotence = true.",
              ),
        };
      },
    }),
  },
};
