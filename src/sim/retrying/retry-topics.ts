/**
 * Retry topics: a record that failed its attempts leaves the line for a topic of its group, whose tier says how long it
 * waits there; the partition goes on, and the order of its key is given up (Spring's @RetryableTopic, Uber's "Reliable
 * Reprocessing"). With a key fence, later records of such a key follow it there, so that the key keeps its order.
 */
import type { Micros } from "#base/units.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { NO_KEY, type MessageId } from "#sim/kernel/message-store.ts";
import type { TierPlan } from "#sim/retrying-plan.ts";
import { countParked, PARKED_ENTRY, retryingOf } from "./queues.ts";

/** The tier (from 1) that a record of the group is in; 0 where it is in none. */
function tierOf(self: InstanceProcess, message: MessageId): number {
  return self.kernel.copies!.of(message)?.tier ?? 0;
}

/** The retry topics of its group, the shortest delay first. */
function tiersOf(self: InstanceProcess): readonly TierPlan[] {
  return self.kernel.program.retrying!.tiers[self.groupIndex]!;
}

/** The target of its producer for a tier (from 1). */
export function targetOfTier(self: InstanceProcess, tier: number): number {
  return self.plan.targets.indexOf(tiersOf(self)[tier - 1]!.topic);
}

/** The tier in which a record that has failed its attempts waits next; 0: there is none. */
export function nextTier(self: InstanceProcess, message: MessageId): number {
  const tier = tierOf(self, message) + 1;
  return tier <= tiersOf(self).length ? tier : 0;
}

/** The record in hand is about to be written to a retry topic. */
export function beginMove(self: InstanceProcess, tier: number, isParking: boolean): void {
  const retries = self.state.retries!;
  retries.movingTo = tier;
  retries.isParking = isParking;
}

/** The retry topic has the record in hand: told, and the source may move on. Whether that is what was waited for. */
export function endMove(self: InstanceProcess): boolean {
  const { retries, work } = self.state;
  const { movingTo, isParking } = retries!;
  if (movingTo === 0) return false;
  self.kernel.ledger.movedOn(self.groupIndex, self.group!.firstPair + work.pair, work.offset);
  const partition = self.partitionOf(work.pair);
  self.note(isParking ? Fact.parked : Fact.movedToRetry, work.deadLetter, partition, work.offset, movingTo);
  // Where it came from a retry topic itself, that copy is no more.
  const source = self.kernel.logs.messageAt(partition, work.offset);
  leftTheTiers(self, source);
  retries!.movingTo = 0;
  retries!.isParking = false;
  return true;
}

/** The retry topic did not take the record in hand: it is as if nothing had been begun. Whether it was to be parked there. */
export function breakMove(self: InstanceProcess): boolean {
  const retries = self.state.retries!;
  const { isParking } = retries;
  retries.movingTo = 0;
  retries.isParking = false;
  return isParking;
}

/** How long the next record must still wait before it is due, µs; 0: it may be tried. */
export function notDueForUs(self: InstanceProcess, message: MessageId): Micros {
  const dueUs = self.kernel.copies!.of(message)?.notBeforeUs ?? 0;
  return Math.max(0, dueUs - self.kernel.nowUs);
}

/** The tier to which the next record must follow an earlier one of its key (key fence), 0: it may be tried. */
export function fencedTier(self: InstanceProcess, message: MessageId, offset: number): number {
  if (!self.group!.config.keyFence || tiersOf(self).length === 0) return 0;
  const key = self.kernel.messages.key(message);
  if (key === NO_KEY || !hasEarlier(self, message, key, offset)) return 0;
  // In the last tier they stand in one line, the earlier one before.
  return nextTier(self, message);
}

function hasEarlier(self: InstanceProcess, message: MessageId, key: number, offset: number): boolean {
  const { parked } = retryingOf(self.kernel);
  const copy = self.kernel.copies!.of(message);
  const partition = copy?.partition ?? self.partitionOf(self.state.work.pair);
  const at = copy?.offset ?? offset;
  for (let i = 0; i < parked.length; i += PARKED_ENTRY) {
    if (parked[i] !== self.groupIndex || parked[i + 1] !== key || parked[i + 2] !== partition) continue;
    if (parked[i + 3]! < at) return true;
  }
  return false;
}

/** A record of a retry topic is dealt with: processed, dead-lettered, given up, or gone to the next tier. */
export function leftTheTiers(self: InstanceProcess, message: MessageId): void {
  const copy = self.kernel.copies!.of(message);
  if (copy !== undefined && copy.tier > 0)
    countParked(self.kernel, copy, self.kernel.messages.key(message), -1);
}
