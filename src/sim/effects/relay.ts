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
import { count, Tally, tally } from "./maps.ts";

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
  flushInTime(self);
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
    // Who has handed over meanwhile has no position any more.
    if (effects.relayPosition >= 0) effects.relayPosition += rows.length;
    flushInTime(self);
  }
  effects.relayIsBusy = false;
  if (!hasFailed && rows.length >= plan.relayBatch && isRelay(self)) look(self);
}

/** Stores the position where it is time to and it has moved, as Kafka Connect does by the clock, whether or not there is more to relay. */
function flushInTime(self: InstanceProcess): void {
  const { relayFlushUs, database, service } = self.effects!;
  const effects = self.state.effects!;
  const { kernel } = self;
  if (kernel.nowUs - effects.relayFlushedUs < relayFlushUs) return;
  if (effects.relayPosition <= tally(kernel, service, Tally.stored)) return;
  effects.relayFlushedUs = kernel.nowUs;
  ask(kernel, database, transaction(self, "flush", { token: -1, position: effects.relayPosition }));
}

/** A relay that is stopped in order stores its position at last: who reads on from there publishes nothing again. */
export function storePosition(self: InstanceProcess): void {
  const { service } = self.effects!;
  const { relayPosition } = self.state.effects!;
  const stored = tally(self.kernel, service, Tally.stored);
  if (relayPosition > stored) count(self.kernel, service, Tally.stored, relayPosition - stored);
}
