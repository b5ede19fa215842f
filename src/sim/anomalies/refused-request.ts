import type { AnomalyKind } from "#sim/anomaly.ts";
import { amountText } from "#sim/words.ts";
import { links } from "./past.ts";

export const refusedRequest: AnomalyKind = {
  kind: "refused-request",
  title: "Requests refused",
  class: "calls",
  says: "All threads of a service are busy and its queue is full: whoever asks is refused (503).",
  finds: {
    requestRefused: (row, past) =>
      row.extra < 0
        ? null
        : {
            key: `${row.who}`,
            tell() {
              const service = past.service(row.who);
              const node = service?.nodeId;
              const calls = past.layout.wires.filter(
                ({ kind, from }) => kind === "calls" && past.layout.services[from]?.nodeId === node,
              );
              const called = calls.map(({ to }) => past.layout.services[to]?.name ?? "?").join(", ");
              return {
                member: row.who,
                before: links(
                  calls.length === 0
                    ? "requests come faster than its threads are done with them"
                    : `its threads wait for the answers of ${called}`,
                  `all ${past.number(node, "threads")} threads are busy, and ${amountText(row.extra, "request")} wait already`,
                ),
                itself: (count) => `${past.member(row.who)} refuses ${amountText(count, "request")} (503)`,
                setting: past.setting(node, "threads"),
                prevention:
                  calls.length === 0
                    ? past.better(
                        node,
                        "threads",
                        2 * past.number(node, "threads"),
                        "or more instances, or less to do for each.",
                      )
                    : past.better(
                        node,
                        "callBulkhead",
                        Math.max(1, Math.floor(past.number(node, "threads") / 2)),
                        "a slow service then takes no more than its share of the threads. A topic between the two needs no thread at all.",
                      ),
              };
            },
          },
  },
};
