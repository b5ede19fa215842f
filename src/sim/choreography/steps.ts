/**
 * What a step of a choreographed saga does with an event, in one transaction: it does its step, refuses it, or undoes it,
 * and writes what it tells of that.
 *
 * With a key it knows its step by the request: it does and undoes it at most once, and what comes after its undoing is
 * refused, even where the failure was heard before the step (the row that says "undone" is there first). Without one it
 * does what each event asks for, as often as it comes.
 */
import type { StepPlan } from "#sim/choreography-plan.ts";
import type { EffectPlan } from "#sim/effects-plan.ts";
import { eventOf, Its, of } from "#sim/effects/maps.ts";
import type { Answer, Transaction } from "#sim/effects/committing.ts";
import { commitRow, rowFor } from "#sim/effects/rows.ts";
import { applyEffect, missEffect, takeBackEffect, type About } from "#sim/effects/values.ts";
import { type MISSING_REASONS, PASSED_OVER_REASONS } from "#sim/fact-tables.ts";
import { Fact, type FactCode } from "#sim/facts.ts";
import { InstanceProcess } from "#sim/instance-process.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { keyOf } from "#sim/publishing.ts";
import { dealtWith, judgeRequest, noteReason, standing } from "./ending.ts";
import {
  countStep,
  isRefused,
  requestOfMessage,
  requestOfRow,
  Step,
  StepTally,
  stepValue,
} from "./requests.ts";

/** A step at work on a record of a request. */
interface Work {
  readonly kernel: Kernel;
  readonly plan: EffectPlan;
  readonly step: StepPlan;
  readonly about: About;
  readonly request: number;
}

/** Commits what a record asks of a step; `seen` in the answer: nothing was to be done. */
export function commitStep(kernel: Kernel, plan: EffectPlan, transaction: Transaction): Answer {
  const { about, op } = transaction;
  const request = requestOfMessage(kernel, about.message);
  const work: Work = { kernel, plan, step: stepOf(kernel, plan), about, request };
  const targets = tellsFailure(kernel, about) ? hearFailure(work) : takeStep(work);
  const rows = targets === null ? [] : writeRows(work, transaction, targets);
  dealtWith(kernel, about.who, about.message);
  return { op, seen: targets === null, rows, position: -1 };
}

function stepOf(kernel: Kernel, { service }: EffectPlan): StepPlan {
  return kernel.program.choreography!.steps[service]!;
}

/** Whether the event says that its request has failed. A copy says what its original said, wherever it lies. */
function tellsFailure(kernel: Kernel, { message, partition }: About): boolean {
  const first = kernel.copies?.of(message)?.partition ?? partition;
  return kernel.program.choreography!.tellsFailures[kernel.program.topicOfPartition[first]!]!;
}

/** A request needs the step: which targets are told, null where nothing is done. */
function takeStep(work: Work): readonly number[] | null {
  const { about, kernel, plan, request, step } = work;
  const { service } = plan;
  if (step.whenFailed !== "undo-each") {
    if (stepValue(kernel, Step.heard, service, request) > 0 && step.whenFailed === "undo")
      return passOver(work, "undone-before");
    if (stepValue(kernel, Step.done, service, request) > 0) return passOver(work, "done-before");
    if (stepValue(kernel, Step.refused, service, request) > 0) return passOver(work, "refused-before");
  }
  if (isRefused(kernel, service, request)) {
    kernel.effects!.set(of(Step.refused, service), request, 1);
    countStep(kernel, service, StepTally.refused);
    tell(work, Fact.stepDeclined, 1);
    return step.failedTargets;
  }
  // A value of a request that has failed already is not expected: what is done now is too much.
  if (stepValue(kernel, Step.unexpected, service, request) > 0)
    kernel.effects!.set(of(Its.counted, service), eventOf(kernel, about.message), 1);
  applyEffect(kernel, plan, about);
  stepDone(work);
  return step.doneTargets;
}

/** The step stands done once more. */
function stepDone(work: Work): void {
  const { about, kernel, plan, request } = work;
  const { service } = plan;
  const message = of(Step.message, service);
  if (about.message >= 0 && kernel.effects!.get(message, request) === 0)
    kernel.effects!.set(message, request, about.message + 1);
  kernel.effects!.add(of(Step.done, service), request, 1);
  countStep(kernel, service, StepTally.done);
  tell(work, Fact.stepDone, standing(kernel, service, request));
}

