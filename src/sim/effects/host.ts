/** What faults do to databases: verbs of the FaultHost. */
import type { FaultHost } from "#sim/faults/fault.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { PlannedIntervention } from "#sim/program.ts";
import { changeDatabase } from "./database-process.ts";

/** The verbs for one intervention. */
export function effectsHost(
  kernel: Kernel,
  { database }: PlannedIntervention,
): Pick<FaultHost, "changeDatabase"> {
  return {
    changeDatabase: (isUp) => {
      if (database >= 0) changeDatabase(kernel, database, isUp);
    },
  };
}
