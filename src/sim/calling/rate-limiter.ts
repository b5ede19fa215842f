/**
 * A client's own rate limiter, as resilience4j's AtomicRateLimiter: time is cut into cycles of `limitRefreshPeriod`, each of
 * which begins with `limitForPeriod` permissions and no more, whatever was left. Who finds none reserves one of a later
 * cycle and waits for it, unless that is longer than `timeoutDuration`: then it waits that long for nothing
 * (RequestNotPermitted). One limiter for each instance and service that it calls.
 */
import type { Micros } from "#base/units.ts";
import type { Limiter } from "#sim/calls-state.ts";
import type { ServiceConfig } from "#sim/kinds/service.ts";

type Settings = Pick<ServiceConfig, "limitForPeriod" | "limitRefreshPeriodMs" | "limiterTimeoutMs">;

/** What `reserve` answers where no permission comes in time. */
export const NOT_IN_TIME = -1;

/** How long to wait for the permission that is reserved with this, in µs; `NOT_IN_TIME` where none is. */
export function reserve(limiter: Limiter, settings: Settings, nowUs: Micros): Micros {
  const cycleUs = settings.limitRefreshPeriodMs * 1000;
  const each = settings.limitForPeriod;
  const cycle = Math.floor(nowUs / cycleUs);
  const fresh = (cycle - limiter.cycle) * each;
  limiter.permissions = Math.min(each, limiter.permissions + fresh);
  limiter.cycle = cycle;
  const waitUs = waitFor(limiter.permissions, each, cycleUs, (cycle + 1) * cycleUs - nowUs);
  if (waitUs > settings.limiterTimeoutMs * 1000) return NOT_IN_TIME;
  limiter.permissions--;
  return waitUs;
}

/** AtomicRateLimiter.nanosToWaitForPermission: reservations before this one have made the permissions negative. */
function waitFor(permissions: number, each: number, cycleUs: Micros, toNextUs: Micros): Micros {
  if (permissions >= 1) return 0;
  const missingThen = 1 - (permissions + each);
  return Math.max(0, Math.ceil(missingThen / each)) * cycleUs + toNextUs;
}
