/** What a share group may read of a log, and under whom: share partitions live with the brokers that lead. */
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { isBrokerUp, leaderEpochOf, leaderOf, reaches } from "./cluster-state.ts";
import { readableEnd } from "./readable.ts";

export interface SharedLog {
  readonly kernel: Kernel;
  readonly partition: number;
  readonly isolation: "read_uncommitted" | "read_committed";
}

/** The end of what an instance (by its subject) may read, -1 where it reaches no broker that leads. */
export function readableFor({ kernel, partition, isolation }: SharedLog, who: number): number {
  const leader = leaderOf(kernel, partition);
  if (leader < 0 || !isBrokerUp(kernel, leader) || !reaches(kernel, who, leader)) return -1;
  const bus = kernel.processes[0] as Process<BrokerState>;
  return readableEnd(bus, partition, leader, isolation === "read_committed");
}

export function logStartFor({ kernel, partition }: SharedLog): number {
  return kernel.logs.startOffset(partition);
}

export function leaderEpochFor({ kernel, partition }: SharedLog): number {
  return leaderEpochOf(kernel, partition);
}
