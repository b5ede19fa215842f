/** Trials of calls, sagas and event sourcing. */
import type { Played } from "#checklist/played.ts";
import { withFault } from "#checklist/stage.ts";
import type { Config, Scenario } from "#scenario/document.ts";
import { callsOf, gallery, galleryWith, type Trial } from "./trial.fixture.ts";

/** The shop as a chain of calls, without its slow service, or with another. */
function chain(
  settings: Readonly<Record<string, Config>>,
  slow: Config | null = null,
): (seed: string) => Scenario {
  const changed = galleryWith("calls-chain", settings);
  return (seed) => {
    const sound: Scenario = { ...changed(seed), interventions: [] };
    return slow === null ? sound : withFault(sound, 20_000, "slow-down", "payment", { instance: 1, ...slow });
  };
}

const calls: Trial[] = [
  {
    pattern: "call-retries",
    says: "a request is lost to a short failure",
    scenario: chain({ stock: { failurePercent: 2 } }),
    at: ["orders"],
    fails: ["once"],
    holds: ["at-once", "growing-pauses"],
    harm: (played) => callsOf(played, "orders").failed,
  },
  {
    pattern: "call-retries",
    says: "those who were refused come back together, and more than a twentieth fails",
    // Thirty requests at once, for a service that takes fourteen.
    scenario: chain({
      orders: { publishes: "burst", burstEveryMs: 5_000, burstMessages: 30, threads: 60 },
      stock: { requestQueue: 10, serviceTimeMs: 15, threads: 4, serviceTime: "constant" },
      payment: { requestQueue: 60 },
      mail: { requestQueue: 60 },
    }),
    at: ["orders"],
    fails: ["once", "at-once"],
    holds: ["growing-pauses"],
    harm(played) {
      const { completed, failed } = callsOf(played, "orders");
      return Math.max(0, failed - 0.05 * (completed + failed));
    },
  },
  {
    pattern: "circuit-breaker",
    says: "one slow service takes all threads of those who call it",
    scenario: chain(
      { orders: { ratePerSecond: 4 }, payment: { requestQueue: 200 } },
      { factor: 100, durationMs: 50_000 },
    ),
    at: ["orders"],
    fails: ["off"],
    holds: ["on"],
    harm: (played) => callsOf(played, "orders").refused,
  },
  {
    pattern: "bulkhead",
    says: "one slow service takes all threads of those who call it",
    scenario: gallery("calls-chain"),
    at: ["orders"],
    fails: ["off"],
    holds: ["on"],
    harm: (played) => callsOf(played, "orders").refused,
  },
  {
    pattern: "rate-limit",
    says: "attempts are spent on a service that says no",
    scenario: gallery("rate-limit-hammered"),
    at: ["payment"],
    fails: ["hammers"],
    holds: ["retry-after", "limits-itself"],
    harm: (played) => played.group("payment-group")!.deadLettered,
  },
];

const sagas: Trial[] = [
  {
    pattern: "saga-by-calls",
    says: "trips are left half booked",
    scenario: gallery("saga-half-done"),
    at: ["trip"],
    fails: ["leave"],
    holds: ["undo"],
    harm: (played) => callsOf(played, "trip").sagasHalfDone,
  },
  {
    pattern: "saga-by-events",
    says: "orders are left half done, or undone twice, when failures and crashes come together",
    scenario: (seed) =>
      crashing(
        gallery("saga-by-events-half-done")(seed),
        "payment",
        [18_000, 24_000, 30_000, 36_000, 42_000],
      ),
    at: ["order", "payment", "stock", "shipping"],
    fails: ["nothing", "undo-each"],
    holds: ["undo"],
    harm: (played) => halfDone(played) + played.effects("payment")!.wrongKeys,
  },
];

function halfDone(played: Played): number {
  return Object.values(played.summary.sagas.requests).reduce((sum, each) => sum + each.halfDone, 0);
}

/** Its first instance dies at these moments, and is started again two seconds later. */
function crashing(scenario: Scenario, service: string, atMs: readonly number[]): Scenario {
  return atMs.reduce(
    (changed, at) =>
      withFault(withFault(changed, at, "crash", service, { instance: 1 }), at + 2_000, "restart", service, {
        instance: 1,
      }),
    scenario,
  );
}

const sourcing: Trial[] = [
  {
    pattern: "expected-version",
    says: "an account is overdrawn or an update lost",
    scenario: gallery("two-writers"),
    at: ["careless-teller"],
    fails: ["any"],
    holds: ["checked"],
    harm: (played) =>
      [...played.told("overdrawn"), ...played.told("updateLost")].filter(({ who }) =>
        played.isInstanceOf(who, "careless-teller"),
      ).length,
  },
  {
    pattern: "checkpoint",
    says: "events count twice in a read model",
    scenario: (seed) =>
      crashing(gallery("event-sourced-account")(seed), "balances", [20_000, 30_000, 40_000]),
    at: ["balances"],
    fails: ["apart"],
    holds: ["with-model"],
    reads: ["projectionResumed"],
    harm: (played) =>
      played.rows
        .filter(({ fact }) => fact === "projectionResumed")
        .reduce((sum, { what }) => sum + Math.max(0, what), 0),
  },
];

export const REQUEST_TRIALS: readonly Trial[] = [...calls, ...sagas, ...sourcing];
