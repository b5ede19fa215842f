import type { Micros } from "#base/units.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { jitteredBackoffUs } from "./jitter.ts";

/** The pause after the n-th failed attempt at the record in hand, with the chance that the group's settings want. Draws from a stream of its own. */
export function backoffWithJitterUs(self: InstanceProcess, attempt: number): Micros {
  const { lastBackoffUs } = self.state.retries!;
  const { pair } = self.state.work;
  const chance = self.kernel.random.uniform(self.streams.jitter);
  const previousUs = attempt > 1 ? (lastBackoffUs[pair] ?? 0) : 0;
  const pauseUs = jitteredBackoffUs(self.group!.config, attempt, previousUs, chance);
  if (pair >= 0) lastBackoffUs[pair] = pauseUs;
  return pauseUs;
}
