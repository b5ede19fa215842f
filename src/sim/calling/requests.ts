/**
 * The server's side of a synchronous call: a request waits for a thread, is worked on, makes the calls that its service is
 * wired to, one after the other, and is answered. The thread is busy all that time.
 */
import type { Micros } from "#base/units.ts";
import { serviceTimeUs } from "#sim/bus/log/application.ts";
import type { BrokerState } from "#sim/bus/log/broker.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import {
  AnswersTo,
  type CallsNews,
  type CallsState,
  type Request,
  type RequestParcel,
} from "#sim/calls-state.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import { publishOwn } from "#sim/publishing.ts";
import { makeCall } from "./calls.ts";
import { afterStep, beforeStep, beginUndoing, endSaga } from "./saga.ts";
import { Status } from "./status.ts";

/** When something that is sent now to another instance, or back, arrives. */
export function arrivalUs(self: InstanceProcess): Micros {
  const { nowUs, program, random } = self.kernel;
  const jitter = program.jitterUs > 0 ? random.exponential(self.streams.calls, program.jitterUs) : 0;
  return nowUs + program.latencyUs + jitter;
}

/** A moment of the service's own schedule: somebody at its front asks, and waits. */
export function requestOwn(self: InstanceProcess): void {
  const broker = (self.kernel.processes[0] as Process<BrokerState>).state;
  takeIn(self, {
    root: ++broker.requestsBegun,
    from: AnswersTo.ownClient,
    fromLife: 0,
    fromCall: 0,
    step: "none",
  });
}

/** The consumer's thread makes the calls of its service for the record in hand; they begin at once. */
export function requestForRecord(self: InstanceProcess): CallsNews {
  const broker = (self.kernel.processes[0] as Process<BrokerState>).state;
  const { nowUs } = self.kernel;
  const calls = self.state.calls!;
  const request: Request = {
    id: calls.nextRequest++,
    root: ++broker.requestsBegun,
    from: AnswersTo.record,
    fromLife: 0,
    fromCall: 0,
    step: "none",
    isUndoing: false,
    sinceUs: nowUs,
    phase: "calling",
    startedUs: nowUs,
    target: 0,
    attempt: 1,
    call: 0,
  };
  calls.requests.push(request);
  return goOnCalling(self, request);
}

/** A call of another instance arrives. */
export function requestArrived(self: InstanceProcess, parcel: RequestParcel): void {
  if (self.state.health === "up") takeIn(self, parcel);
  else answer(self, parcel, Status.reset);
}

function takeIn(self: InstanceProcess, parcel: RequestParcel): void {
  const { config } = self.plan;
  const calls = self.state.calls!;
  const isRoom = calls.busy < config.threads;
  const waiting = calls.requests.reduce((sum, { phase }) => sum + (phase === "queued" ? 1 : 0), 0);
  const caller = parcel.from < 0 ? -1 : self.kernel.processes[parcel.from]!.who;
  if (!isRoom && waiting >= config.requestQueue) {
    calls.counts.refused++;
    if (parcel.from === AnswersTo.ownClient) calls.counts.failed++;
    self.note(Fact.requestRefused, parcel.root, -1, caller, waiting);
    answer(self, parcel, Status.refused);
    return;
  }
  const request: Request = {
    ...parcel,
    id: calls.nextRequest++,
    isUndoing: false,
    sinceUs: self.kernel.nowUs,
    phase: "queued",
    startedUs: -1,
    target: 0,
    attempt: 1,
    call: 0,
  };
  calls.requests.push(request);
  self.note(Fact.requestReceived, parcel.root, -1, caller, isRoom ? 0 : waiting + 1);
  if (isRoom) begin(self, request);
}

/** A thread takes a request in hand. */
function begin(self: InstanceProcess, request: Request): void {
  const calls = self.state.calls!;
  calls.busy++;
  request.phase = "working";
  request.startedUs = self.kernel.nowUs;
  self.note(Fact.requestStarted, request.root, -1, request.startedUs - request.sinceUs, calls.busy);
  self.after(serviceTimeUs(self), Instance.requestWorked, request.id);
}

/** The service's own work on a request is done: now it calls the others. */
export function requestWorked(self: InstanceProcess, id: number): CallsNews {
  const request = self.state.calls!.requests.find((each) => each.id === id);
  if (request === undefined) return "nothing";
  const how = beforeStep(self, request);
  if (how !== "do") {
    // Answered from what is known of the step: nothing is done.
    request.step = "none";
    return endRequest(self, request, how === "done" ? Status.ok : Status.error);
  }
  const hasFailed = self.kernel.random.chance(self.streams.failures, self.plan.config.failurePercent);
  if (hasFailed) return endRequest(self, request, Status.error);
  if (request.step === "undo") return endRequest(self, request, Status.ok);
  request.phase = "calling";
  return goOnCalling(self, request);
}

