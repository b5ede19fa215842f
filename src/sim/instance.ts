/** One instance of a service: its producer, its consumer, its application, in one process that lives and dies as a whole. */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import {
  calledForRecord,
  deadLetterAcknowledged,
  deadLetterFailed,
  followingSent,
  goOn,
  noteLost,
  transactionEnded,
  succeeded,
  failed,
  workDone,
  type Next,
} from "./bus/log/application.ts";
import { committed, poll } from "./bus/log/consumer-client.ts";
import { beginMetadata, metadataCame, metadataDue } from "./bus/log/consumer-metadata.ts";
import type { ConsumerHeartbeatAnswer } from "./bus/log/consumer-protocol-coordinator.ts";
import type { JoinAnswer } from "./bus/log/coordinator-types.ts";
import { fetched, fetchTimer, loseBroker } from "./bus/log/fetching.ts";
import { askAgain, coordinatorMayBeGone } from "./bus/log/coordinator-lost.ts";
import { GROUP_ERRORS, Instance } from "./bus/log/handlers.ts";
import type { MemberProtocol } from "./bus/log/member-protocol.ts";
import { classicMember, heartbeatAnswered, synced, topicsChanged } from "./bus/log/membership.ts";
import type { ClusterMetadata } from "./bus/log/metadata.ts";
import { askOffsetsAgain, listOffsetsAgain, offsetsFetched, offsetsListed } from "./bus/log/positions.ts";
import type { ShareHeartbeatAnswer } from "./bus/log/share-types.ts";
import {
  closeProducer,
  connectionBroke,
  connectionOpened,
  metadataCame as producerMetadataCame,
  newsForApplication,
  producerIdCame,
  producerTimer,
  requestAnswered,
  schemaCame,
  startProducer,
  transactionCalled,
} from "./bus/log/producer-events.ts";
import { metadataDue as producerMetadataDue } from "./bus/log/producer-metadata.ts";
import { dropProducer, lingerOver, wakeSender } from "./bus/log/sender.ts";
import type { TransactionRequest } from "./bus/log/transaction-types.ts";
import { createCalls, type CallsNews, type RequestParcel } from "./calls-state.ts";
import { Fact } from "./facts.ts";
import { InstanceProcess, processOf } from "./instance-process.ts";
import { createInstanceState, type InstanceState, type Turn } from "./instance-state.ts";
import { handlerTable, type Kernel } from "./kernel/kernel.ts";
import { INSTANCES_MAX } from "./layout.ts";
import {
  commandWentOn,
  consumerHeartbeatAnswered,
  consumerMember,
  deadLetterAcknowledgedShared,
  deadLetterFailedShared,
  deployTo,
  feedAnswered,
  followingSentShared,
  goOnShared,
  noteBatch,
  offsetsAnswered,
  pollShared,
  redrive,
  readerWentOn,
  schemaAnswered,
  startReading,
  startSchemas,
  shareAcknowledged,
  shareFetched,
  shareHeartbeatAnswered,
  shareMember,
  transactionAnswered,
  wakeUp,
  workDoneShared,
  succeededShared,
  failedShared,
  breakConnections,
  effectsDie,
  groupsGoOn,
  relayDue,
  startRelay,
  stored,
  callAgain,
  callAnswered,
  callTimedOut,
  hasRequests,
  requestArrived,
  requestWorked,
  undoUnfinished,
  unfinishedOf,
} from "./parts.ts";
import type { GroupPlan } from "./program.ts";
import { produceDue, startPublishing } from "./publishing.ts";
import { nextLifeOf } from "./schemas-state.ts";

/** How a client takes part in its group, by group.protocol. */
function memberProtocol(protocol: GroupPlan["config"]["protocol"]): MemberProtocol {
  switch (protocol) {
    case "classic":
      return classicMember;
    case "consumer":
      return consumerMember;
    case "share":
      return shareMember;
    default:
      return unreachable(protocol);
  }
}

/** What a consumer and its application do: one with partitions of its own, or one of a share group. */
interface Consuming {
  readonly poll: (self: InstanceProcess) => "returned" | "waits" | "closed";
  readonly goOn: (self: InstanceProcess) => "poll" | "waits";
  readonly workDone: (self: InstanceProcess) => Next;
  readonly succeeded: (self: InstanceProcess, message: number) => Next;
  readonly failed: (self: InstanceProcess, message: number) => Next;
  readonly deadLetterAcknowledged: (self: InstanceProcess) => Next;
  readonly deadLetterFailed: (self: InstanceProcess) => Next;
  readonly followingSent: (self: InstanceProcess) => Next;
}
const owning: Consuming = {
  poll,
  goOn,
  workDone,
  succeeded,
  failed,
  deadLetterAcknowledged,
  deadLetterFailed,
  followingSent,
};
const sharing: Consuming = {
  poll: (self) => pollShared(self),
  goOn: (self) => goOnShared(self),
  workDone: (self) => workDoneShared(self),
  succeeded: (self, message) => succeededShared(self, message),
  failed: (self, message) => failedShared(self, message),
  deadLetterAcknowledged: (self) => deadLetterAcknowledgedShared(self),
  deadLetterFailed: (self) => deadLetterFailedShared(self),
  followingSent: (self) => followingSentShared(self),
};

