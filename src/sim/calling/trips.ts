/** Requests and answers that are under way between services. */
import { Instance } from "#sim/bus/log/handlers.ts";
import type { RequestParcel } from "#sim/calls-state.ts";
import { InstanceProcess } from "#sim/instance-process.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { AddTrip } from "#sim/trips.ts";
import { Status } from "./status.ts";

/** Those of this moment. An answer to a process that is gone has no wire any more: its call went with its process. */
export function callTrips(kernel: Kernel, add: AddTrip): void {
  const { nowUs, processes } = kernel;
  kernel.calendar.forEach((atUs, process, incarnation, handler, a, b, c, parcel) => {
    if (atUs <= nowUs) return;
    if (handler === Instance.requestArrived) {
      const [to, from] = [processes[process], processes[(parcel as RequestParcel | undefined)?.from ?? -1]];
      if (!(to instanceof InstanceProcess) || !(from instanceof InstanceProcess)) return;
      const { calls, callWires } = from.plan;
      add(callWires[calls.indexOf(to.plan.index)] ?? -1, atUs - a, atUs, -1, false, false);
    } else if (handler === Instance.callAnswered) {
      const caller = processes[process];
      if (!(caller instanceof InstanceProcess) || caller.life.incarnation !== incarnation) return;
      const call = caller.state.calls?.calls.find(({ id }) => id === a);
      if (call === undefined) return;
      const hasFailed = b !== Status.ok || call.isGivenUp;
      add(caller.plan.callWires[call.target]!, atUs - c, atUs, -1, true, hasFailed);
    }
  });
}
