/**
 * What the application does with the records that poll() returned: one after the other, with retries, backoff and the
 * dead letter queue. A record that waits for its next attempt holds back its own partition only: the client seeks back to
 * it and leaves the partition alone meanwhile, as Spring's DefaultErrorHandler does with a paused container.
 */
import type { Micros } from "#base/units.ts";
import type { CallsNews } from "#sim/calls-state.ts";
import { START_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { Count } from "#sim/ledger.ts";
import {
  backoffWithJitterUs,
  beginMove,
  beginEffect,
  beginRecordCommand,
  breakMove,
  cannotRead,
  effectGivenUp,
  effectsLost,
  earnRetry,
  endBatch,
  endMove,
  fencedTier,
  leftTheTiers,
  mayRetry,
  nextTier,
  notDueForUs,
  noteFailure,
  noteProcessedCopy,
  readingTimeUs,
  takeBackBatch,
  targetOfTier,
  requestForRecord,
} from "#sim/parts.ts";
import { publishFollowing } from "#sim/publishing.ts";
import { sendCommit } from "./commits.ts";
import { dropBuffer } from "./fetching.ts";
import { Instance } from "./handlers.ts";
import { addToBatch, type WorkState } from "./member-state.ts";
import { startAt } from "./positions.ts";
import { awaitDeadLetter, produce } from "./producer-client.ts";
import { hasFailedTransaction } from "./producer-state.ts";

/** The least pause after a dead letter that could not be written. */
export const RECOVERY_PAUSE_US = 1_000_000;

/** What the application does after a piece of work: calls poll(), takes the next record, or waits for an answer. */
export type Next = "poll" | "go-on" | "waits";

/** Takes the next record of the batch in hand; at its end it commits where that is its way, and polls. */
export function goOn(self: InstanceProcess): "poll" | "waits" {
  const { work, member } = self.state;
  if (
    work.batchAt === work.batchEnd ||
    (self.sending.commitsOffsets && hasFailedTransaction(self.state.producer))
  )
    return batchDone(self);
  const { nowUs } = self.kernel;
  const pair = work.batch[work.batchAt]!;
  const offset = work.batch[work.batchAt + 1]!;
  const isRetry = member.owned[pair] === 1 && member.handled[pair] === offset;
  if (member.owned[pair] === 1 && !isRetry) {
    // A reset has jumped over what lay between.
    member.handled[pair] = offset;
    member.failedAttempts[pair] = 0;
  }
  const attempt = (isRetry ? member.failedAttempts[pair]! : 0) + 1;
  work.pair = pair;
  work.offset = offset;
  if (self.kernel.copies !== null && attempt === 1) {
    const how = beforeFirstAttempt(self);
    if (how !== "tries") return how === "held-back" ? goOn(self) : how;
  }
  work.phase = "working";
  work.attempt = attempt;
  work.sinceUs = nowUs;
  const durationUs = self.hasSchemas ? readingTimeUs(self, pair, offset) : serviceTimeUs(self);
  work.untilUs = nowUs + durationUs;
  const partition = self.partitionOf(pair);
  self.note(Fact.started, self.kernel.logs.messageAt(partition, offset), partition, offset, work.attempt);
  self.after(durationUs, Instance.workDone);
  return "waits";
}

/** Whether the record in hand may be tried, or is held back until it is due, or follows an earlier one of its key to a retry topic. */
function beforeFirstAttempt(self: InstanceProcess): "tries" | "held-back" | "waits" {
  const { work } = self.state;
  const partition = self.partitionOf(work.pair);
  const message = self.kernel.logs.messageAt(partition, work.offset);
  const dueInUs = notDueForUs(self, message);
  if (dueInUs > 0) {
    self.note(Fact.notDueYet, message, partition, work.offset, dueInUs);
    holdBack(self, dueInUs);
    return "held-back";
  }
  const tier = fencedTier(self, message, work.offset);
  if (tier === 0) return "tries";
  work.attempt = 0;
  return moveToRetry(self, message, tier, true);
}

/** How long the next record takes; draws from the instance's stream. */
export function serviceTimeUs(self: InstanceProcess): Micros {
  const { config } = self.plan;
  const { random } = self.kernel;
  const isSlow = config.slowInstance === (self.who % INSTANCES_MAX) + 1;
  const meanUs = config.serviceTimeMs * 1000 * (isSlow ? config.slowFactor : 1) * self.state.slowFactor;
  switch (config.serviceTime) {
    case "constant":
      return Math.round(meanUs);
    case "exponential":
      return random.exponential(self.streams.service, meanUs);
    case "lognormal":
      return random.lognormal(self.streams.service, meanUs, config.serviceTimeSpread);
  }
}

/** The time that the record took is over: it succeeded or it failed. */
export function workDone(self: InstanceProcess): Next {
  const { work } = self.state;
  const { kernel, plan } = self;
  const { logs, messages, random } = kernel;
  const partition = self.partitionOf(work.pair);
  const message = logs.messageAt(partition, work.offset);
  if (self.hasSchemas && cannotRead(self, message)) return unreadable(self, message);
  if (messages.isPoisoned(message) || random.chance(self.streams.failures, plan.config.failurePercent))
    return failed(self, message);
  if (plan.calls.length > 0) return callForRecord(self);
  return called(self, message);
}

/** The consumer's thread calls the services that its own is wired to, and waits for their answers. */
function callForRecord(self: InstanceProcess): Next {
  const { work } = self.state;
  work.phase = "calling";
  work.sinceUs = self.kernel.nowUs;
  work.untilUs = -1;
  return calledForRecord(self, requestForRecord(self));
}

/** Something has become of a call; perhaps those for the record in hand are over. */
export function calledForRecord(self: InstanceProcess, news: CallsNews): Next {
  const { work } = self.state;
  if (news === "nothing" || work.pair < 0 || work.phase !== "calling") return "waits";
  const message = self.kernel.logs.messageAt(self.partitionOf(work.pair), work.offset);
  return news === "record-called" ? called(self, message) : failed(self, message);
}

/** The work on a record, and what others do for it, has gone well. */
function called(self: InstanceProcess, message: number): Next {
  if (self.storeUse?.use === "decides") return beginRecordCommand(self, message);
  if (self.effects !== null) return beginEffect(self, message);
  return succeeded(self, message);
}

/** The record in hand is processed: it counts, what follows from it is published, and the next one is taken up. */
export function succeeded(self: InstanceProcess, message: number): Next {
  const { work } = self.state;
  const { kernel } = self;
  const partition = self.partitionOf(work.pair);
  const group = self.group!;
  const latencyUs = kernel.nowUs - kernel.messages.createdUs(message);
  const times = kernel.ledger.processed(
    self.groupIndex,
    group.firstPair + work.pair,
    work.offset,
    kernel.messages.amountCents(message),
    latencyUs,
  );
  work.processed++;
  self.note(Fact.processed, message, partition, work.offset, work.attempt);
  if (kernel.copies !== null) {
    earnRetry(self);
    noteProcessedCopy(self, message);
    leftTheTiers(self, message);
  }
  if (times > 1) self.note(Fact.duplicated, message, partition, work.offset, times);
  publishFollowing(self, message);
  if (self.state.producer.outbox.length > 0) return waitForBuffer(self);
  return done(self);
}

/** What followed from the record has no room in the producer's buffer: the thread waits in send(). */
export function waitForBuffer(self: InstanceProcess): "waits" {
  const { producer, work } = self.state;
  producer.holdsUpWork = true;
  work.phase = "publishing";
  work.sinceUs = self.kernel.nowUs;
  work.untilUs = -1;
  return "waits";
}

/** send() has let the application go: the record in hand is dealt with. */
export function followingSent(self: InstanceProcess): Next {
  return done(self);
}

/** The transaction of the batch in hand has ended. An aborted batch is taken up again: the application seeks back to its beginning. */
export function transactionEnded(self: InstanceProcess): "poll" {
  const { member, work } = self.state;
  work.batchAt = work.batchEnd = 0;
  for (const { pair, offset } of takeBackBatch(self)) {
    if (member.owned[pair] !== 1) continue;
    dropBuffer(member, pair);
    startAt(self, pair, offset, START_REASONS.indexOf("sought"));
  }
  return "poll";
}

/** The dead letter could not be written: the record is taken up again after a pause, as if it had never failed (DefaultErrorHandler, resetStateOnRecoveryFailure). */
export function deadLetterFailed(self: InstanceProcess): Next {
  const { work, member } = self.state;
  const { kernel } = self;
  const wasParking = kernel.copies !== null && breakMove(self);
  const pauseUs = Math.max(backoffBefore(self, 1), RECOVERY_PAUSE_US);
  const partition = self.partitionOf(work.pair);
  if (wasParking) {
    const message = kernel.logs.messageAt(partition, work.offset);
    self.note(Fact.notDueYet, message, partition, work.offset, pauseUs);
    holdBack(self, pauseUs);
    return "go-on";
  }
  kernel.ledger.add(self.groupIndex, Count.retried, 1);
  self.note(Fact.backedOff, kernel.logs.messageAt(partition, work.offset), partition, work.offset, pauseUs);
  if (member.owned[work.pair] === 1) member.failedAttempts[work.pair] = 0;
  holdBack(self, pauseUs);
  return "go-on";
}

/** The record in hand is dealt with, one way or the other. */
function done(self: InstanceProcess): Next {
  const { work, member } = self.state;
  const { commit, commitCall } = self.group!.config;
  // A partition that was taken away meanwhile has another owner; what this one knows of it counts no more.
  if (member.owned[work.pair] === 1) {
    member.handled[work.pair] = work.offset + 1;
    member.failedAttempts[work.pair] = 0;
  }
  work.pair = -1;
  const next = ++work.batch[work.batchAt + 1]!;
  if (next === work.batch[work.batchAt + 2]) work.batchAt += 3;
  if (
    commit === "after-record" &&
    sendCommit(self, member.handled, commitCall === "sync") &&
    commitCall === "sync"
  )
    return "waits";
  return "go-on";
}

function batchDone(self: InstanceProcess): "poll" | "waits" {
  if (self.sending.commitsOffsets) {
    endBatch(self);
    return "waits";
  }
  const { commit, commitCall } = self.group!.config;
  const { member, work } = self.state;
  if (
    commit === "after-batch" &&
    !work.hasBrokenOff &&
    sendCommit(self, member.position, commitCall === "sync") &&
    commitCall === "sync"
  )
    return "waits";
  return "poll";
}

/**
 * A record that the deserializer could not read: an error handler gets it in the record's place (Spring's
 * ErrorHandlingDeserializer). More attempts change nothing by themselves, so they are made only where that is the way.
 */
function unreadable(self: InstanceProcess, message: number): Next {
  const { config, deadLetterQueue } = self.group!;
  const { work } = self.state;
  const how = config.deserializationError;
  if (how === "retry" || (how === "dead-letter" && deadLetterQueue < 0)) return failed(self, message, true);
  self.note(Fact.failed, message, self.partitionOf(work.pair), work.offset, work.attempt);
  if (self.state.retries !== null) noteFailure(self, true);
  return how === "dead-letter" ? deadLetter(self, message) : giveUp(self, message);
}

function giveUp(self: InstanceProcess, message: number): Next {
  if (self.effects !== null) effectGivenUp(self, message, "skipped");
  const { work } = self.state;
  self.kernel.ledger.gaveUp(self.groupIndex, self.group!.firstPair + work.pair, work.offset, false);
  self.note(Fact.skipped, message, self.partitionOf(work.pair), work.offset, work.attempt);
  if (self.kernel.copies !== null) leftTheTiers(self, message);
  return done(self);
}

/** The attempt at the record in hand has failed: another one after a pause, or the end of its attempts. */
export function failed(self: InstanceProcess, message: number, isUnreadable = false): Next {
  const { work, member } = self.state;
  const { maxAttempts, afterLastAttempt } = self.group!.config;
  const { kernel } = self;
  const partition = self.partitionOf(work.pair);
  self.note(Fact.failed, message, partition, work.offset, work.attempt);
  if (self.state.retries !== null) noteFailure(self, isUnreadable);
  const tier = kernel.copies === null || isUnreadable ? 0 : nextTier(self, message);
  const hasWayOut = tier > 0 || self.group!.deadLetterQueue >= 0 || afterLastAttempt === "skip";
  const isOverBudget = (): boolean =>
    self.state.retries !== null && hasWayOut && !isUnreadable && !mayRetry(self, message);
  if (work.attempt >= maxAttempts || isOverBudget()) {
    if (tier > 0) return moveToRetry(self, message, tier, false);
    if (self.group!.deadLetterQueue >= 0) return deadLetter(self, message);
    if (afterLastAttempt === "skip" && !isUnreadable) return giveUp(self, message);
  }
  kernel.ledger.add(self.groupIndex, Count.retried, 1);
  // Nothing but a new program helps a record that cannot be read: no more haste than a client that polls again.
  const leastUs = isUnreadable && work.attempt >= maxAttempts ? RECOVERY_PAUSE_US : 0;
  const backoffUs = Math.max(leastUs, backoffBefore(self, work.attempt));
  if (member.owned[work.pair] === 1) member.failedAttempts[work.pair] = work.attempt;
  self.note(Fact.backedOff, message, partition, work.offset, backoffUs);
  if (backoffUs > 0) holdBack(self, backoffUs);
  return "go-on";
}

/** Pause after the n-th failed attempt: the first pause, then growing by the factor up to the longest. */
export function backoffBefore(self: InstanceProcess, attempt: number): Micros {
  if (self.streams.jitter >= 0) return backoffWithJitterUs(self, attempt);
  const { backoffMs, backoffFactor, backoffMaxMs } = self.group!.config;
  let ms = backoffMs;
  for (let n = 1; n < attempt && ms < backoffMaxMs; n++) {
    if (backoffFactor === 1 || ms === 0) break;
    ms *= backoffFactor;
  }
  return Math.round(Math.min(ms, backoffMaxMs) * 1000);
}

/** seek() back to the record in hand and leave its partition alone for a while. */
function holdBack(self: InstanceProcess, backoffUs: Micros): void {
  const { work, member } = self.state;
  const { pair, offset } = work;
  takeOut(work, pair);
  work.pair = -1;
  if (member.owned[pair] !== 1) return;
  member.position[pair] = offset;
  // Everything before it in the partition is dealt with, since records of a partition come in order.
  member.handled[pair] = offset;
  dropBuffer(member, pair);
  member.heldUntilUs[pair] = self.kernel.nowUs + backoffUs;
  self.after(backoffUs, Instance.backoffOver, pair);
  // The application goes on polling meanwhile, so an auto-commit is not held up.
  const autoCommitInUs = member.nextAutoCommitUs - self.kernel.nowUs;
  if (self.group!.config.commit === "auto" && autoCommitInUs > 0 && autoCommitInUs < backoffUs)
    self.after(autoCommitInUs, Instance.backoffOver, pair);
}

/** Takes a pair's records out of the batch in hand. */
function takeOut(work: WorkState, pair: number): void {
  const { batch, batchAt, batchEnd } = work;
  work.batchAt = work.batchEnd = 0;
  for (let i = batchAt; i < batchEnd; i += 3) {
    if (batch[i] !== pair) addToBatch(work, batch[i]!, batch[i + 1]!, batch[i + 2]!);
  }
}

/** Sends the record in hand to the dead letter queue and waits for the acknowledgement. */
export function deadLetter(self: InstanceProcess, message: number): "waits" {
  return sendAside(self, message, self.plan.targets.length - 1);
}

/** The same to a retry topic. `isParking`: untried, behind an earlier record of its key. */
function moveToRetry(self: InstanceProcess, message: number, tier: number, isParking: boolean): "waits" {
  beginMove(self, tier, isParking);
  return sendAside(self, message, targetOfTier(self, tier));
}

function sendAside(self: InstanceProcess, message: number, target: number): "waits" {
  const { work } = self.state;
  const { messages, nowUs } = self.kernel;
  work.phase = "publishing";
  work.sinceUs = nowUs;
  work.untilUs = -1;
  awaitDeadLetter(self, produce(self, target, messages.key(message), message, messages.ordinal(message)));
  return "waits";
}

/** The dead letter queue has the record: only now the source moves on, so that a crash in between repeats and never loses. */
export function deadLetterAcknowledged(self: InstanceProcess): Next {
  const { work } = self.state;
  const { kernel } = self;
  const pair = self.group!.firstPair + work.pair;
  if (kernel.copies !== null && endMove(self)) {
    work.deadLetter = -1;
    return done(self);
  }
  if (self.effects !== null)
    effectGivenUp(self, kernel.logs.messageAt(self.partitionOf(work.pair), work.offset), "dead-lettered");
  kernel.ledger.gaveUp(self.groupIndex, pair, work.offset, true);
  self.note(Fact.deadLettered, work.deadLetter, self.partitionOf(work.pair), work.offset, work.attempt);
  if (kernel.copies !== null) leftTheTiers(self, kernel.messages.parent(work.deadLetter));
  work.deadLetter = -1;
  return done(self);
}

/**
 * The application leaves its loop after the record in work, if there is one. Of the rest of its batch is lost what is
 * committed, or will be when close() commits all that poll() has returned.
 */
export function breakOff(self: InstanceProcess): void {
  const { work, member } = self.state;
  const isInWork = work.phase !== "idle" && work.pair >= 0;
  const commitsAll = self.group!.config.commit === "auto" && self.protocol.commitThrows(self) === null;
  work.hasBrokenOff = true;
  if (isInWork) {
    const [pair, offset] = [work.pair, work.offset];
    noteLost(self, commitsAll, offset + 1);
    work.batchEnd = work.batchAt;
    addToBatch(work, pair, offset, offset + 1);
  } else {
    noteLost(self, commitsAll);
    work.batchEnd = work.batchAt;
  }
  // What was fetched and not returned was never in its hand.
  for (const pair of member.ownedPairs) dropBuffer(member, pair);
}

/**
 * At the death of the process: what of its batch was committed and not dealt with is lost. `isAllCommitted`: a commit of the
 * whole batch is about to follow. `fromOffset`: in the record's range that is in work, those before it are not lost.
 */
export function noteLost(self: InstanceProcess, isAllCommitted = false, fromOffset = 0): void {
  if (self.group === null) return;
  const { work } = self.state;
  const { ledger } = self.kernel;
  for (let i = work.batchAt; i < work.batchEnd; i += 3) {
    const pair = self.group.firstPair + work.batch[i]!;
    const to = isAllCommitted ? work.batch[i + 2]! : Math.min(work.batch[i + 2]!, ledger.committed(pair));
    let first = -1;
    let lost = 0;
    const begin = i === work.batchAt ? Math.max(work.batch[i + 1]!, fromOffset) : work.batch[i + 1]!;
    for (let offset = begin; offset < to; offset++) {
      if (ledger.isHandled(pair, offset)) continue;
      if (self.effects !== null) effectsLost(self, work.batch[i]!, offset);
      if (first < 0) first = offset;
      lost++;
    }
    if (lost > 0) self.note(Fact.lost, -1, self.partitionOf(work.batch[i]!), first, lost);
  }
}

/** Records in this instance's hand that are committed already and not dealt with: not lost as long as it lives. */
export function committedInHand(self: InstanceProcess): number {
  if (self.group === null) return 0;
  const { work } = self.state;
  const { ledger } = self.kernel;
  let count = 0;
  for (let i = work.batchAt; i < work.batchEnd; i += 3) {
    const pair = self.group.firstPair + work.batch[i]!;
    const to = Math.min(work.batch[i + 2]!, ledger.committed(pair));
    for (let offset = work.batch[i + 1]!; offset < to; offset++) if (!ledger.isHandled(pair, offset)) count++;
  }
  return count;
}
