/** One instance of a service: its producer, its consumer, its application, in one process that lives and dies as a whole. */
import type { Micros } from "#base/units.ts";
import { deadLetterAcknowledged, goOn, noteLost, workDone } from "./bus/log/application.ts";
import {
  askOffsetsAgain,
  committed,
  fetched,
  offsetsFetched,
  offsetsListed,
  poll,
} from "./bus/log/consumer-client.ts";
import type { ConsumerHeartbeatAnswer } from "./bus/log/consumer-protocol-coordinator.ts";
import { consumerHeartbeatAnswered, consumerMember } from "./bus/log/consumer-protocol-member.ts";
import type { JoinAnswer } from "./bus/log/coordinator-types.ts";
import { Instance } from "./bus/log/handlers.ts";
import { classicMember, heartbeatAnswered, synced } from "./bus/log/membership.ts";
import {
  acknowledged,
  dropProducer,
  flushProducer,
  isInRequest,
  lingerOver,
  release,
} from "./bus/log/sender.ts";
import { Fact } from "./facts.ts";
import { InstanceProcess, processOf } from "./instance-process.ts";
import { createInstanceState, type InstanceState } from "./instance-state.ts";
import { handlerTable, type Kernel } from "./kernel/kernel.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { produceDue, startPublishing } from "./publishing.ts";

/** How a client takes part in its group, by group.protocol. */
const PROTOCOLS = { classic: classicMember, consumer: consumerMember, share: classicMember } as const;

/** The process of an instance, not started. */
export function createInstance(kernel: Kernel, subject: number): InstanceProcess {
  const process = new InstanceProcess(kernel, subject, handlers, PROTOCOLS);
  // A changed rate is the whole service's, so one made later has it, too.
  const first = kernel.processes[processOf(kernel, subject - (subject % INSTANCES_MAX))];
  if (first instanceof InstanceProcess)
    process.state.publishing.rateFactor = first.state.publishing.rateFactor;
  return process;
}

/** The application calls poll() and works on what it returns; in the end a stopping one closes. */
function pollAndWork(self: InstanceProcess): void {
  const how = poll(self);
  if (how === "closed") stopped(self);
  else if (how === "returned") goOn(self);
}

/** Something happened that an application waiting inside poll() may have waited for. */
function wake(self: InstanceProcess): void {
  if (self.state.member.isPolling) pollAndWork(self);
}

/** After a piece of work: the next one, or the next poll. */
function afterWork(self: InstanceProcess, how: "poll" | "go-on" | "waits"): void {
  if (how === "poll" || (how === "go-on" && goOn(self) === "poll")) pollAndWork(self);
}

const handlers = handlerTable<InstanceState, InstanceProcess>({
  [Instance.produceDue]: (self, version) => produceDue(self, version),
  [Instance.lingerOver]: lingerOver,
  [Instance.produced](self, first) {
    acknowledged(self, first);
    const { deadLetter } = self.state.work;
    const isAwaited = deadLetter >= 0 && isInRequest(self, first, deadLetter);
    release(self, first);
    if (isAwaited) afterWork(self, deadLetterAcknowledged(self));
  },
  [Instance.fetched](self, number, _b, _c, parcel) {
    fetched(self, number, parcel as readonly number[]);
    wake(self);
  },
  [Instance.joined](self, _a, _b, _c, parcel) {
    self.state.member.joinAnswer = parcel as JoinAnswer;
    wake(self);
  },
  [Instance.synced](self, _a, _b, _c, parcel) {
    synced(self, parcel);
    wake(self);
  },
  [Instance.heartbeatDue]: (self) => self.protocol.heartbeatDue(self),
  [Instance.heartbeatAnswered](self, error, generation, _c, parcel) {
    if (parcel === undefined) {
      if (heartbeatAnswered(self, error, generation)) wake(self);
      return;
    }
    const how = consumerHeartbeatAnswered(self, parcel as ConsumerHeartbeatAnswer);
    if (how === "fatal") crash(self);
    else if (how === "news") wake(self);
  },
  [Instance.pollDeadline]: (self) => self.protocol.pollDeadline(self),
  [Instance.committed](self, error, isAwaited, isOwnRefusal, parcel) {
    afterWork(self, committed(self, error, isAwaited === 1, isOwnRefusal === 1, parcel as readonly number[]));
    if (error !== 0 && isOwnRefusal === 0) wake(self);
  },
  [Instance.offsetsFetched](self, error, _b, _c, parcel) {
    offsetsFetched(self, error, parcel as readonly number[]);
    wake(self);
  },
  [Instance.askOffsetsAgain]: (self, _a, _b, _c, parcel) =>
    askOffsetsAgain(self, parcel as readonly number[]),
  [Instance.offsetsListed](self, _a, _b, _c, parcel) {
    offsetsListed(self, parcel as readonly number[]);
    wake(self);
  },
  [Instance.workDone](self) {
    afterWork(self, workDone(self));
  },
  [Instance.backoffOver]: wake,
  [Instance.resumed](self) {
    if (self.state.health !== "paused") return;
    self.state.health = "up";
    self.note(Fact.resumed);
    if (self.state.wanted === "stop") stop(self);
  },
  [Instance.slownessOver](self, version) {
    if (version !== self.state.slowVersion) return;
    self.state.slowFactor = 1;
    self.note(Fact.slowed, -1, -1, -1, 100);
  },
  [Instance.start]: start,
});

