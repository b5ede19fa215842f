/**
 * The server's side of a synchronous call: a request waits for a thread, is worked on, makes the calls that its service is
 * wired to, one after the other, and is answered. The thread is busy all that time.
 */
import type { BrokerState } from "#sim/bus/log/broker.ts";
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
import { goOnCalling } from "./calls.ts";
import { answer, begin, endRequest } from "./ending.ts";
import { retryAfterSeconds } from "./quota.ts";
import { beforeStep, beginUndoing, endSaga } from "./saga.ts";
import { limitedFor, Status } from "./status.ts";

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
    mayBeDone: false,
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
  const retryAfterS = parcel.from < 0 ? 0 : retryAfterSeconds(self);
  if (retryAfterS > 0) {
    calls.counts.limited++;
    self.note(Fact.requestRefused, parcel.root, -1, caller, -retryAfterS);
    answer(self, parcel, limitedFor(retryAfterS));
    return;
  }
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
    mayBeDone: false,
    call: 0,
  };
  calls.requests.push(request);
  self.note(Fact.requestReceived, parcel.root, -1, caller, isRoom ? 0 : waiting + 1);
  if (isRoom) begin(self, request);
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
  return isUndoing || target > 0 || (phase !== "queued" && phase !== "working");
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
      mayBeDone: true,
      call: 0,
      phase: "calling",
    };
    calls.requests.push(request);
    if (!request.isUndoing) beginUndoing(self, request);
    goOnCalling(self, request);
  }
}

/** Whether an instance that is to stop still has requests of others in hand. */
export function hasRequests({ state }: { readonly state: { readonly calls: CallsState | null } }): boolean {
  return state.calls!.requests.some(({ from }) => from !== AnswersTo.record);
}
