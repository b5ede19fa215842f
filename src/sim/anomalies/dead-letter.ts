import { amountText, listText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const deadLetter: AnomalyKind = {
  kind: "dead-letter",
  title: "Dead letter",
  class: "failure",
  says: "A message failed as often as it may and was put into the dead letter queue.",
  finds: {
    deadLettered: (row, past) => ({
      key: `${past.groupOf(row.who)} ${row.where}`,
      tell() {
        const group = past.groupOf(row.who);
        const node = past.group(group)?.nodeId;
        const service = past.service(row.who)?.nodeId;
        const called =
          past.value(service, "http") === true
            ? past.layout.wires
                .filter(
                  ({ kind, from }) => kind === "calls" && past.layout.services[from]?.nodeId === service,
                )
                .map(({ to }) => past.layout.services[to]?.name ?? "?")
            : [];
        const failPercent = past.number(service, "failurePercent");
        const queue =
          past.layout.topics[past.group(group)?.deadLetterQueue ?? -1]?.name ?? "the dead letter queue";
        return {
          partition: row.where,
          offset: row.offset,
          group,
          member: row.who,
          before: links(
            failPercent > 0
              ? `${failPercent}% of the attempts of ${past.service(row.who)?.name ?? "the service"} fail`
              : called.length > 0
                ? `its calls to ${listText(called)} failed for good, or the message is poisoned`
                : "the message is poisoned: no attempt can succeed",
            `it failed ${amountText(row.extra, "time")} at ${past.member(row.who)}`,
          ),
          itself: (count) => `${amountText(count, "message")} of ${past.partition(row.where)} to ${queue}`,
          setting: past.setting(node, "maxAttempts"),
          prevention:
            failPercent > 0 && failPercent < 100
              ? past.better(
                  node,
                  "maxAttempts",
                  2 * past.number(node, "maxAttempts"),
                  "a failure that passes is outlived by more attempts.",
                )
              : called.length > 0
                ? {
                    says: "Attempts that wait for as long as the other side needs, in a retry topic, or a fallback that goes on without its answer; then redrive what is here.",
                    setting: null,
                  }
                : {
                    says: "More attempts do not help: what produces the message, or what reads it, must be mended; then redrive it.",
                    setting: null,
                  },
        };
      },
    }),
  },
};
