import type { AnomalyKind } from "#sim/anomaly.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { amountText, numberText, spanText } from "#sim/words.ts";
import { links } from "./past.ts";

export const limitedRequest: AnomalyKind = {
  kind: "limited-request",
  title: "Over the rate limit",
  class: "calls",
  says: "A service admits so many requests in a period; who calls it more often is told to come again later (429).",
  finds: {
    requestRefused: (row, past) =>
      row.extra >= 0
        ? null
        : {
            key: `${Math.floor(row.who / INSTANCES_MAX)} ${Math.floor(row.offset / INSTANCES_MAX)}`,
            tell() {
              const callee = past.service(row.who);
              const caller = past.service(row.offset)?.nodeId;
              const instances = past.number(caller, "instances");
              const admits = past.number(callee?.nodeId, "admitsRequests");
              const periodUs = past.number(callee?.nodeId, "admitsPeriodMs") * 1000;
              const limits = past.value(caller, "rateLimiter") === true;
              const own = past.number(caller, "limitForPeriod");
              return {
                member: row.who,
                before: links(
                  `${callee?.name ?? "?"} admits ${amountText(admits, "request")} in ${spanText(periodUs)}, all its instances together`,
                  limits
                    ? `${amountText(instances, "instance")} of ${past.service(row.offset)?.name ?? "?"} may call it ${numberText(own)} times each in ${spanText(past.number(caller, "limitRefreshPeriodMs") * 1000)}`
                    : `${past.service(row.offset)?.name ?? "?"} calls it whenever it likes`,
                ),
                itself: (count) =>
                  `${past.member(row.who)} turns ${amountText(count, "request")} away (429, Retry-After)`,
                setting: past.setting(caller, limits ? "limitForPeriod" : "rateLimiter"),
                prevention: limits
                  ? past.better(
                      caller,
                      "limitForPeriod",
                      Math.max(1, Math.floor(admits / (2 * instances))),
                      "each instance counts for itself, so the limit is shared out among them, with room for calls that travel across the end of a period.",
                    )
                  : past.better(
                      caller,
                      "rateLimiter",
                      true,
                      "with a limit for each instance that all of them together keep below what is admitted. Until then: wait as long as Retry-After says.",
                    ),
              };
            },
          },
  },
};
