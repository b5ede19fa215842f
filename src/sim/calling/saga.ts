/**
 * An orchestrated saga: the calls of a request are steps, and when one fails for good those before it are undone, the last
 * one first. Each service knows a step by the request's number, so that it neither does nor undoes one twice, and a step
 * that comes after its undoing is refused. Undoing is tried until it has worked.
 */
import type { BrokerState } from "#sim/bus/log/broker.ts";
import { SAGA_ENDS, STEP_STATES, type Request, type SagaEnd, type StepState } from "#sim/calls-state.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { Process } from "#sim/kernel/kernel.ts";

/** From so many attempts on, an undoing counts as stuck: somebody has to look. */
const STUCK_ATTEMPTS = 10;
/** Pauses before the undoing is tried again do not grow beyond this. */
const UNDO_PAUSE_MAX_US = 10_000_000;

function stepsOf(self: InstanceProcess): Map<number, StepState[]> {
  return (self.kernel.processes[0] as Process<BrokerState>).state.sagaSteps;
}

/** How far a service is with its step of a request. */
function stepOf(self: InstanceProcess, root: number): StepState {
  return stepsOf(self).get(root)?.[self.plan.index] ?? "none";
}

function setStep(self: InstanceProcess, root: number, state: StepState): void {
  const steps = stepsOf(self);
  const known = steps.get(root);
  const states = known ?? self.kernel.program.services.map((): StepState => "none");
  states[self.plan.index] = state;
  if (known === undefined) steps.set(root, states);
}

/** Whether the calls of a service are steps that belong together. */
function hasSteps(self: InstanceProcess): boolean {
  return self.plan.calls.length > 1;
}

/**
 * A service is about to do what a call asks for: "do" it, answer as "done" already, or "refuse" what was undone before it
 * came. Only sagas have keys for that; others do it again.
 */
export function beforeStep(self: InstanceProcess, { root, step }: Request): "do" | "done" | "refuse" {
  if (step === "none" || step === "undo" || step === "plain") return "do";
  const state = stepOf(self, root);
  if (state === "done") return "done";
  if (state === "none") return "do";
  self.note(Fact.stepRefused, root);
  return "refuse";
}

/** A service has done what a call asked for. */
export function afterStep(self: InstanceProcess, { root, step }: Request): void {
  if (step === "none") return;
  const before = stepOf(self, root);
  if (step === "undo") {
    self.note(Fact.stepUndone, root, -1, -1, STEP_STATES.indexOf(before));
    setStep(self, root, before === "done" ? "undone" : "forbidden");
    return;
  }
  if (before === "done") self.note(Fact.stepRepeated, root);
  setStep(self, root, "done");
}

/** What calls of a request are to the services that they go to. */
export function stepKind(self: InstanceProcess, request: Request): Request["step"] {
  if (!hasSteps(self)) return "none";
  if (request.isUndoing) return "undo";
  return self.plan.config.failedHalfway === "undo" ? "keyed" : "plain";
}

/** A call has failed for good: begins to undo what is done. Whether there is anything to undo. */
export function beginUndoing(self: InstanceProcess, request: Request): boolean {
  if (!hasSteps(self) || self.plan.config.failedHalfway !== "undo" || request.isUndoing) return false;
  // Where an attempt had no answer nobody knows whether it was done, whatever a later one was told: it is undone as well,
  // which forbids it if it comes later.
  const from = request.mayBeDone ? request.target : request.target - 1;
  if (from < 0) return false;
  request.isUndoing = true;
  request.target = from;
  request.attempt = 1;
  request.mayBeDone = false;
  request.call = 0;
  self.note(Fact.sagaUndoing, request.root, -1, self.plan.calls[from]!, from + 1);
  return true;
}

/** An undoing has failed: how long to wait before it is tried again, as often as it takes. */
export function undoPauseUs(self: InstanceProcess, request: Request): number {
  if (request.attempt === STUCK_ATTEMPTS)
    self.note(Fact.sagaStuck, request.root, -1, self.plan.calls[request.target]!, request.attempt);
  let pauseUs = Math.max(1_000, self.plan.config.callBackoffMs * 1000);
  for (let attempt = 1; attempt < request.attempt && pauseUs < UNDO_PAUSE_MAX_US; attempt++) pauseUs *= 2;
  return Math.min(pauseUs, UNDO_PAUSE_MAX_US);
}

/** The request is over: how it has left the services that it called. */
export function endSaga(self: InstanceProcess, request: Request, isWell: boolean): void {
  if (!hasSteps(self)) return;
  const states = stepsOf(self).get(request.root);
  const done = self.plan.calls.filter((service) => states?.[service] === "done").length;
  const end: SagaEnd = isWell
    ? "completed"
    : done > 0
      ? "half-done"
      : request.isUndoing
        ? "undone"
        : "failed";
  if (end === "half-done") self.note(Fact.leftHalfDone, request.root, -1, done);
  self.note(Fact.sagaEnded, request.root, SAGA_ENDS.indexOf(end), done, self.kernel.nowUs - request.sinceUs);
  self.state.calls!.counts[COUNTERS[end]]++;
  // What is complete is asked for by nobody any more; what was undone must stay forbidden.
  if (isWell) stepsOf(self).delete(request.root);
}

const COUNTERS = {
  completed: "sagasCompleted",
  undone: "sagasUndone",
  "half-done": "sagasHalfDone",
  failed: "sagasFailed",
} as const satisfies Record<SagaEnd, string>;
