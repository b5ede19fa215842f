/**
 * What the application does with the records of a share group. With explicit acknowledgement it says of each record what
 * came of it: a failed one is released, for whoever comes next, or rejected once it is given up. With implicit
 * acknowledgement the next poll accepts all of them, so a failed record is tried again on the spot until it is given up.
 */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Count } from "#sim/ledger.ts";
import { beginEffect, cannotRead, effectGivenUp, noteFailure } from "#sim/parts.ts";
import { publishFollowing } from "#sim/publishing.ts";
import {
  RECOVERY_PAUSE_US,
  waitForBuffer,
  backoffBefore,
  deadLetter,
  serviceTimeUs,
  type Next,
} from "./application.ts";
import { Instance } from "./handlers.ts";
import { Acknowledge, type AcknowledgeType } from "./share-acknowledge.ts";
import { addPending, commitShared } from "./share-client.ts";

/** Takes the next record of the batch in hand; at its end it polls. */
export function goOnShared(self: InstanceProcess): "poll" | "waits" {
  const { sharing, work } = self.state;
  const { kernel } = self;
  if (work.batchAt === work.batchEnd) return "poll";
  const pair = work.batch[work.batchAt]!;
  const offset = work.batch[work.batchAt + 1]!;
  const partition = self.partitionOf(pair);
  const message = kernel.logs.messageAt(partition, offset);
  work.phase = "working";
  work.pair = pair;
  work.offset = offset;
  work.attempt = sharing.deliveries[work.batchAt / 3]! + sharing.failures;
  work.sinceUs = kernel.nowUs;
  const durationUs = serviceTimeUs(self);
  work.untilUs = kernel.nowUs + durationUs;
  self.note(Fact.started, message, partition, offset, work.attempt);
  self.after(durationUs, Instance.workDone);
  return "waits";
}

/** To the next record of the batch in hand. */
function step(self: InstanceProcess): void {
  const { sharing, work } = self.state;
  const next = ++work.batch[work.batchAt + 1]!;
  if (next === work.batch[work.batchAt + 2]) work.batchAt += 3;
  sharing.failures = 0;
}

/** The time that the record took is over: it succeeded or it failed. */
export function workDoneShared(self: InstanceProcess): Next {
  const { work } = self.state;
  const { kernel, plan } = self;
  const { logs, messages, random } = kernel;
  const partition = self.partitionOf(work.pair);
  const message = logs.messageAt(partition, work.offset);
  if (self.hasSchemas && cannotRead(self, message)) return failed(self, message);
  if (messages.isPoisoned(message) || random.chance(self.streams.failures, plan.config.failurePercent))
    return failed(self, message);
  if (self.effects !== null) return beginEffect(self, message);
  return succeededShared(self, message);
}

/** The record in hand is processed: it counts, and what follows from it is published. */
export function succeededShared(self: InstanceProcess, message: number): Next {
  const { work } = self.state;
  const { kernel } = self;
  const { ledger, messages } = kernel;
  const partition = self.partitionOf(work.pair);
  const times = ledger.processed(
    self.groupIndex,
    self.group!.firstPair + work.pair,
    work.offset,
    messages.amountCents(message),
    kernel.nowUs - messages.createdUs(message),
  );
  work.processed++;
  self.note(Fact.processed, message, partition, work.offset, work.attempt);
  if (times > 1) self.note(Fact.duplicated, message, partition, work.offset, times);
  publishFollowing(self, message);
  if (self.state.producer.outbox.length > 0) return waitForBuffer(self);
  return done(self, Acknowledge.accept);
}

/** send() has let the application go: the record in hand is dealt with. */
export function followingSentShared(self: InstanceProcess): Next {
  return done(self, Acknowledge.accept);
}

/** The dead letter could not be written: somebody takes the record up again, or this one does after a pause. */
export function deadLetterFailedShared(self: InstanceProcess): Next {
  if (self.group!.config.acknowledgement === "explicit") return done(self, Acknowledge.release);
  return sleep(self, RECOVERY_PAUSE_US);
}

/** The record in hand is dealt with, one way or the other. */
function done(self: InstanceProcess, type: AcknowledgeType): Next {
  const { work } = self.state;
  if (self.group!.config.acknowledgement === "explicit") {
    addPending(self, work.pair, work.offset, work.offset, type);
    commitShared(self);
  }
  work.pair = -1;
  step(self);
  return "go-on";
}

/** The attempt at the record in hand has failed. */
export function failedShared(self: InstanceProcess, message: number): Next {
  return failed(self, message);
}

function failed(self: InstanceProcess, message: number): Next {
  const { sharing, work } = self.state;
  const { kernel } = self;
  const { acknowledgement, afterLastAttempt, maxAttempts } = self.group!.config;
  const partition = self.partitionOf(work.pair);
  self.note(Fact.failed, message, partition, work.offset, work.attempt);
  if (self.state.retries !== null) noteFailure(self, false);
  if (work.attempt >= maxAttempts) {
    if (self.group!.deadLetterQueue >= 0) return deadLetter(self, message);
    if (afterLastAttempt === "skip") {
      if (self.effects !== null) effectGivenUp(self, message, "skipped");
      kernel.ledger.gaveUp(self.groupIndex, self.group!.firstPair + work.pair, work.offset, false);
      self.note(Fact.skipped, message, partition, work.offset, work.attempt);
      return done(self, Acknowledge.reject);
    }
  }
  kernel.ledger.add(self.groupIndex, Count.retried, 1);
  if (acknowledgement === "explicit") {
    // Whoever asks next may have it: there is no pause.
    self.note(Fact.backedOff, message, partition, work.offset, 0);
    return done(self, Acknowledge.release);
  }
  // Sleeping in its own thread: nobody else can have the record, and the lock goes on running.
  sharing.failures++;
  const backoffUs = backoffBefore(self, work.attempt);
  self.note(Fact.backedOff, message, partition, work.offset, backoffUs);
  return backoffUs === 0 ? "go-on" : sleep(self, backoffUs);
}

/** The thread sleeps, then takes the record in hand again. */
function sleep(self: InstanceProcess, pauseUs: number): "waits" {
  const { sharing, work } = self.state;
  const { nowUs } = self.kernel;
  work.phase = "idle";
  work.sinceUs = nowUs;
  work.untilUs = nowUs + pauseUs;
  work.pair = -1;
  sharing.isAsleep = true;
  self.after(pauseUs, Instance.backoffOver);
  return "waits";
}

/** The dead letter queue has the record: now it can be given up here. */
export function deadLetterAcknowledgedShared(self: InstanceProcess): Next {
  const { work } = self.state;
  const pair = self.group!.firstPair + work.pair;
  if (self.effects !== null)
    effectGivenUp(
      self,
      self.kernel.logs.messageAt(self.partitionOf(work.pair), work.offset),
      "dead-lettered",
    );
  self.kernel.ledger.gaveUp(self.groupIndex, pair, work.offset, true);
  self.note(Fact.deadLettered, work.deadLetter, self.partitionOf(work.pair), work.offset, work.attempt);
  work.deadLetter = -1;
  return done(self, Acknowledge.reject);
}

/** The application has slept long enough; whether it was asleep. */
export function wakeUp(self: InstanceProcess): boolean {
  const { sharing } = self.state;
  const wasAsleep = sharing.isAsleep;
  sharing.isAsleep = false;
  return wasAsleep;
}
