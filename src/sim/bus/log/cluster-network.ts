/** Who can be reached by whom: brokers, the controller, clients. */
import type { Kernel } from "#sim/kernel/kernel.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { ClusterState } from "./cluster-types.ts";

/** Whether two brokers hear each other. */
export function brokersTalk({ cuts }: ClusterState, a: number, b: number): boolean {
  for (const cut of cuts) {
    if ((cut.broker === a && cut.others[b] === true) || (cut.broker === b && cut.others[a] === true))
      return false;
  }
  return true;
}

/** Whether a broker and the controller hear each other. */
export function hearsController({ cuts }: ClusterState, broker: number): boolean {
  for (const cut of cuts) if (cut.broker === broker && cut.isFromController) return false;
  return true;
}

/** Whether the instances of a service and a broker hear each other. */
export function serviceTalks({ cuts }: ClusterState, service: number, broker: number): boolean {
  for (const cut of cuts) if (cut.broker === broker && cut.services.includes(service)) return false;
  return true;
}

/** Whether an instance (by its subject) and a broker hear each other. */
export function instanceTalks(cluster: ClusterState, who: number, broker: number): boolean {
  return cluster.cuts.length === 0 || serviceTalks(cluster, Math.floor(who / INSTANCES_MAX), broker);
}

/** When something that leaves now for a broker, from another one or from the controller, arrives there. */
export function arrivalAt(kernel: Kernel, cluster: ClusterState, broker: number): number {
  const bus = kernel.processes[0]!;
  const { latencyUs, jitterUs } = kernel.program;
  const jitter = jitterUs > 0 ? kernel.random.exponential(bus.network, jitterUs) : 0;
  const arrivesUs = Math.max(kernel.nowUs + latencyUs + jitter, cluster.busyUs[broker]!);
  cluster.busyUs[broker] = arrivesUs;
  return arrivesUs;
}
