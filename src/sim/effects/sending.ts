/** What the producer tells of rows: that they are messages, that they are acknowledged, that they have failed. */
import { hasOutbox } from "#sim/effects-plan.ts";
import type { BatchId } from "#sim/bus/log/batch-store.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { groupIsThrough, type EffectNews } from "./consuming.ts";
import { checkRowsLater } from "./database-process.ts";
import { rowOfMessage } from "./maps.ts";
import { relayed, storePosition } from "./relay.ts";
import { abandonRow, carryRow } from "./rows.ts";

/** A message that was produced may still need this long to the log, once it has arrived: a slow disk, a retry. */
const ARRIVES_WITHIN_US = 1_000_000;

/** send() has gone on: the next row that was handed over is this message, or has failed (negative). */
export function rowSent(self: InstanceProcess, message: number): void {
  const row = self.state.effects!.handed.shift();
  if (row === undefined) return;
  if (message >= 0) carryRow(self.kernel, row, message);
  else settleRow(self, row, false);
}

/** A batch was acknowledged, or has failed for good. */
export function rowsSettled(self: InstanceProcess, batch: BatchId, isAcknowledged: boolean): void {
  const { batches, messages } = self.kernel;
  let message = batches.first(batch);
  for (let i = batches.records(batch); i > 0; i--) {
    const row = rowOfMessage(self.kernel, message);
    if (row > 0) settleRow(self, row, isAcknowledged);
    message = messages.next(message);
  }
}

function settleRow(self: InstanceProcess, row: number, isAcknowledged: boolean): void {
  const { groups } = self.state.effects!;
  for (const group of groups) {
    const at = group.left.indexOf(row);
    if (at < 0) continue;
    group.left.splice(at, 1);
    if (isAcknowledged) group.acknowledged.push(row);
    else group.hasFailed = true;
    return;
  }
  // Nobody waits for it: the error is logged, and that is all.
  if (!isAcknowledged && !hasOutbox(self.effects!)) abandonRow(self.kernel, row, "send-failed");
}

/** Goes on with what has waited for acknowledgements that are all there; what the application may do then. */
export function groupsGoOn(self: InstanceProcess): EffectNews {
  const effects = self.state.effects!;
  if (effects.groups.every(({ left }) => left.length > 0)) return "nothing";
  const through = effects.groups.filter(({ left }) => left.length === 0);
  effects.groups = effects.groups.filter(({ left }) => left.length > 0);
  let news: EffectNews = "nothing";
  for (const { purpose, acknowledged, hasFailed } of through) {
    if (purpose === "relay") relayed(self, acknowledged, hasFailed);
    else {
      const its = groupIsThrough(self, purpose, acknowledged, hasFailed);
      if (its !== "nothing") news = its;
    }
  }
  return news;
}

/**
 * The process is about to end: once what is on its way has arrived, its dual writes are looked through. `isInOrder`: it was
 * stopped and did not crash.
 */
export function effectsDie(self: InstanceProcess, isInOrder: boolean): void {
  const plan = self.effects!;
  const { kernel } = self;
  if (plan.database < 0) return;
  if (hasOutbox(plan)) {
    if (isInOrder) storePosition(self);
    return;
  }
  const lastUs = Math.max(kernel.nowUs, ...self.life.busyUs);
  checkRowsLater(kernel, plan.database, lastUs + ARRIVES_WITHIN_US, self.who, self.life.incarnation);
}
