/**
 * The client's side: a call goes to the next instance in turn, its answer is waited for with a timeout, and a failed one is
 * tried again after a wait. Retry( CircuitBreaker( RateLimiter( Bulkhead( Timeout( call ))))): the breaker counts each attempt,
 * and as a failure whatever keeps an attempt from being made inside it.
 */
import { unreachable } from "#base/assert.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import {
  CALL_ERRORS,
  BREAKER_STATES,
  type Call,
  type CallError,
  type CallsNews,
  type Request,
  type RequestParcel,
} from "#sim/calls-state.ts";
import { Fact } from "#sim/facts.ts";
import { InstanceProcess, processOf } from "#sim/instance-process.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { ended, permits } from "./circuit-breaker.ts";
import { arrivalUs, endRequest } from "./ending.ts";
import { beginUndoing, stepKind, undoPauseUs } from "./saga.ts";
import { NOT_IN_TIME, reserve } from "./rate-limiter.ts";
import { readAnswer, Status } from "./status.ts";

/** Makes the call that a request is at: it waits (for the answer, or for its next attempt), or the call has failed for good. */
export function makeCall(self: InstanceProcess, request: Request): "waits" | "failed" {
  const calls = self.state.calls!;
  const { config } = self.plan;
  const { target } = request;
  const breaker = calls.breakers[target]!;
  if (config.circuitBreaker) {
    const before = breaker.state;
    const isPermitted = permits(breaker, config, self.kernel.nowUs);
    noteBreaker(self, target, before);
    if (!isPermitted) return notMade(self, request, "circuit-open");
  }
  if (!config.rateLimiter) return makePermitted(self, request);
  const waitUs = reserve(calls.limiters[target]!, config, self.kernel.nowUs);
  if (waitUs === 0) return makePermitted(self, request);
  const isInTime = waitUs !== NOT_IN_TIME;
  request.phase = isInTime ? "awaiting-permission" : "not-permitted";
  calls.counts.awaited++;
  self.note(Fact.permissionAwaited, request.root, -1, self.plan.calls[target]!, isInTime ? waitUs : -1);
  self.after(isInTime ? waitUs : config.limiterTimeoutMs * 1000, Instance.callAgain, request.id);
  return "waits";
}

/** Makes a call that neither its circuit breaker nor its rate limiter holds back. */
function makePermitted(self: InstanceProcess, request: Request): "waits" | "failed" {
  const calls = self.state.calls!;
  const { config } = self.plan;
  const { target } = request;
  const underWay = calls.calls.reduce(
    (sum, call) => sum + (call.target === target && !call.isGivenUp ? 1 : 0),
    0,
  );
  if (config.callBulkhead > 0 && underWay >= config.callBulkhead)
    return heldBack(self, request, "bulkhead-full");
  const callee = nextInstance(self, target);
  if (callee === null) return heldBack(self, request, "no-instance");
  const call: Call = {
    id: calls.nextCall++,
    request: request.id,
    root: request.root,
    target,
    to: callee.who,
    isGivenUp: false,
  };
  calls.calls.push(call);
  calls.counts.made++;
  self.kernel.ledger.wentOver(self.plan.callWires[target]!);
  request.phase = "calling";
  request.call = call.id;
  self.note(Fact.callMade, request.root, -1, callee.who, request.attempt);
  const parcel: RequestParcel = {
    root: request.root,
    from: self.index,
    fromLife: self.life.incarnation,
    fromCall: call.id,
    step: stepKind(self, request),
  };
  const atUs = arrivalUs(self);
  self.kernel.calendar.push(
    atUs,
    callee.index,
    callee.life.incarnation,
    Instance.requestArrived,
    atUs - self.kernel.nowUs,
    0,
    0,
    parcel,
  );
  self.after(config.callTimeoutMs * 1000, Instance.callTimedOut, call.id);
  return "waits";
}