/** Makes the call that is next, or ends the request. */
export function goOnCalling(self: InstanceProcess, request: Request): CallsNews {
  while (request.target >= 0 && request.target < self.plan.calls.length) {
    const how = makeCall(self, request);
    if (how === "waits") return "nothing";
    if (how === "failed" && !isGoneOn(self, request)) return endRequest(self, request, Status.error);
  }
  return endRequest(self, request, request.isUndoing ? Status.error : Status.ok);
}

/** A call was not even made, for good: it is done without, or what was done before is undone. */
function isGoneOn(self: InstanceProcess, request: Request): boolean {
  if (self.plan.config.withoutAnswer === "fail") return beginUndoing(self, request, "refused");
  nextTarget(request);
  return true;
}

/** On to the next service that it calls; back to the one before, where it undoes. */
export function nextTarget(request: Request): void {
  request.target += request.isUndoing ? -1 : 1;
  request.attempt = 1;
  request.call = 0;
  request.phase = "calling";
}

/** The request is over: it is answered, and its thread takes the next one. */
export function endRequest(self: InstanceProcess, request: Request, status: number): CallsNews {
  const { kernel } = self;
  const calls = self.state.calls!;
  calls.requests = calls.requests.filter((each) => each !== request);
  const isWell = status === Status.ok;
  if (isWell) afterStep(self, request);
  if (request.step !== "undo") endSaga(self, request, isWell);
  self.note(Fact.requestEnded, request.root, status, request.from, kernel.nowUs - request.sinceUs);
  if (request.from === AnswersTo.record) return isWell ? "record-called" : "record-failed";
  if (request.from === AnswersTo.nobody) return "nothing";
  calls.busy--;
  const { counts } = calls;
  if (request.from === AnswersTo.ownClient) {
    if (isWell) counts.completed++;
    else counts.failed++;
    if (isWell) kernel.ledger.answered(self.plan.index, kernel.nowUs - request.sinceUs);
  } else if (isWell) counts.served++;
  else counts.errors++;
  const publishesForIt = request.from === AnswersTo.ownClient || self.plan.config.publishes === "per-message";
  if (isWell && publishesForIt && self.plan.publishTargets > 0) publishOwn(self);
  answer(self, request, status);
  const next = calls.requests.find(({ phase }) => phase === "queued");
  if (next !== undefined) begin(self, next);
  return "nothing";
}

function answer(self: InstanceProcess, { from, fromLife, fromCall }: RequestParcel, status: number): void {
  if (from < 0) return;
  self.kernel.calendar.push(arrivalUs(self), from, fromLife, Instance.callAnswered, fromCall, status, 0);
}

/** The process dies: its connections break, so that whoever waits for an answer of it learns so at once. */
export function breakConnections(self: InstanceProcess): void {
  const calls: CallsState = self.state.calls!;
  for (const request of calls.requests) {
    if (request.from === AnswersTo.ownClient) {
      calls.counts.failed++;
      self.note(
        Fact.requestEnded,
        request.root,
        Status.reset,
        request.from,
        self.kernel.nowUs - request.sinceUs,
      );
    }
    answer(self, request, Status.reset);
    if (!isWrittenDown(self, request)) endSaga(self, request, false);
  }
}

/** Whether a request outlives its process: an orchestrator writes down what it calls. */
function isWrittenDown(self: InstanceProcess, { from, target, isUndoing, phase }: Request): boolean {
  const { plan } = self;
  if (plan.config.failedHalfway !== "undo" || plan.calls.length < 2 || from === AnswersTo.record)
    return false;
  return isUndoing || target > 0 || phase === "calling" || phase === "backing-off";
}

/** What the next life of the process has to undo. */
export function unfinishedOf(self: InstanceProcess): Request[] {
  const { requests, unfinished } = self.state.calls!;
  return [...unfinished, ...requests.filter((request) => isWrittenDown(self, request))];
}

/** A process that starts finds what it had begun in its former life: whether the last call was done nobody knows, so all is undone. */
export function undoUnfinished(self: InstanceProcess): void {
  const calls = self.state.calls!;
  for (const old of calls.unfinished.splice(0)) {
    const request: Request = {
      ...old,
      id: calls.nextRequest++,
      from: AnswersTo.nobody,
      attempt: 1,
      call: 0,
      phase: "calling",
    };
    calls.requests.push(request);
    if (!request.isUndoing) beginUndoing(self, request, "reset");
    goOnCalling(self, request);
  }
}

/** Whether an instance that is to stop still has requests of others in hand. */
export function hasRequests({ state }: { readonly state: { readonly calls: CallsState | null } }): boolean {
  return state.calls!.requests.some(({ from }) => from !== AnswersTo.record);
}
