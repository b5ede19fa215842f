/**
 * The server's side of a rate limit: so many requests in each period for the service as a whole, counted in windows that
 * follow each other. What comes beyond is answered at once with 429 and how long to stay away (RFC 6585, section 4;
 * Retry-After in whole seconds: RFC 9110, section 10.2.3).
 */
import type { BrokerState } from "#sim/bus/log/broker.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { Process } from "#sim/kernel/kernel.ts";

/** Counts a request that has come; the seconds after which to come again where it is one too many, else 0. */
export function retryAfterSeconds(self: InstanceProcess): number {
  const { config, index } = self.plan;
  if (config.admitsRequests === 0) return 0;
  const { quotas } = (self.kernel.processes[0] as Process<BrokerState>).state;
  const { nowUs } = self.kernel;
  const periodUs = config.admitsPeriodMs * 1000;
  const period = Math.floor(nowUs / periodUs);
  const quota = (quotas[index] ??= { period, admitted: 0 });
  if (quota.period !== period) Object.assign(quota, { period, admitted: 0 });
  if (quota.admitted < config.admitsRequests) {
    quota.admitted++;
    return 0;
  }
  return Math.ceil(((period + 1) * periodUs - nowUs) / 1_000_000);
}