function isSharing(self: InstanceProcess): boolean {
  return self.group?.config.protocol === "share";
}

function consumingOf(self: InstanceProcess): Consuming {
  return isSharing(self) ? sharing : owning;
}

/** The process of an instance, not started. */
export function createInstance(kernel: Kernel, subject: number): InstanceProcess {
  const process = new InstanceProcess(kernel, subject, handlers, memberProtocol);
  // A changed rate is the whole service's, so one made later has it, too.
  const first = kernel.processes[processOf(kernel, subject - (subject % INSTANCES_MAX))];
  if (first instanceof InstanceProcess)
    process.state.publishing.rateFactor = first.state.publishing.rateFactor;
  // So is what was deployed.
  if (first instanceof InstanceProcess && first.state.schemas !== null) {
    const { nextWriter, nextReader } = first.state.schemas;
    Object.assign(process.state.schemas!, { nextWriter, nextReader });
  }
  return process;
}

/** The application calls poll() and works on what it returns; in the end a stopping one closes. */
function pollAndWork(self: InstanceProcess): void {
  // The consumer has closed already.
  if (self.state.producer.isClosing) return;
  const consuming = consumingOf(self);
  // What was returned may be nothing to work on (markers only): then the next poll follows at once.
  for (let how = consuming.poll(self); how !== "waits"; how = consuming.poll(self)) {
    if (how === "closed") return finish(self);
    if (self.sending.commitsOffsets) noteBatch(self);
    if (consuming.goOn(self) === "waits") return;
  }
}

/** Something happened that an application waiting inside poll() may have waited for. */
export function wake(self: InstanceProcess): void {
  if (self.state.member.isPolling) pollAndWork(self);
}

/** After a piece of work: the next one, or the next poll. */
function afterWork(self: InstanceProcess, how: Next): void {
  if (how === "poll" || (how === "go-on" && consumingOf(self).goOn(self) === "poll")) pollAndWork(self);
}

/** Something has become of a request or of a call. */
function afterCalls(self: InstanceProcess, news: CallsNews): void {
  if (news !== "nothing") afterWork(self, calledForRecord(self, news));
  if (self.state.calls!.isEnding && !hasRequests(self)) finish(self);
}

/** Something has become of an effect, perhaps that of the record in hand. */
function afterEffects(self: InstanceProcess, news: ReturnType<typeof groupsGoOn>): void {
  if (news === "nothing") return;
  const { work } = self.state;
  const message = self.kernel.logs.messageAt(self.partitionOf(work.pair), work.offset);
  const consuming = consumingOf(self);
  afterWork(
    self,
    news === "record-done" ? consuming.succeeded(self, message) : consuming.failed(self, message),
  );
}

/** Something happened to the producer that the application may have waited for. */
function afterSending(self: InstanceProcess): void {
  if (self.effects !== null) afterEffects(self, groupsGoOn(self));
  if (self.state.producer.isClosing) return finish(self);
  const news = newsForApplication(self);
  if (self.storeUse?.use === "feeds" && news !== "nothing" && news !== "fenced")
    return feedAnswered(self, news !== "dead-letter-failed");
  switch (news) {
    case "nothing":
      return;
    case "dead-letter-acknowledged":
      return afterWork(self, consumingOf(self).deadLetterAcknowledged(self));
    case "dead-letter-failed":
      return afterWork(self, consumingOf(self).deadLetterFailed(self));
    case "sent":
      return afterWork(self, consumingOf(self).followingSent(self));
    case "transaction-ended":
      return afterWork(self, transactionEnded(self));
    case "fenced":
      return endFenced(self);
    default:
      unreachable(news);
  }
}

/** The application ends with the exception of a fenced producer. */
function endFenced(self: InstanceProcess): void {
  if (self.state.health !== "up") return;
  if (self.group === null) finish(self);
  else pollAndWork(self);
}

