/** The coordinator of a group, by the group's protocol. */
import type { AnyProcess, Kernel } from "#sim/kernel/kernel.ts";
import { createConsumerCoordinator, ShareProcess } from "#sim/parts.ts";
import type { GroupPlan } from "#sim/program.ts";
import { createCoordinator } from "./coordinator.ts";

const CREATE: Readonly<
  Record<GroupPlan["config"]["protocol"], (kernel: Kernel, index: number) => AnyProcess>
> = {
  classic: createCoordinator,
  consumer: (kernel, index) => createConsumerCoordinator(kernel, index),
  share: (kernel, index) => new ShareProcess(kernel, index),
};

/** The coordinator of group number `index`; its process stands right after the broker's. */
export function createGroupCoordinator(kernel: Kernel, index: number): AnyProcess {
  return CREATE[kernel.program.groups[index]!.config.protocol](kernel, index);
}
