/**
 * Readers of a store: one instance of the service at a time reads from its checkpoint and takes the events up into the
 * read model, or passes them on to topics. A read model is rebuilt beside the one in use, by the same instance.
 */
import { micros } from "#base/units.ts";
import { awaitDeadLetter, produce, SEND } from "#sim/bus/log/producer-client.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { InstanceProcess as Instances, processOf } from "#sim/instance-process.ts";
import { EventIs } from "#sim/aggregate.ts";
import { REBUILDS, type Projection } from "./projection.ts";
import { project, resumeReadModel } from "./read-model.ts";
import { askStore, Sourced, storeOf, type StoreProcess } from "./store-process.ts";

/** How often an instance looks whether it is its turn to read. */
const TURN_US = 500_000;
/** How often a query that waits for a version looks again. */
const LOOK_US = 2_000;
/** Events that a feed reads at once, to pass them on one by one. */
const FEED_BATCH = 50;
/** Before an event that could not be passed on is tried again. */
const FEED_PAUSE_US = 1_000_000;

function projectionOf(self: InstanceProcess): Projection {
  return storeOfReader(self).state.projections[self.storeUse!.reader]!;
}

function storeOfReader(self: InstanceProcess): StoreProcess {
  return storeOf(self.kernel, self.storeUse!.store);
}

/** The instance begins: it reads where nobody else of its service does. */
export function startReading(self: InstanceProcess): void {
  self.after(0, Instance.sourced, Sourced.turn);
}

/** A step of a reader is due or done. */
export function readerWentOn(
  self: InstanceProcess,
  step: number,
  which: number,
  builds: number,
  parcel: readonly number[],
): void {
  switch (step) {
    case Sourced.turn:
      return takeTurn(self);
    case Sourced.events:
      return eventsCame(self, which, builds, parcel);
    case Sourced.projected:
      return projected(self, which, builds, parcel);
    case Sourced.queryDue:
      return queryDue(self);
    case Sourced.queryAgain:
      return answerQuery(self, parcel[0]!, parcel[1]!, parcel[2]!);
    case Sourced.feedAgain:
      return feed(self);
  }
}

function takeTurn(self: InstanceProcess): void {
  const projection = projectionOf(self);
  const { holder } = projection;
  const isFree = holder < 0 || holder === self.who || !isAlive(self, holder);
  if (!isFree) return self.after(TURN_US, Instance.sourced, Sourced.turn);
  const { live, next } = projection;
  const again = live.checkpoint - live.stored;
  if (holder >= 0) self.note(Fact.projectionResumed, again, -1, live.stored);
  projection.holder = self.who;
  // What was read for the one before is dropped.
  projection.builds++;
  resumeReadModel(live);
  if (next !== null) resumeReadModel(next);
  read(self, 0);
  if (next !== null) read(self, 1);
  if (self.plan.config.queriesPerSecond > 0) scheduleQuery(self);
}

function isAlive({ kernel }: InstanceProcess, subject: number): boolean {
  const process = kernel.processes[processOf(kernel, subject)];
  if (!(process instanceof Instances)) return false;
  return process.state.health !== "crashed" && process.state.health !== "stopped";
}

/** Asks for what follows the checkpoint. */
export function read(self: InstanceProcess, which: 0 | 1): void {
  const { reader, store, use } = self.storeUse!;
  const batch = use === "feeds" ? FEED_BATCH : self.plan.config.projectionBatch;
  askStore(self, self.storeStream!, store, "read", which, [reader, batch, projectionOf(self).builds]);
}

function eventsCame(self: InstanceProcess, which: number, builds: number, parcel: readonly number[]): void {
  const projection = projectionOf(self);
  if (builds !== projection.builds) return;
  const { projectMs, projectionBatch } = self.plan.config;
  const [from = 0, until = 0] = parcel;
  const most = self.storeUse!.use === "feeds" ? FEED_BATCH : projectionBatch;
  self.kernel.ledger.wentOver(self.storeUse!.wire, Math.min(until - from, most));
  if (self.storeUse!.use === "feeds") {
    self.state.sourcing!.feedAt = from;
    self.state.sourcing!.feedUntil = Math.min(until, from + FEED_BATCH);
    self.state.sourcing!.feedTarget = 0;
    return feed(self);
  }
  const to = Math.min(until, from + projectionBatch);
  const us = Math.round((to - from) * micros(projectMs) * self.state.slowFactor);
  self.after(us, Instance.sourced, Sourced.projected, which, builds, [from, to]);
}

