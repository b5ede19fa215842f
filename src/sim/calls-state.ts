/** What one instance remembers of the requests that it has in hand and of the calls that it makes. Plain data that checkpoints copy. */
import type { Micros } from "#base/units.ts";
import type { ServicePlan } from "./program.ts";

/** Who a request is answered to, where it is no process. */
export const AnswersTo = {
  /** A moment of the service's own schedule: a person at its front, who waits. */
  ownClient: -1,
  /** The record that its consumer has in hand: the consumer's thread waits. */
  record: -2,
  /** A request that its process has found unfinished when it started again: who had asked is gone. */
  nobody: -3,
} as const;

/** What a caller sends along with its request. */
export interface RequestParcel {
  readonly root: number;
  readonly from: number;
  readonly fromLife: number;
  readonly fromCall: number;
  /**
   * What the call is to whoever is called: a "plain" step of what belongs together, one with a key ("keyed") by which it is
   * neither done nor undone twice, its undoing ("undo"), or "none" of these.
   */
  readonly step: "none" | "plain" | "keyed" | "undo";
}

/** A request in this instance's hand. */
export interface Request {
  /** Counts the requests of this life, from 1. */
  readonly id: number;
  /** Counts the requests of the run that no other request has caused: all calls of one carry its number. */
  readonly root: number;
  /** Process that waits for the answer, or one of AnswersTo; its incarnation, and which call of its. */
  readonly from: number;
  readonly fromLife: number;
  readonly fromCall: number;
  readonly sinceUs: Micros;
  step: RequestParcel["step"];
  /** Its calls are being undone, the last one first. */
  isUndoing: boolean;
  phase: "queued" | "working" | "calling" | "backing-off" | "awaiting-permission" | "not-permitted";
  /** When its thread took it in hand, -1 while it waits for one. */
  startedUs: Micros;
  /** Which of the service's call targets it is at, and the attempt, from 1. */
  target: number;
  attempt: number;
  /** Whether an attempt of the call that it is at has ended without an answer: it may have been done all the same. */
  mayBeDone: boolean;
  /** The call that it waits for, 0 for none. */
  call: number;
}

/** A call under way. The request has perhaps given it up. */
export interface Call {
  readonly id: number;
  readonly request: number;
  readonly root: number;
  readonly target: number;
  /** Subject of the instance that is called. */
  readonly to: number;
  /** Whether the caller has stopped waiting. */
  isGivenUp: boolean;
}

export const BREAKER_STATES = ["closed", "open", "half-open"] as const;

/** A circuit breaker towards one service. */
export interface Breaker {
  state: (typeof BREAKER_STATES)[number];
  /** 1 for a failure, 0 for a success, oldest first. */
  readonly outcomes: number[];
  failures: number;
  openedUs: Micros;
  /** Calls let through and not judged yet, while it is half open. */
  trying: number;
}

/** A rate limiter towards one service. */
export interface Limiter {
  /** Number of the refresh period that the permissions are of. */
  cycle: number;
  /** Permissions left in it; below 0 as many as are reserved of later ones. */
  permissions: number;
}

/** Totals over all lives of an instance. */
export interface CallCounts {
  /** Own requests that ended well, and badly. */
  completed: number;
  failed: number;
  /** Requests that it answered well, answered with an error, and refused for want of room. */
  served: number;
  errors: number;
  refused: number;
  /** Requests beyond its rate limit (429). */
  limited: number;
  /** Calls of its own that were made, timed out, and failed without being made (circuit breaker, bulkhead, rate limiter). */
  made: number;
  timedOut: number;
  notMade: number;
  /** Calls that waited for a permission of its own rate limiter. */
  awaited: number;
  /** Answers that came to nobody: the work was done, and the caller had given up. */
  late: number;
  /** How what it calls as one ended (SAGA_ENDS). */
  sagasCompleted: number;
  sagasUndone: number;
  sagasHalfDone: number;
  sagasFailed: number;
}

/** Before anything has happened. */
export const NO_CALLS: Readonly<CallCounts> = {
  completed: 0,
  failed: 0,
  served: 0,
  errors: 0,
  refused: 0,
  limited: 0,
  made: 0,
  timedOut: 0,
  notMade: 0,
  awaited: 0,
  late: 0,
  sagasCompleted: 0,
  sagasUndone: 0,
  sagasHalfDone: 0,
  sagasFailed: 0,
};

/** Their names. */
export const CALL_COUNTS = Object.keys(NO_CALLS) as readonly (keyof CallCounts)[];

export interface CallsState {
  nextRequest: number;
  nextCall: number;
  /** In the order of their arrival. */
  requests: Request[];
  calls: Call[];
  /** Threads that have a request in hand. */
  busy: number;
  /** By call target: the number of the instance that was called last, the breaker and the rate limiter. */
  readonly lastCalled: number[];
  readonly breakers: Breaker[];
  readonly limiters: Limiter[];
  counts: CallCounts;
  /** It is to end, and does so with the last request that it has in hand. */
  isEnding: boolean;
  /** What its last life had begun to call and not ended: written down before each call, and undone at the next start. */
  readonly unfinished: Request[];
}

/** Of an instance that begins; `counts` of its lives so far. */
export function createCalls(plan: ServicePlan, counts?: CallCounts, unfinished: Request[] = []): CallsState {
  return {
    nextRequest: 1,
    nextCall: 1,
    requests: [],
    calls: [],
    busy: 0,
    lastCalled: plan.calls.map(() => -1),
    breakers: plan.calls.map(() => ({ state: "closed", outcomes: [], failures: 0, openedUs: 0, trying: 0 })),
    limiters: plan.calls.map(() => ({ cycle: 0, permissions: plan.config.limitForPeriod })),
    isEnding: false,
    unfinished,
    counts: { ...(counts ?? NO_CALLS) },
  };
}

/** What the consumer's thread learns when the calls for its record are over. */
export type CallsNews = "nothing" | "record-called" | "record-failed";

/** How far a service is with its step of a saga; "forbidden": it was undone before it came. */
export const STEP_STATES = ["none", "done", "undone", "forbidden"] as const;
export type StepState = (typeof STEP_STATES)[number];

/** How the calls of a request have left the services: all did it, none, some (nothing undoes it), or it was undone. */
export const SAGA_ENDS = ["completed", "undone", "half-done", "failed"] as const;
export type SagaEnd = (typeof SAGA_ENDS)[number];

/** How a call can end badly. */
export const CALL_ERRORS = [
  "timeout",
  "refused",
  "no-instance",
  "reset",
  "error",
  "circuit-open",
  "bulkhead-full",
  "too-many-requests",
  "not-permitted",
] as const;
export type CallError = (typeof CALL_ERRORS)[number];
