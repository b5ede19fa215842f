/** Cases of the rules about synchronous calls and sagas. */
import type { Config } from "#scenario/document.ts";
import { case_, type Case } from "./sketch.fixture.ts";

/** Tries each call three times, and keeps requests for it in hand meanwhile. */
const STUBBORN: Config = {
  http: true,
  serviceTimeMs: 5,
  threads: 200,
  callTimeoutMs: 300,
  callAttempts: 3,
  callBackoffMs: 20,
};

const HTTP: Config = { http: true, serviceTimeMs: 5, threads: 100 };
/** Admits a little more than comes in the mean. */
const LIMITED_BANK: Config = { ...HTTP, admitsRequests: 12 };
/** Takes the same time for each answer. */
const SLOW_BANK: Config = { http: true, serviceTime: "constant", serviceTimeMs: 20, threads: 50 };

/** By the rule's id. */
export const CALL_CASES: Readonly<Record<string, readonly Case[]>> = {
  "calls-outlast-poll": [
    case_(
      "waits up to a second for each of five hundred messages",
      { bank: SLOW_BANK, worker: { http: true, callTimeoutMs: 1_000 } },
      { bank: SLOW_BANK, worker: { http: true, callTimeoutMs: 1_000 }, group: { maxPollRecords: 100 } },
    ),
    case_(
      "goes on without an answer, after three attempts",
      {
        bank: { http: true, serviceTimeMs: 20 },
        worker: { http: true, callTimeoutMs: 500, callAttempts: 3, withoutAnswer: "go-on" },
        group: { maxPollIntervalMs: 60_000, maxPollRecords: 100 },
      },
      {
        bank: { http: true, serviceTimeMs: 20 },
        worker: { http: true, callTimeoutMs: 500, withoutAnswer: "go-on", circuitBreaker: true },
        group: { maxPollIntervalMs: 60_000, maxPollRecords: 100 },
      },
    ),
    case_(
      "one wait is longer than the interval",
      {
        bank: SLOW_BANK,
        worker: { http: true, callTimeoutMs: 10_000 },
        group: { maxPollIntervalMs: 5_000, maxPollRecords: 1 },
      },
      {
        bank: SLOW_BANK,
        worker: { http: true, callTimeoutMs: 2_000 },
        group: { maxPollIntervalMs: 5_000, maxPollRecords: 1 },
      },
    ),
  ],
  "half-done": [
    case_("three calls, and nothing is undone", { gallery: "saga-half-done" }, { gallery: "saga-undone" }),
    case_(
      "a shop that asks three services one after the other",
      { gallery: "calls-chain" },
      { gallery: "calls-by-events" },
    ),
    case_(
      "steps by events that stay done",
      { gallery: "saga-by-events-half-done" },
      { gallery: "saga-by-events" },
    ),
  ],
  "over-rate-limit": [
    case_(
      "a consumer calls a bank whenever it likes",
      { bank: LIMITED_BANK, worker: { http: true } },
      { bank: LIMITED_BANK, worker: { http: true, rateLimiter: true, limitForPeriod: 5 } },
    ),
    case_(
      "two instances with the whole limit each",
      { bank: LIMITED_BANK, worker: { http: true, rateLimiter: true, limitForPeriod: 12 } },
      { bank: LIMITED_BANK, worker: { http: true, whenLimited: "retry-after", callAttempts: 5 } },
    ),
    case_(
      "a chain asks a service that admits one request in two seconds",
      { chain: [HTTP, HTTP, { ...HTTP, admitsRequests: 1, admitsPeriodMs: 2_000 }] },
      { chain: [HTTP, HTTP, HTTP] },
    ),
  ],
  "retry-storm": [
    case_(
      "two that try three times",
      { chain: [STUBBORN, STUBBORN, { http: true, serviceTimeMs: 20 }] },
      { chain: [{ ...STUBBORN, callAttempts: 1 }, STUBBORN, { http: true, serviceTimeMs: 20 }] },
    ),
    case_(
      "one that tries ten times",
      {
        chain: [
          { ...STUBBORN, callAttempts: 10 },
          { ...STUBBORN, callAttempts: 1 },
          { http: true, serviceTimeMs: 20 },
        ],
      },
      {
        chain: [
          { ...STUBBORN, callAttempts: 10, circuitBreaker: true },
          { ...STUBBORN, callAttempts: 1 },
          { http: true, serviceTimeMs: 20 },
        ],
      },
    ),
  ],
  "waits-for-others": [
    case_(
      "calls a bank for each message",
      { bank: { http: true, serviceTimeMs: 20 }, worker: { http: true, callTimeoutMs: 5_000 } },
      {
        bank: { http: true, serviceTimeMs: 20 },
        worker: { http: true, circuitBreaker: true, withoutAnswer: "go-on" },
      },
    ),
  ],
};
