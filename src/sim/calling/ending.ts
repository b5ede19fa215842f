/** How a request ends, and what its thread does then. */
import type { Micros } from "#base/units.ts";
import { serviceTimeUs } from "#sim/bus/log/application.ts";
import { Instance } from "#sim/bus/log/handlers.ts";
import { AnswersTo, type CallsNews, type Request, type RequestParcel } from "#sim/calls-state.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { publishOwn } from "#sim/publishing.ts";
import { afterStep, endSaga } from "./saga.ts";
import { Status } from "./status.ts";

/** When something that is sent now to another instance, or back, arrives. */
export function arrivalUs(self: InstanceProcess): Micros {
  const { nowUs, program, random } = self.kernel;
  const jitter = program.jitterUs > 0 ? random.exponential(self.streams.calls, program.jitterUs) : 0;
  return nowUs + program.latencyUs + jitter;
}

/** A thread takes a request in hand. */
export function begin(self: InstanceProcess, request: Request): void {
  const calls = self.state.calls!;
  calls.busy++;
  request.phase = "working";
  request.startedUs = self.kernel.nowUs;
  self.note(Fact.requestStarted, request.root, -1, request.startedUs - request.sinceUs, calls.busy);
  self.after(serviceTimeUs(self), Instance.requestWorked, request.id);
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

/** Sends an answer to whoever waits for one. */
export function answer(
  self: InstanceProcess,
  { from, fromLife, fromCall }: RequestParcel,
  status: number,
): void {
  if (from < 0) return;
  const atUs = arrivalUs(self);
  const travelsUs = atUs - self.kernel.nowUs;
  self.kernel.calendar.push(atUs, from, fromLife, Instance.callAnswered, fromCall, status, travelsUs);
}