/** The process begins: it publishes from now on and asks to join its group. */
function start(self: InstanceProcess): void {
  const { state } = self;
  self.note(Fact.startedUp, -1, -1, -1, state.hasRun ? 1 : 0);
  state.health = "up";
  state.hasRun = true;
  startPublishing(self);
  if (self.group !== null) pollAndWork(self);
}

/** The process dies without a word. */
export function crash(self: InstanceProcess): void {
  const { state } = self;
  if (state.health === "crashed" || state.health === "stopped") return;
  self.note(Fact.crashed);
  dropProducer(self);
  noteLost(self);
  endLife(self, "crashed");
}

/** A first life, or a new one of a process that was down, without memory of the last; one that is stopping starts again after that. */
export function restart(self: InstanceProcess): void {
  const { state } = self;
  if (state.health === "crashed" || state.health === "stopped") start(self);
  else state.wanted = state.health === "stopping" ? "start" : "nothing";
}

/** The whole process stands still until then, its heartbeats too. */
export function pause(self: InstanceProcess, durationUs: Micros): void {
  if (self.state.health !== "up") return;
  self.state.health = "paused";
  const untilUs = self.kernel.nowUs + durationUs;
  self.note(Fact.paused, -1, -1, -1, Math.round(untilUs / 1000));
  // Scheduled before the pause takes hold, so that it is the first call of the resumed process.
  self.after(durationUs, Instance.resumed);
  self.life.pausedUntilUs = untilUs;
}

/** Every message takes `factor` times as long for a while. */
export function slowDown(self: InstanceProcess, factor: number, durationUs: Micros): void {
  const { state } = self;
  if (state.health === "crashed" || state.health === "stopped") return;
  state.slowFactor = factor;
  state.slowVersion++;
  self.note(Fact.slowed, -1, -1, -1, Math.round(factor * 100));
  self.after(durationUs, Instance.slownessOver, state.slowVersion);
}

/** It finishes the batch in hand, commits, leaves and ends (see `close` in consumer-client.ts); a paused one when it goes on. */
export function stop(self: InstanceProcess): void {
  const { state } = self;
  state.wanted = state.health === "paused" ? "stop" : "nothing";
  if (state.health !== "up") return;
  state.health = "stopping";
  state.publishing.version++;
  if (self.group === null) stopped(self);
  else wake(self);
}

/** The end of a clean stop; what the producer still holds is flushed, as close() does. */
function stopped(self: InstanceProcess): void {
  self.note(Fact.stopped);
  flushProducer(self);
  dropProducer(self);
  const startsAgain = self.state.wanted === "start";
  endLife(self, "stopped");
  if (startsAgain) start(self);
}

function endLife(self: InstanceProcess, health: "stopped" | "crashed"): void {
  self.life.incarnation++;
  self.life.pausedUntilUs = 0;
  const { produced } = self.state.producer;
  const { processed } = self.state.work;
  const { made, rateFactor } = self.state.publishing;
  self.state = createInstanceState(self.kernel.program, self.plan);
  self.state.health = health;
  self.state.hasRun = true;
  self.state.producer.produced = produced;
  self.state.work.processed = processed;
  self.state.publishing.made = made;
  self.state.publishing.rateFactor = rateFactor;
}
