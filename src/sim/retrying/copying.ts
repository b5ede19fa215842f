/** Writes the headers of copies when they are made, and says what became of them when they are processed. */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { NO_KEY, type MessageId } from "#sim/kernel/message-store.ts";
import { MOVED_ON } from "#sim/ledger.ts";
import type { InstanceRetries } from "#sim/retrying-state.ts";
import { BUDGET_MAX } from "./budget.ts";
import type { Copy } from "./copies.ts";
import { retryingOf } from "./queues.ts";

/** Of an instance that begins; `pairs`: of its group. */
export function createRetries(pairs: number): InstanceRetries {
  return {
    firstFailedUs: Array.from({ length: pairs }, () => -1),
    lastBackoffUs: Array.from({ length: pairs }, () => 0),
    budget: BUDGET_MAX,
    movingTo: 0,
    isParking: false,
    isUnreadable: false,
    redriving: [],
  };
}

/** A message is made: writes its headers if it is a copy. */
export function noteCopy(self: InstanceProcess, target: number, message: MessageId, parent: MessageId): void {
  const copies = self.kernel.copies!;
  const { redriving, movingTo } = self.state.retries!;
  if (redriving[0] === parent && redriving.length > 0)
    return copies.set(message, redrivenFrom(self, target, parent, redriving[1]!));
  if (target < self.plan.publishTargets) return copies.clear(message);
  copies.set(message, failedFrom(self, parent, movingTo));
}

/** Of the record in hand, which goes to the dead letter queue or to a retry topic. */
function failedFrom(self: InstanceProcess, parent: MessageId, tier: number): Copy {
  const { kernel } = self;
  const { retries, work } = self.state;
  const { isParking, firstFailedUs } = retries!;
  const before = kernel.copies!.of(parent);
  const plan = kernel.program.retrying!.tiers[self.groupIndex]![tier - 1];
  const hasFailed = !isParking;
  const firstUs = hasFailed ? Math.max(0, firstFailedUs[work.pair]!) : -1;
  return {
    is: tier > 0 ? "retry" : "dead-letter",
    original: before?.original ?? parent,
    partition: before?.partition ?? self.partitionOf(work.pair),
    offset: before?.offset ?? work.offset,
    group: self.groupIndex,
    attempts: (before?.attempts ?? 0) + (hasFailed ? work.attempt : 0),
    firstFailedUs: before !== undefined && before.firstFailedUs >= 0 ? before.firstFailedUs : firstUs,
    lastFailedUs: hasFailed ? kernel.nowUs : (before?.lastFailedUs ?? -1),
    death: retries!.isUnreadable ? 1 : 0,
    redrives: before?.redrives ?? 0,
    tier,
    // What only follows an earlier record of its key stands behind it, and has nothing to wait for of its own.
    notBeforeUs: plan === undefined || isParking ? 0 : kernel.nowUs + plan.delayUs,
    isPoisoned: kernel.messages.isPoisoned(parent),
    queue: -1,
    letter: -1,
  };
}

/** Of a dead letter that is sent again. */
function redrivenFrom(self: InstanceProcess, target: number, letter: MessageId, offset: number): Copy {
  const { kernel, plan } = self;
  const of = kernel.copies!.of(letter)!;
  const queue = kernel.program.groups[self.groupIndex]!.deadLetterQueue;
  const isMended = retryingOf(kernel).queues[queue]?.mended.includes(offset) === true;
  const tiers = kernel.program.retrying!.tiers[self.groupIndex]!;
  return {
    ...of,
    is: "redriven",
    redrives: of.redrives + 1,
    // In the group's own retry topic it is in its first tier again; there is nothing to wait for.
    tier: tiers[0]?.topic === plan.targets[target] ? 1 : 0,
    notBeforeUs: 0,
    isPoisoned: of.isPoisoned && !isMended,
    queue,
    letter: offset,
  };
}

/** An attempt at the record in hand has failed. `isUnreadable`: its deserializer has, not the application. */
export function noteFailure(self: InstanceProcess, isUnreadable: boolean): void {
  const { retries, work } = self.state;
  retries!.isUnreadable = isUnreadable;
  if (work.attempt > 1) return;
  retries!.firstFailedUs[work.pair] = self.kernel.nowUs;
  retries!.lastBackoffUs[work.pair] = 0;
}

/** How far behind a copy's original later records of its key are looked for. */
const LOOKS_AT = 10_000;

/** A record was processed: if it is a copy, whether its key's order or its group's memory suffered. */
export function noteProcessedCopy(self: InstanceProcess, message: MessageId): void {
  const { kernel } = self;
  const copy = kernel.copies!.of(message);
  if (copy === undefined) return;
  const { work } = self.state;
  const where = self.partitionOf(work.pair);
  const later = laterOfKey(self, copy, message);
  if (later >= 0) self.note(Fact.processedLate, message, where, work.offset, later);
  const pair = self.pairOf(copy.partition);
  const mark = pair < 0 ? 0 : kernel.ledger.mark(self.group!.firstPair + pair, copy.offset);
  if (mark > 0 && mark < MOVED_ON) self.note(Fact.copyRepeated, message, where, work.offset, copy.original);
}

/** A record of the key behind the original that the group has processed already, -1 for none. */
function laterOfKey(self: InstanceProcess, copy: Copy, message: MessageId): MessageId {
  const { kernel } = self;
  const key = kernel.messages.key(message);
  const pair = self.pairOf(copy.partition);
  if (key === NO_KEY || pair < 0) return -1;
  const end = Math.min(kernel.logs.endOffset(copy.partition), copy.offset + LOOKS_AT);
  for (let at = Math.max(copy.offset + 1, kernel.logs.startOffset(copy.partition)); at < end; at++) {
    const mark = kernel.ledger.mark(self.group!.firstPair + pair, at);
    if (mark === 0 || mark >= MOVED_ON) continue;
    const other = kernel.logs.messageAt(copy.partition, at);
    // Another copy of the same event is not a later one.
    if (other < 0 || kernel.messages.key(other) !== key || kernel.copies!.of(other) !== undefined) continue;
    return other;
  }
  return -1;
}