/** The instances of a service in turn, as far as the balancer has not seen them go. */
function nextInstance(self: InstanceProcess, target: number): InstanceProcess | null {
  const { lastCalled } = self.state.calls!;
  const first = self.plan.calls[target]! * INSTANCES_MAX;
  for (let step = 1; step <= INSTANCES_MAX; step++) {
    const number = (lastCalled[target]! + step) % INSTANCES_MAX;
    const process = self.kernel.processes[processOf(self.kernel, first + number)];
    if (!(process instanceof InstanceProcess)) continue;
    const { health } = process.state;
    if (health !== "up" && health !== "paused") continue;
    lastCalled[target] = number;
    return process;
  }
  return null;
}

/** An answer has arrived, perhaps to nobody. */
export function callAnswered(self: InstanceProcess, id: number, answer: number): CallsNews {
  const calls = self.state.calls!;
  const { status, retryAfterS } = readAnswer(answer);
  const call = calls.calls.find((each) => each.id === id);
  if (call === undefined) return "nothing";
  calls.calls = calls.calls.filter((each) => each !== call);
  // An answer to nobody is of no use, whatever it says.
  self.kernel.ledger.cameBack(self.plan.callWires[call.target]!, status === Status.ok && !call.isGivenUp);
  if (call.isGivenUp) {
    if (status !== Status.ok) return "nothing";
    calls.counts.late++;
    self.note(Fact.answeredLate, call.root, -1, call.to);
    return "nothing";
  }
  const request = calls.requests.find((each) => each.id === call.request);
  if (request === undefined) return "nothing";
  judge(self, call.target, status !== Status.ok);
  if (status === Status.ok) {
    nextTarget(request);
    return goOnCalling(self, request);
  }
  return failed(self, request, errorOf(status), call.to, retryAfterS);
}

function errorOf(status: number): CallError {
  switch (status) {
    case Status.refused:
      return "refused";
    case Status.reset:
      return "reset";
    case Status.limited:
      return "too-many-requests";
    default:
      return "error";
  }
}

/** The answer has not come in time. Whether the other side does it all the same, nobody knows. */
export function callTimedOut(self: InstanceProcess, id: number): CallsNews {
  const calls = self.state.calls!;
  const call = calls.calls.find((each) => each.id === id);
  if (call === undefined || call.isGivenUp) return "nothing";
  call.isGivenUp = true;
  calls.counts.timedOut++;
  judge(self, call.target, true);
  const request = calls.requests.find((each) => each.id === call.request);
  return request === undefined ? "nothing" : failed(self, request, "timeout", call.to);
}

/** The wait before the next attempt, or for a permission of the rate limiter, is over. */
export function callAgain(self: InstanceProcess, id: number): CallsNews {
  const request = self.state.calls!.requests.find((each) => each.id === id);
  const phase = request?.phase;
  if (request === undefined || phase === "queued" || phase === "working" || phase === "calling")
    return "nothing";
  request.phase = "calling";
  if (phase === "awaiting-permission") return goOnCalling(self, request, makePermitted);
  return goOnCalling(self, request, phase === "not-permitted" ? notPermitted : makeCall);
}

/** An attempt has failed: another one follows, or the call has failed for good. */
function failed(
  self: InstanceProcess,
  request: Request,
  error: CallError,
  to: number,
  retryAfterS = 0,
): CallsNews {
  if (error === "timeout" || error === "reset") request.mayBeDone = true;
  if (triesAgain(self, request, error, to, retryAfterS)) return "nothing";
  if (self.plan.config.withoutAnswer === "fail" && beginUndoing(self, request))
    return goOnCalling(self, request);
  if (self.plan.config.withoutAnswer === "fail") return endRequest(self, request, Status.error);
  nextTarget(request);
  return goOnCalling(self, request);
}

/** The rate limiter has no permission in time. */
function notPermitted(self: InstanceProcess, request: Request): "waits" | "failed" {
  return heldBack(self, request, "not-permitted");
}

