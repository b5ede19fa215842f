/** The coordinator of a group, by the group's protocol. */
import type { AnyProcess, Kernel } from "#sim/kernel/kernel.ts";
import type { GroupPlan } from "#sim/program.ts";
import { createConsumerCoordinator } from "./consumer-protocol-coordinator.ts";
import { createCoordinator } from "./coordinator.ts";
import { ShareProcess } from "./share-process.ts";

const CREATE: Readonly<
  Record<GroupPlan["config"]["protocol"], (kernel: Kernel, index: number) => AnyProcess>
> = {
  classic: createCoordinator,
  consumer: createConsumerCoordinator,
  share: (kernel, index) => new ShareProcess(kernel, index),
};

/** The coordinator of group number `index`; its process stands right after the broker's. */
export function createGroupCoordinator(kernel: Kernel, index: number): AnyProcess {
  return CREATE[kernel.program.groups[index]!.config.protocol](kernel, index);
}