function projected(self: InstanceProcess, which: number, builds: number, parcel: readonly number[]): void {
  const projection = projectionOf(self);
  const model = which === 0 ? projection.live : projection.next;
  if (builds !== projection.builds || model === null) return;
  const { log } = storeOfReader(self);
  const { projectionCheckpoint, checkpointEvery } = self.plan.config;
  const [from = 0, to = 0] = parcel;
  for (let position = from; position < to; position++) project(model, log.at(position));
  const isDue = projectionCheckpoint === "with-model" || model.checkpoint - model.stored >= checkpointEvery;
  if (isDue) model.stored = model.checkpoint;
  self.note(Fact.projected, which, -1, model.checkpoint, to - from);
  if (projection.rebuildingSinceUs >= 0 && isCaughtUp(projection, which)) switchOver(self, projection);
  else read(self, which === 0 ? 0 : 1);
}

function isCaughtUp({ live, next, rebuild, target }: Projection, which: number): boolean {
  if (rebuild === "in-place") return live.checkpoint >= target;
  return which === 1 && next !== null && next.checkpoint >= live.checkpoint;
}

/** The new read model is asked from now on. */
function switchOver(self: InstanceProcess, projection: Projection): void {
  const tookMs = Math.round((self.kernel.nowUs - projection.rebuildingSinceUs) / 1000);
  if (projection.next !== null) projection.live = projection.next;
  projection.next = null;
  projection.rebuildingSinceUs = -1;
  projection.builds++;
  const { checkpoint } = projection.live;
  self.note(Fact.projectionSwitched, REBUILDS.indexOf(projection.rebuild), -1, checkpoint, tookMs);
  read(self, 0);
}

/** Passes the event that it has in hand on to its topics, one after the other, and waits for each acknowledgement. */
function feed(self: InstanceProcess): void {
  const sourcing = self.state.sourcing!;
  if (sourcing.feedAt < 0) return;
  const event = storeOfReader(self).log.at(sourcing.feedAt);
  if (event === null || event.is !== EventIs.change || sourcing.feedTarget >= self.plan.publishTargets)
    return fed(self);
  const ordinal = Math.max(1, Math.round(Math.abs(event.amountCents) / 1000));
  const sent = produce(self, sourcing.feedTarget, event.aggregate, event.cause, ordinal);
  if (sent !== SEND.blocked) awaitDeadLetter(self, sent);
}

/** The topic has the event, or could not be given it. */
export function feedAnswered(self: InstanceProcess, isAcknowledged: boolean): void {
  const sourcing = self.state.sourcing!;
  if (sourcing.feedAt < 0) return;
  if (!isAcknowledged) return self.after(FEED_PAUSE_US, Instance.sourced, Sourced.feedAgain);
  sourcing.feedTarget++;
  feed(self);
}

/** All topics have it: only now the checkpoint moves, so that a crash in between repeats and never loses. */
function fed(self: InstanceProcess): void {
  const { live } = projectionOf(self);
  const sourcing = self.state.sourcing!;
  live.checkpoint = live.stored = ++sourcing.feedAt;
  sourcing.feedTarget = 0;
  self.note(Fact.projected, 0, -1, live.checkpoint, 1);
  if (sourcing.feedAt < sourcing.feedUntil) return feed(self);
  sourcing.feedAt = -1;
  read(self, 0);
}

function scheduleQuery(self: InstanceProcess): void {
  const meanUs = 1_000_000 / self.plan.config.queriesPerSecond;
  self.after(
    Math.max(1, self.kernel.random.exponential(self.storeStream!, meanUs)),
    Instance.sourced,
    Sourced.queryDue,
  );
}

/** A client asks for an aggregate that it has just seen in its newest version; the busier an aggregate, the more often. */
function queryDue(self: InstanceProcess): void {
  const projection = projectionOf(self);
  if (projection.holder !== self.who || self.state.health !== "up") return;
  scheduleQuery(self);
  const { log } = storeOfReader(self);
  if (log.length === 0) return;
  const event = log.at(self.kernel.random.below(self.storeStream!, log.length));
  if (event === null) return;
  const untilUs = self.kernel.nowUs + micros(self.plan.config.queryWaitMs);
  answerQuery(self, event.aggregate, log.version(event.aggregate), untilUs);
}

/** Answers where the read model has the version, or where the client has waited for long enough. */
function answerQuery(self: InstanceProcess, aggregate: number, version: number, untilUs: number): void {
  const projection = projectionOf(self);
  const behind = version - (projection.live.rows.get(aggregate)?.version ?? 0);
  const isErased = storeOfReader(self).log.load(aggregate).erased !== null;
  const { nowUs } = self.kernel;
  if (behind > 0 && !isErased && nowUs < untilUs)
    return self.after(LOOK_US, Instance.sourced, Sourced.queryAgain, 0, 0, [aggregate, version, untilUs]);
  projection.queries++;
  if (behind <= 0 || isErased) return;
  projection.staleReads++;
  self.note(Fact.staleRead, behind, -1, version - behind, aggregate);
}
