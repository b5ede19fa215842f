/** A broker's disk: how long appends take on it, and what happens when it is full. */
import type { Micros } from "#base/units.ts";
import { DISK_STATES, Fact } from "#sim/facts.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { clusterPlan, REPLICA_ROW } from "./cluster-types.ts";
import { Broker } from "./handlers.ts";
import { batchCount } from "./log-chunk.ts";

type Self = Process<BrokerState>;

export const DISK_NORMAL = DISK_STATES.indexOf("normal");
export const DISK_SLOW = DISK_STATES.indexOf("slow");
export const DISK_FULL = DISK_STATES.indexOf("full");

/** How long what is to be appended now will take, µs, behind what the disk still has to do. */
export function writeTakesUs(self: Self, broker: number, batches: number): Micros {
  const run = self.state.cluster!.brokers[broker]!;
  if (run.appendUs === 0) return 0;
  const { nowUs } = self.kernel;
  run.diskFreeUs = Math.max(nowUs, run.diskFreeUs) + batches * run.appendUs;
  return run.diskFreeUs - nowUs;
}

/** The same for a follower's rows. */
export function appendTakesUs(self: Self, broker: number, rows: readonly number[]): Micros {
  if (self.state.cluster!.brokers[broker]!.appendUs === 0) return 0;
  let batches = 0;
  for (let at = 0; at < rows.length; at += REPLICA_ROW)
    if (rows[at + 3]! > rows[at + 2]!)
      batches += batchCount(self.kernel, rows[at]!, rows[at + 2]!, rows[at + 3]!);
  return writeTakesUs(self, broker, batches);
}

/** An append to a full disk fails, and a broker whose only log directory has failed halts at once; whether it does. */
export function failFullDisk(self: Self, broker: number): boolean {
  const { disk, incarnation } = self.state.cluster!.brokers[broker]!;
  if (disk !== DISK_FULL) return false;
  self.after(0, Broker.diskFailed, broker, incarnation);
  return true;
}

/** The disk becomes slow, full, or normal again, for a time or (0) until it is changed again. `appendUs`: what a batch then takes on a slow one. */
export function changeDisk(
  self: Self,
  broker: number,
  disk: number,
  appendUs: Micros,
  durationUs: Micros,
): void {
  const run = self.state.cluster!.brokers[broker]!;
  const normalUs = clusterPlan(self.kernel.program).appendUs;
  run.disk = disk;
  run.appendUs = disk === DISK_SLOW ? appendUs : normalUs;
  run.diskVersion++;
  const percent = Math.round((run.appendUs / Math.max(normalUs, 1000)) * 100);
  self.kernel.trace.record(self.kernel.nowUs, Fact.diskChanged, broker, disk, -1, run.appendUs, percent);
  if (durationUs > 0) self.after(durationUs, Broker.diskHealed, broker, run.diskVersion);
}

/** The time of a slow or full disk is over. */
export function healDisk(self: Self, broker: number, version: number): void {
  if (self.state.cluster!.brokers[broker]!.diskVersion === version)
    changeDisk(self, broker, DISK_NORMAL, 0, 0);
}
