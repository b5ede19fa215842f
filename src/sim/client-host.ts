/** What faults can do to clients, topics and groups beside killing and starting processes: verbs of the FaultHost. */
import { breakOff } from "./bus/log/application.ts";
import { addPartitions } from "./bus/log/partition-counts.ts";
import { resetGroupOffsets } from "./bus/log/reset-by-hand.ts";
import { seekByHand } from "./bus/log/seek-by-hand.ts";
import { Fact } from "./facts.ts";
import type { FaultHost } from "./faults/fault.ts";
import { InstanceProcess, processOf } from "./instance-process.ts";
import { stop, takeTurn, wake } from "./instance.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { PlannedIntervention } from "./program.ts";

type ClientVerbs = Pick<
  FaultHost,
  "breakOff" | "rollingRestart" | "clockSkew" | "seek" | "addPartitions" | "resetOffsets"
>;

/** The verbs for one intervention. */
export function clientHost(kernel: Kernel, { service, topic, group }: PlannedIntervention): ClientVerbs {
  const on = (number: number, change: (instance: InstanceProcess) => void): void => {
    const process = kernel.processes[processOf(kernel, service * INSTANCES_MAX + number - 1)];
    if (process instanceof InstanceProcess && isAlive(process)) change(process);
  };
  return {
    breakOff: (number) =>
      on(number, (instance) => {
        if (instance.state.health === "up" && instance.group !== null) breakOff(instance);
        stop(instance);
      }),
    rollingRestart(downUs, pauseUs) {
      for (let number = 1; number <= INSTANCES_MAX; number++) {
        const process = kernel.processes[processOf(kernel, service * INSTANCES_MAX + number - 1)];
        if (process instanceof InstanceProcess && isAlive(process))
          return takeTurn(process, { downUs, pauseUs });
      }
    },
    clockSkew: (number, skewMs) =>
      on(number, (instance) => {
        instance.state.publishing.clockSkewMs = skewMs;
        instance.note(Fact.clockSkewed, -1, -1, -1, skewMs);
      }),
    seek: (number, seek, partition) =>
      on(number, (instance) => {
        if (instance.group === null || instance.group.config.protocol === "share") return;
        seekByHand(instance, seek, partition);
        if (instance.state.health === "up") wake(instance);
      }),
    addPartitions: (partitions) => addPartitions(kernel, topic, partitions),
    resetOffsets(reset, partition) {
      // A share group keeps states of records, not offsets of partitions; other tools are for that.
      if (kernel.program.groups[group]?.config.protocol !== "share")
        resetGroupOffsets(kernel, group, reset, partition);
    },
  };
}

function isAlive({ state }: InstanceProcess): boolean {
  return state.health === "up" || state.health === "paused";
}
