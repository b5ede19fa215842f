/** Telling share groups that there is more to read of a partition. */
import type { AnyProcess, Kernel } from "#sim/kernel/kernel.ts";
import { Shared, type ShareProcessState } from "./share-types.ts";

/** Lets fetches of share groups look again that wait for this partition; nothing where no such group does. */
export function wakeShareGroups(kernel: Kernel, partition: number): void {
  const { groups, shareGroups } = kernel.program;
  for (const group of shareGroups) {
    const { pairs } = groups[group]!;
    const process: AnyProcess = kernel.processes[1 + group]!;
    if ((process.state as ShareProcessState).waiting.size === 0) continue;
    const pair = pairs.indexOf(partition);
    if (pair >= 0) process.after(0, Shared.dataArrived, pair);
  }
}
