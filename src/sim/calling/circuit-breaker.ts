/**
 * A circuit breaker with a window of calls, as resilience4j's CircuitBreakerStateMachine with COUNT_BASED: it is judged
 * after each call once the window has enough of them; open, it rejects until its time is over, which the next call notices;
 * half open, it lets a few through and judges these alone.
 */
import type { Micros } from "#base/units.ts";
import type { Breaker } from "#sim/calls-state.ts";
import type { ServiceConfig } from "#sim/kinds/service.ts";

type Settings = Pick<
  ServiceConfig,
  "failureRateThresholdPercent" | "slidingWindowCalls" | "minimumCalls" | "openStateMs" | "halfOpenCalls"
>;

/** Whether a call may be made now; it counts as made. */
export function permits(breaker: Breaker, settings: Settings, nowUs: Micros): boolean {
  if (breaker.state === "closed") return true;
  if (breaker.state === "open") {
    if (nowUs < breaker.openedUs + settings.openStateMs * 1000) return false;
    begin(breaker, "half-open");
  }
  if (breaker.trying >= settings.halfOpenCalls) return false;
  breaker.trying++;
  return true;
}

/** A call that was permitted has ended. */
export function ended(breaker: Breaker, settings: Settings, hasFailed: boolean, nowUs: Micros): void {
  // What was let through before it opened is of no account any more.
  if (breaker.state === "open") return;
  const size = breaker.state === "half-open" ? settings.halfOpenCalls : settings.slidingWindowCalls;
  breaker.outcomes.push(hasFailed ? 1 : 0);
  if (hasFailed) breaker.failures++;
  if (breaker.outcomes.length > size) breaker.failures -= breaker.outcomes.shift()!;
  const enough =
    breaker.state === "half-open" ? settings.halfOpenCalls : Math.min(settings.minimumCalls, size);
  if (breaker.outcomes.length < enough) return;
  const isTooMany = breaker.failures * 100 >= settings.failureRateThresholdPercent * breaker.outcomes.length;
  if (isTooMany) {
    begin(breaker, "open");
    breaker.openedUs = nowUs;
  } else if (breaker.state === "half-open") begin(breaker, "closed");
}

function begin(breaker: Breaker, state: Breaker["state"]): void {
  breaker.state = state;
  breaker.outcomes.length = 0;
  breaker.failures = 0;
  breaker.trying = 0;
}