/** A request has failed elsewhere: which targets are told, null where nothing is done. */
function hearFailure(work: Work): readonly number[] | null {
  const { kernel, plan, request, step } = work;
  const { service } = plan;
  const isKnown = stepValue(kernel, Step.heard, service, request) > 0;
  const stands = standing(kernel, service, request) > 0;
  kernel.effects!.set(of(Step.heard, service), request, 1);
  if (step.whenFailed === "nothing") {
    if (!isKnown) takeBack(work, false);
    return passOver(work, stands ? "not-undone" : "nothing-to-undo");
  }
  if (step.whenFailed === "undo" && (isKnown || !stands))
    return passOver(work, isKnown ? "heard-before" : "nothing-to-undo");
  takeBack(work, true);
  kernel.effects!.add(of(Step.undone, service), request, 1);
  countStep(kernel, service, StepTally.undone);
  tell(work, Fact.stepTakenBack, standing(kernel, service, request));
  return step.tellsUndone ? step.failedTargets : [];
}

/** Takes the step's value back, of the message for which it was done; what is expected changes once for each request. */
function takeBack({ about, kernel, plan, request }: Work, isDone: boolean): void {
  const records = kernel.effects!;
  const { service } = plan;
  const message = records.get(of(Step.message, service), request) - 1;
  const isDue = records.get(of(Step.unexpected, service), request) === 0;
  records.set(of(Step.unexpected, service), request, 1);
  const wasExpected = isDue && message >= 0;
  takeBackEffect(kernel, plan, message < 0 ? about : { ...about, message }, isDone, wasExpected);
}

function passOver(work: Work, reason: (typeof PASSED_OVER_REASONS)[number]): null {
  countStep(work.kernel, work.plan.service, StepTally.passedOver);
  tell(work, Fact.stepPassedOver, PASSED_OVER_REASONS.indexOf(reason));
  return null;
}

function tell({ about, kernel, request }: Work, fact: FactCode, extra: number): void {
  kernel.trace.record(kernel.nowUs, fact, about.who, about.message, about.partition, request, extra);
}

/** The rows of what is told, in the same transaction. */
function writeRows(work: Work, { incarnation, process }: Transaction, targets: readonly number[]): number[] {
  const { about, kernel, plan, step } = work;
  const self = kernel.processes[process];
  if (!(self instanceof InstanceProcess)) return [];
  const { config } = self.plan;
  const ordinal = kernel.messages.ordinal(about.message);
  const isDone = targets === step.doneTargets;
  const each = !isDone ? 1 : config.publishes === "per-message" ? config.messagesEach : 0;
  const pair = self.pairOf(about.partition);
  const rows: number[] = [];
  for (let i = 0; i < each; i++) {
    let drawn: number | null = null;
    const key = (): number => (drawn ??= keyOf(self, about.message, ordinal));
    for (const target of targets)
      rows.push(
        rowFor(kernel, {
          plan,
          who: about.who,
          incarnation,
          parent: about.message,
          ordinal,
          target,
          key,
          pair: pair < 0 ? -1 : self.group!.firstPair + pair,
          offset: about.offset,
          number: rows.length,
        }),
      );
  }
  for (const row of rows) commitRow(kernel, plan, row);
  return rows;
}

/** The transaction with which a service begins a request is committed: where it is a step, that is done. */
export function ownStepCommitted(kernel: Kernel, plan: EffectPlan, about: About, row: number): void {
  const request = requestOfRow(kernel, row);
  const step = kernel.program.choreography!.steps[plan.service] ?? null;
  if (step !== null && stepValue(kernel, Step.done, plan.service, request) === 0)
    stepDone({ kernel, plan, step, about, request });
  judgeRequest(kernel, request, about.who);
}

/** A record was given up, or lost: its step will not be done, or not be undone. */
export function stepGivenUp(
  kernel: Kernel,
  plan: EffectPlan,
  about: About,
  reason: (typeof MISSING_REASONS)[number],
): void {
  const request = requestOfMessage(kernel, about.message);
  const { service } = plan;
  const isFailure = tellsFailure(kernel, about);
  const isDealtWith = stepValue(kernel, isFailure ? Step.heard : Step.done, service, request) > 0;
  if (!isFailure && !isDealtWith && !isRefused(kernel, service, request))
    missEffect(kernel, plan, about, reason);
  if (!isDealtWith) noteReason(kernel, request, "given-up", service);
  dealtWith(kernel, about.who, about.message);
}