/**
 * An attempt that its circuit breaker let through is not made all the same: to the breaker a failure like others (resilience4j
 * records every exception by default), so that a permission to try is never lost while it is half open.
 */
function heldBack(self: InstanceProcess, request: Request, error: CallError): "waits" | "failed" {
  judge(self, request.target, true);
  return notMade(self, request, error);
}

function notMade(self: InstanceProcess, request: Request, error: CallError): "waits" | "failed" {
  self.state.calls!.counts.notMade++;
  return triesAgain(self, request, error, -1) ? "waits" : "failed";
}

/** `retryAfterS`: how long it was told to stay away. */
function triesAgain(
  self: InstanceProcess,
  request: Request,
  error: CallError,
  to: number,
  retryAfterS = 0,
): boolean {
  const { config, calls: targets } = self.plan;
  request.call = 0;
  const toldUs = config.whenLimited === "retry-after" ? retryAfterS * 1_000_000 : 0;
  self.note(
    Fact.callFailed,
    request.root,
    CALL_ERRORS.indexOf(error),
    to >= 0 ? to : targets[request.target]! * INSTANCES_MAX,
    request.attempt,
  );
  if (request.isUndoing) {
    const pauseUs = toldUs + undoPauseUs(self, request);
    request.attempt++;
    request.phase = "backing-off";
    self.after(pauseUs, Instance.callAgain, request.id);
    return true;
  }
  if (request.attempt >= config.callAttempts) return false;
  let waitUs = config.callBackoffMs * 1000;
  for (let attempt = 1; attempt < request.attempt; attempt++) waitUs *= 2;
  switch (config.callJitter) {
    case "none":
      break;
    case "full":
      waitUs *= self.kernel.random.uniform(self.streams.calls);
      break;
    default:
      unreachable(config.callJitter);
  }
  request.attempt++;
  request.phase = "backing-off";
  self.after(toldUs + Math.round(waitUs), Instance.callAgain, request.id);
  return true;
}

function judge(self: InstanceProcess, target: number, hasFailed: boolean): void {
  const { config } = self.plan;
  if (!config.circuitBreaker) return;
  const breaker = self.state.calls!.breakers[target]!;
  const before = breaker.state;
  ended(breaker, config, hasFailed, self.kernel.nowUs);
  noteBreaker(self, target, before);
}

function noteBreaker(self: InstanceProcess, target: number, before: (typeof BREAKER_STATES)[number]): void {
  const { state } = self.state.calls!.breakers[target]!;
  if (state !== before)
    self.note(Fact.breakerChanged, self.plan.calls[target]!, -1, -1, BREAKER_STATES.indexOf(state));
}

/** Makes the call that is next, or ends the request. `first`: how the first of the calls is made. */
export function goOnCalling(
  self: InstanceProcess,
  request: Request,
  first: (self: InstanceProcess, request: Request) => "waits" | "failed" = makeCall,
): CallsNews {
  let make = first;
  while (request.target >= 0 && request.target < self.plan.calls.length) {
    const how = make(self, request);
    make = makeCall;
    if (how === "waits") return "nothing";
    if (how === "failed" && !isGoneOn(self, request)) return endRequest(self, request, Status.error);
  }
  return endRequest(self, request, request.isUndoing ? Status.error : Status.ok);
}

/** A call was not even made, for good: it is done without, or what was done before is undone. */
function isGoneOn(self: InstanceProcess, request: Request): boolean {
  if (self.plan.config.withoutAnswer === "fail") return beginUndoing(self, request);
  nextTarget(request);
  return true;
}

/** On to the next service that it calls; back to the one before, where it undoes. */
function nextTarget(request: Request): void {
  request.target += request.isUndoing ? -1 : 1;
  request.attempt = 1;
  request.mayBeDone = false;
  request.call = 0;
  request.phase = "calling";
}