const handlers = handlerTable<InstanceState, InstanceProcess>({
  [Instance.produceDue]: (self, version) => produceDue(self, version),
  [Instance.lingerOver](self, isWakeUp) {
    lingerOver(self, isWakeUp);
    afterSending(self);
  },
  [Instance.produced](self, first) {
    requestAnswered(self, first);
    afterSending(self);
  },
  [Instance.fetched](self, number, broker, _c, parcel) {
    if (isSharing(self)) shareFetched(self, number, parcel as readonly number[]);
    else fetched(self, number, broker, parcel as readonly number[]);
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
    if (isSharing(self)) {
      if (shareHeartbeatAnswered(self, parcel as ShareHeartbeatAnswer)) wake(self);
      return;
    }
    if (parcel === undefined) {
      if (heartbeatAnswered(self, error, generation)) wake(self);
      return;
    }
    if (consumerHeartbeatAnswered(self, parcel as ConsumerHeartbeatAnswer)) wake(self);
  },
  [Instance.pollDeadline]: (self) => self.protocol.pollDeadline(self),
  [Instance.committed](self, error, isAwaited, isOwnRefusal, parcel) {
    if (isSharing(self)) return shareAcknowledged(self, error);
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
    const { work } = self.state;
    // Whoever was fenced in the midst of a record has let go of it; the call for it is still to come.
    if (work.phase !== "working" || work.pair < 0 || self.kernel.nowUs < work.untilUs) return;
    afterWork(self, consumingOf(self).workDone(self));
  },
  [Instance.backoffOver](self) {
    if (isSharing(self) && wakeUp(self)) afterWork(self, "go-on");
    else wake(self);
  },
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
  [Instance.start](self) {
    const { health } = self.state;
    if (health === "stopped" || health === "crashed") start(self);
  },
  [Instance.turnOver]: passTurn,
  [Instance.coordinatorFailed](self) {
    if (askAgain(self) === "gives-up") {
      const { awaited } = self.state.member;
      const error = GROUP_ERRORS.indexOf("COORDINATOR_NOT_AVAILABLE");
      afterWork(self, committed(self, error, true, false, awaited?.offsets ?? []));
    }
    wake(self);
  },
  [Instance.producerTimer](self) {
    producerTimer(self);
    afterSending(self);
  },
  [Instance.disconnected](self, broker) {
    connectionBroke(self, broker);
    afterSending(self);
    if (self.group === null) return;
    loseBroker(self, broker);
    coordinatorMayBeGone(self, broker);
  },
  [Instance.connected](self, broker, stands) {
    connectionOpened(self, broker, stands === 1);
    afterSending(self);
  },
  [Instance.producerMetadata](self, _a, _b, _c, parcel) {
    producerMetadataCame(self, parcel as ClusterMetadata);
    afterSending(self);
  },
  [Instance.metadataDue]: producerMetadataDue,
  [Instance.transactionAnswered](self, error, _what, epoch, parcel) {
    transactionAnswered(self, error, epoch, parcel as TransactionRequest);
    afterSending(self);
  },
  [Instance.transactionOffsetsAnswered](self, error) {
    offsetsAnswered(self, error);
    wakeSender(self);
    afterSending(self);
  },
  [Instance.transactionDue](self, call, number) {
    transactionCalled(self, call, number);
    afterSending(self);
  },
  [Instance.producerIdAnswered](self, error, producerId, epoch) {
    producerIdCame(self, error, producerId, epoch);
    afterSending(self);
  },
  [Instance.consumerMetadata](self, _a, _b, _c, parcel) {
    metadataCame(self, parcel as ClusterMetadata);
    if (self.protocol === classicMember) topicsChanged(self);
    wake(self);
  },
  [Instance.consumerMetadataDue]: metadataDue,
  [Instance.fetchTimer](self) {
    if (fetchTimer(self)) wake(self);
  },
  [Instance.schemaAnswered](self, question, error, id) {
    if (schemaAnswered(self, question, error, id) === "consumer") return wake(self);
    schemaCame(self);
    afterSending(self);
  },
  [Instance.schemaRetry](self) {
    self.state.schemas!.retryIsPending = false;
    wake(self);
  },
  [Instance.redrive](self, topic, offset, toGroup) {
    if (self.state.health === "up") redrive(self, topic, offset, toGroup);
  },
  [Instance.sourced](self, step, b, c, parcel) {
    const list = (parcel ?? []) as readonly number[];
    if (self.storeUse?.use === "decides") afterWork(self, commandWentOn(self, step, b, c, list));
    else readerWentOn(self, step, b, parcel === undefined ? 0 : c, list);
  },
  [Instance.stored](self, token, error, _c, parcel) {
    afterEffects(self, stored(self, token, error, parcel as never));
  },
  [Instance.relayDue]: (self) => relayDue(self),
  [Instance.requestArrived]: (self, _a, _b, _c, parcel) => requestArrived(self, parcel as RequestParcel),
  [Instance.requestWorked]: (self, request) => afterCalls(self, requestWorked(self, request)),
  [Instance.callAnswered]: (self, call, status) => afterCalls(self, callAnswered(self, call, status)),
  [Instance.callTimedOut]: (self, call) => afterCalls(self, callTimedOut(self, call)),
  [Instance.callAgain]: (self, request) => afterCalls(self, callAgain(self, request)),
  [Instance.listOffsetsAgain]: (self, listing, _b, _c, parcel) =>
    listOffsetsAgain(self, parcel as readonly number[], listing),
});

