/**
 * The relay of an outbox, inside the service's instances: reads rows, publishes them, waits for their acknowledgements and
 * marks them. Whoever dies between the acknowledgement and the mark has them published again, so it relays at least once.
 */
import { Instance } from "#sim/bus/log/handlers.ts";
import { hasOutbox } from "#sim/effects-plan.ts";
import { InstanceProcess, processOf } from "#sim/instance-process.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { markRows, type Answer } from "./committing.ts";
import { ask } from "./database-process.ts";
import { produceRow, transaction } from "./handing.ts";

/** The process begins; in time it looks whether there is something to relay. */
export function startRelay(self: InstanceProcess): void {
  const plan = self.effects!;
  if (!hasOutbox(plan) || plan.database < 0) return;
  self.state.effects!.relayFlushedUs = self.kernel.nowUs;
  self.after(plan.relayIntervalUs, Instance.relayDue);
}

/** It is time to look. */
export function relayDue(self: InstanceProcess): void {
  const plan = self.effects!;
  const effects = self.state.effects!;
  const { health } = self.state;
  if (health !== "up") return;
  self.after(plan.relayIntervalUs, Instance.relayDue);
  if (!isRelay(self)) {
    effects.relayPosition = -1;
    return;
  }
  if (effects.relayIsBusy) return;
  look(self);
}

function look(self: InstanceProcess): void {
  const plan = self.effects!;
  const effects = self.state.effects!;
  effects.relayIsBusy = true;
  const op = plan.publication === "outbox-cdc" ? "tail" : "poll";
  const position = effects.relayPosition;
  ask(self.kernel, plan.database, transaction(self, op, { token: -1, limit: plan.relayBatch, position }));
}

/** The lowest numbers that are there relay; whoever stands still holds its place. */
function isRelay(self: InstanceProcess): boolean {
  const first = self.who - (self.who % INSTANCES_MAX);
  let before = 0;
  for (let subject = first; subject < self.who; subject++) {
    const other = self.kernel.processes[processOf(self.kernel, subject)];
    if (!(other instanceof InstanceProcess)) continue;
    if (other.state.health === "up" || other.state.health === "paused") before++;
  }
  return before < self.effects!.relayInstances;
}

/** The database has answered the relay. */
export function relayStored(self: InstanceProcess, { op, rows, position }: Answer, isError: boolean): void {
  const effects = self.state.effects!;
  if (op === "flush") return;
  if (isError || op === "relayed" || rows.length === 0) {
    effects.relayIsBusy = false;
    // A full batch: there may be more.
    if (!isError && op === "relayed" && rows.length >= self.effects!.relayBatch && isRelay(self)) look(self);
    return;
  }
  if (op === "tail") effects.relayPosition = position - rows.length;
  effects.groups.push({ purpose: "relay", left: rows.slice(), acknowledged: [], hasFailed: false });
  for (const row of rows) produceRow(self, row);
}

/** All rows of a look are acknowledged, or have failed for good. */
export function relayed(self: InstanceProcess, rows: readonly number[], hasFailed: boolean): void {
  const plan = self.effects!;
  const effects = self.state.effects!;
  const { kernel } = self;
  if (plan.publication !== "outbox-cdc") {
    ask(kernel, plan.database, transaction(self, "relayed", { token: -1, rows }));
    return;
  }
  if (!hasFailed) {
    markRows(kernel, plan.service, self.who, rows);
    effects.relayPosition += rows.length;
    if (kernel.nowUs - effects.relayFlushedUs >= plan.relayFlushUs) {
      effects.relayFlushedUs = kernel.nowUs;
      ask(kernel, plan.database, transaction(self, "flush", { token: -1, position: effects.relayPosition }));
    }
  }
  effects.relayIsBusy = false;
  if (!hasFailed && rows.length >= plan.relayBatch && isRelay(self)) look(self);
}
