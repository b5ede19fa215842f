/** Transactions and their answers that are under way between services and their databases. */
import { Instance } from "#sim/bus/log/handlers.ts";
import { STORE_ERRORS } from "#sim/fact-tables.ts";
import { InstanceProcess } from "#sim/instance-process.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { AddTrip } from "#sim/trips.ts";
import type { Answer, Transaction } from "./committing.ts";
import { Database, DatabaseProcess } from "./database-process.ts";
import { wireOf } from "./handing.ts";

/** Those of this moment. An answer that is lost is on no way: whoever waits for it only sees its time run out. */
export function databaseTrips(kernel: Kernel, add: AddTrip): void {
  const { nowUs, processes, program } = kernel;
  const noAnswer = STORE_ERRORS.indexOf("no-answer");
  kernel.calendar.forEach((atUs, process, incarnation, handler, _a, error, _c, parcel) => {
    const departUs = atUs - program.latencyUs;
    if (atUs <= nowUs || departUs > nowUs) return;
    const to = processes[process];
    if (to instanceof DatabaseProcess) {
      if (handler !== Database.asked) return;
      add(wireOf(kernel, parcel as Transaction), departUs, atUs, -1, false, false);
    } else if (to instanceof InstanceProcess && handler === Instance.stored) {
      if (to.life.incarnation !== incarnation || error === noAnswer) return;
      add((parcel as Answer).op === "send" ? -1 : to.effects!.wire, departUs, atUs, -1, true, error !== 0);
    }
  });
}