/** The process begins: it publishes from now on and asks to join its group. */
function start(self: InstanceProcess): void {
  const { state } = self;
  self.note(Fact.startedUp, -1, -1, -1, state.hasRun ? 1 : 0);
  state.health = "up";
  state.hasRun = true;
  if (self.hasSchemas) startSchemas(self);
  startProducer(self);
  startPublishing(self);
  if (state.calls !== null) undoUnfinished(self);
  if (self.effects !== null) startRelay(self);
  if (self.storeUse !== null && self.storeUse.use !== "decides") startReading(self);
  if (state.turn !== null) self.after(state.turn.pauseUs, Instance.turnOver);
  if (self.group === null) return;
  beginMetadata(self);
  pollAndWork(self);
}

/** The process dies without a word. */
export function crash(self: InstanceProcess): void {
  const { state } = self;
  if (state.health === "crashed" || state.health === "stopped") return;
  self.note(Fact.crashed);
  dropProducer(self);
  noteLost(self);
  if (state.calls !== null) breakConnections(self);
  const { turn } = state;
  endLife(self, "crashed");
  if (turn === null) return;
  self.state.turn = turn;
  passTurn(self);
}

/** Its turn in a rolling restart. */
export function takeTurn(self: InstanceProcess, turn: Turn): void {
  self.state.turn = turn;
  if (self.hasSchemas) deployTo(self, turn);
  stop(self);
}

/** The next instance of the service that is there has its turn. */
function passTurn(self: InstanceProcess): void {
  const { turn } = self.state;
  self.state.turn = null;
  if (turn === null) return;
  for (let subject = self.who + 1; subject % INSTANCES_MAX !== 0; subject++) {
    const next = self.kernel.processes[processOf(self.kernel, subject)];
    if (!(next instanceof InstanceProcess)) continue;
    if (next.state.health === "up" || next.state.health === "paused") return takeTurn(next, turn);
    // Whenever it comes back, it is with what was deployed.
    if (self.hasSchemas) deployTo(next, turn);
  }
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
  if (self.group === null) finish(self);
  else wake(self);
}

/** The application has ended its work: its producer closes, then it is over. */
function finish(self: InstanceProcess): void {
  if (self.state.health === "up") self.state.health = "stopping";
  // What it has in hand for others, it does first.
  if (self.state.calls !== null && hasRequests(self)) {
    self.state.calls.isEnding = true;
    return;
  }
  if (closeProducer(self)) stopped(self);
}

/** The end of a clean stop; what the producer still holds is flushed, as close() does. */
function stopped(self: InstanceProcess): void {
  self.note(Fact.stopped);
  dropProducer(self);
  const { turn, wanted } = self.state;
  endLife(self, "stopped");
  self.state.turn = turn;
  if (wanted === "start") start(self);
  else if (turn !== null) self.after(turn.downUs, Instance.start);
}

function endLife(self: InstanceProcess, health: "stopped" | "crashed"): void {
  if (self.effects !== null) effectsDie(self, health === "stopped");
  self.life.incarnation++;
  self.life.pausedUntilUs = 0;
  const { produced } = self.state.producer;
  const { processed } = self.state.work;
  const { made, rateFactor, clockSkewMs } = self.state.publishing;
  const { schemas, calls } = self.state;
  const unfinished = self.state.calls === null ? [] : unfinishedOf(self);
  self.state = createInstanceState(self.kernel.program, self.plan);
  self.state.health = health;
  self.state.hasRun = true;
  if (calls !== null) self.state.calls = createCalls(self.plan, calls.counts, unfinished);
  if (schemas !== null) self.state.schemas = nextLifeOf(schemas, self.state.schemas!);
  self.state.producer.produced = produced;
  self.state.work.processed = processed;
  self.state.publishing.made = made;
  self.state.publishing.rateFactor = rateFactor;
  self.state.publishing.clockSkewMs = clockSkewMs;
}
