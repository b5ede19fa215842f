/** Questions, answers and events that are under way between services and event stores. */
import { keyOrdinal } from "#sim/bus/log/keys.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import { InstanceProcess } from "#sim/instance-process.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { AddTrip } from "#sim/trips.ts";
import { AppendSays, departureUs, Sourced, Store, storeOf, StoreProcess } from "./store-process.ts";

/** Those of this moment. What goes to a process that is gone, or came from one, is of no use and not shown. */
export function storeTrips(kernel: Kernel, add: AddTrip): void {
  const { nowUs, processes } = kernel;
  kernel.calendar.forEach((atUs, process, incarnation, handler, a, b, c, parcel) => {
    if (atUs <= nowUs) return;
    const to = processes[process];
    if (to?.life.incarnation !== incarnation) return;
    if (to instanceof StoreProcess) {
      const from = processes[a];
      if (!(from instanceof InstanceProcess) || from.life.incarnation !== b) return;
      const departUs = departureUs(parcel as readonly number[]);
      // Readers ask against the direction in which their events come.
      const [isRead, key] = [handler === Store.read, (parcel as readonly number[])[0]!];
      add(from.storeUse!.wire, departUs, atUs, isRead ? -1 : keyOrdinal(key), isRead, false);
    } else if (to instanceof InstanceProcess && handler === Instance.sourced) {
      if (a !== Sourced.loaded && a !== Sourced.appended && a !== Sourced.events) return;
      const departUs = departureUs(parcel as readonly number[]);
      // The store is still at work on it.
      if (departUs > nowUs) return;
      const { store, wire } = to.storeUse!;
      if (a !== Sourced.events)
        return add(wire, departUs, atUs, -1, true, a === Sourced.appended && c !== AppendSays.appended);
      const event = storeOf(kernel, store).log.at((parcel as readonly number[])[0]!);
      add(wire, departUs, atUs, event === null ? -1 : keyOrdinal(event.aggregate), false, false);
    }
  });
}
