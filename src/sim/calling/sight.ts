/** Synchronous calls as frames show them. */
import { BREAKER_STATES, CALL_COUNTS, NO_CALLS, type CallCounts, type Request } from "#sim/calls-state.ts";
import type { CallsSight } from "#sim/frame.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";

/** The part of a frame. */
export function callsOf(kernel: Kernel, instances: readonly InstanceProcess[]): CallsSight {
  return {
    instances: instances.flatMap(({ who, state }) => {
      if (state.calls === null) return [];
      const { busy, requests, breakers } = state.calls;
      const waiting = requests.filter(({ phase }) => phase === "queued").length;
      const calling = requests.filter(({ phase }) => phase === "calling").length;
      const awaiting = requests.filter(({ phase }) => isAwaiting(phase)).length;
      const breakerStates = breakers.map((breaker) => BREAKER_STATES.indexOf(breaker.state));
      return [{ subject: who, busy, waiting, calling, awaiting, breakers: breakerStates }];
    }),
    services: kernel.program.services.flatMap(({ index, config, calls }) => {
      if (!config.http) return [];
      const own = instances.filter(({ plan, state }) => plan.index === index && state.calls !== null);
      const latency = kernel.ledger.requests[index];
      const p = (percent: number): number => latency?.percentileUs(percent) ?? -1;
      return [
        {
          service: index,
          threads: config.threads,
          calls,
          ...totalOf(own.map(({ state }) => state.calls!.counts)),
          p50Us: p(50),
          p95Us: p(95),
          p99Us: p(99),
        },
      ];
    }),
  };
}

/** Whether a request waits for a permission of its own rate limiter, be it in vain. */
function isAwaiting(phase: Request["phase"]): boolean {
  return phase === "awaiting-permission" || phase === "not-permitted";
}

/** The counts of all instances together. */
function totalOf(all: readonly CallCounts[]): CallCounts {
  const total: CallCounts = { ...NO_CALLS };
  for (const counts of all) {
    for (const name of CALL_COUNTS) total[name] += counts[name];
  }
  return total;
}
