/** How a service that calls others keeps their trouble away from itself, and itself from adding to it. */
import { BREAKER, withSettings } from "#checklist/fixes.ts";
import type { Choice, Pattern, Site, Values } from "#patterns/pattern.ts";

const calls = ({ service, drawing }: Site): boolean => drawing.callees(service).length > 0;

function settled(
  id: string,
  words: Pick<Choice, "label" | "promises" | "costs">,
  isAt: (site: Site) => boolean,
  values: Values,
): Choice {
  return {
    id,
    ...words,
    isAt,
    choose: (scenario, site) => (isAt(site) ? scenario : withSettings(scenario, site.service.id, values)),
  };
}

const attempts = ({ service }: Site): number => service.number("callAttempts");
const waits = ({ service }: Site): number => service.number("callBackoffMs");

export const callRetries: Pattern = {
  id: "call-retries",
  title: "Retries of calls",
  concerns: calls,
  choices: [
    settled(
      "once",
      {
        label: "One attempt",
        promises: "No load is added to a service in trouble.",
        costs: "A lost answer or a short failure fails the request.",
      },
      (site) => attempts(site) === 1,
      { callAttempts: 1 },
    ),
    settled(
      "at-once",
      {
        label: "Again, at once",
        promises: "A short failure is mended.",
        costs:
          "A service in trouble gets several times its load at that very moment; along a chain attempts multiply.",
      },
      (site) => attempts(site) > 1 && waits(site) === 0,
      { callAttempts: 3, callBackoffMs: 0 },
    ),
    settled(
      "growing-pauses",
      {
        label: "Again, after growing pauses by chance",
        promises: "A short failure is mended, and callers come back spread.",
        costs: "The request and its thread wait longer; along a chain attempts still multiply.",
      },
      (site) => attempts(site) > 1 && waits(site) > 0 && site.service.value("callJitter") === "full",
      { callAttempts: 3, callBackoffMs: 100, callJitter: "full" },
    ),
  ],
  shownIn: "calls-chain.json",
};

export const circuitBreaker: Pattern = {
  id: "circuit-breaker",
  title: "Circuit breaker",
  concerns: calls,
  choices: [
    settled(
      "off",
      {
        label: "None",
        promises: "Each call is tried.",
        costs:
          "While the other side stalls, each caller waits for its timeout with a thread in hand, until none is left.",
      },
      ({ service }) => service.value("circuitBreaker") !== true,
      { circuitBreaker: false },
    ),
    settled(
      "on",
      {
        label: "Opens after too many failures",
        promises:
          "Calls to a service in trouble fail at once: threads stay free, and the other side can recover.",
        costs: "Requests fail that might have worked; each instance judges for itself.",
      },
      ({ service }) => service.value("circuitBreaker") === true,
      BREAKER,
    ),
  ],
  shownIn: "calls-breaker.json",
};

export const bulkhead: Pattern = {
  id: "bulkhead",
  title: "Bulkhead",
  concerns: calls,
  choices: [
    settled(
      "off",
      {
        label: "None",
        promises: "All threads serve whatever comes.",
        costs: "One slow service can hold them all.",
      },
      ({ service }) => service.number("callBulkhead") === 0,
      { callBulkhead: 0 },
    ),
    {
      id: "on",
      label: "So many calls to one service",
      promises: "A slow service holds half of the threads at most; the rest go on.",
      costs: "Beyond that calls to it fail at once.",
      isAt: ({ service }) => service.number("callBulkhead") > 0,
      choose: (scenario, { service }) =>
        service.number("callBulkhead") > 0
          ? scenario
          : withSettings(scenario, service.id, {
              callBulkhead: Math.max(1, Math.floor(service.number("threads") / 2)),
            }),
    },
  ],
  shownIn: "calls-breaker.json",
};

export const rateLimiter: Pattern = {
  id: "rate-limit",
  title: "Rate limit of the other side",
  concerns: (site) =>
    site.drawing.callees(site.service).some((callee) => callee.number("admitsRequests") > 0),
  choices: [
    settled(
      "hammers",
      {
        label: "Tries again when it likes",
        promises: "Nothing waits longer than it must.",
        costs: "Attempts are spent on answers that say no (429), and the request fails.",
      },
      ({ service }) => service.value("rateLimiter") !== true && service.value("whenLimited") === "backoff",
      { rateLimiter: false, whenLimited: "backoff" },
    ),
    settled(
      "retry-after",
      {
        label: "Waits as it is told (Retry-After)",
        promises: "No attempt comes before the other side admits it.",
        costs: "A thread waits; beyond the limit for good, requests queue up.",
      },
      ({ service }) =>
        service.value("rateLimiter") !== true && service.value("whenLimited") === "retry-after",
      { rateLimiter: false, whenLimited: "retry-after" },
    ),
    {
      id: "limits-itself",
      label: "Limits itself",
      promises: "It calls no more often than is admitted, so it is not refused.",
      costs:
        "Each instance counts for itself: with another number of instances the limit has to be shared out anew.",
      isAt: ({ service }) => service.value("rateLimiter") === true,
      choose: (scenario, { service, drawing }) => {
        const limits = drawing.callees(service).filter((callee) => callee.number("admitsRequests") > 0);
        const strictest = limits.sort(
          (a, b) =>
            a.number("admitsRequests") / a.number("admitsPeriodMs") -
            b.number("admitsRequests") / b.number("admitsPeriodMs"),
        )[0];
        if (strictest === undefined || service.value("rateLimiter") === true) return scenario;
        return withSettings(scenario, service.id, {
          rateLimiter: true,
          limitForPeriod: Math.max(
            1,
            Math.floor(strictest.number("admitsRequests") / service.number("instances")),
          ),
          limitRefreshPeriodMs: strictest.number("admitsPeriodMs"),
        });
      },
    },
  ],
  shownIn: "rate-limit-hammered.json",
};
