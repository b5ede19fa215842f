/**
 * When a request has ended, and how: once none of its events is to be published or dealt with any more. Nobody in the
 * system knows that; it is our account, as a person would keep it who sees all databases and topics at once.
 */
import { eventOf, of, Row, rowValue } from "#sim/effects/maps.ts";
import { HALF_DONE_REASONS, SAGA_OUTCOMES } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { originOf, requestOfMessage, requestOfRow, Saga, Step, stepValue } from "./requests.ts";

type Outcome = (typeof SAGA_OUTCOMES)[number];
type Reason = (typeof HALF_DONE_REASONS)[number];

/** So many services have a place in the masks of a row. */
const MASKED = 31;

/** The topic that a row goes to. */
function topicOfRow(kernel: Kernel, row: number): number {
  const { services } = kernel.program;
  return services[rowValue(kernel, Row.service, row) - 1]!.targets[rowValue(kernel, Row.target, row) - 1]!;
}

/** An event is a row of a committed transaction: it is on its way from now on. */
export function sagaRowCommitted(kernel: Kernel, row: number): void {
  const { readers } = kernel.program.choreography!;
  if (readers[topicOfRow(kernel, row)]!.length === 0 || rowValue(kernel, Row.appended, row) > 0) return;
  if (kernel.effects!.get(Saga.awaited, row) > 0) return;
  kernel.effects!.set(Saga.awaited, row, 1);
  kernel.effects!.add(Saga.underWay, requestOfRow(kernel, row), 1);
}

/** A message was appended to a log: its readers are to deal with its event. `row`: that it carries, 0 for none. */
export function sagaAppended(kernel: Kernel, message: number, partition: number, row: number): void {
  const { program } = kernel;
  const records = kernel.effects!;
  const readers = program.choreography!.readers[program.topicOfPartition[partition]!]!;
  if (readers.length === 0) return;
  const request = requestOfMessage(kernel, message);
  const event = eventOf(kernel, message);
  for (const reader of readers) {
    const map = of(Step.event, reader);
    if (records.get(map, event) > 0) continue;
    records.set(map, event, 1);
    records.add(Saga.underWay, request, 1);
  }
  if (row > 0) noLongerAwaited(kernel, row, request);
}

/** The event of a row will not be published. */
export function sagaRowLost(kernel: Kernel, row: number): void {
  const request = requestOfRow(kernel, row);
  if (!noLongerAwaited(kernel, row, request)) return;
  const service = rowValue(kernel, Row.service, row) - 1;
  noteReason(kernel, request, "event-lost", service);
  judgeRequest(kernel, request, rowValue(kernel, Row.owner, row) - 1);
}

function noLongerAwaited(kernel: Kernel, row: number, request: number): boolean {
  if (kernel.effects!.get(Saga.awaited, row) === 0) return false;
  kernel.effects!.set(Saga.awaited, row, 0);
  kernel.effects!.add(Saga.underWay, request, -1);
  return true;
}

/** A service has dealt with the event of a message, or will not. */
export function dealtWith(kernel: Kernel, who: number, message: number): void {
  const records = kernel.effects!;
  const request = requestOfMessage(kernel, message);
  const map = of(Step.event, Math.floor(who / INSTANCES_MAX));
  const event = eventOf(kernel, message);
  if (records.get(map, event) === 1) {
    records.set(map, event, 2);
    records.add(Saga.underWay, request, -1);
  }
  judgeRequest(kernel, request, who);
}

/** Something has happened that may leave the request half done. */
export function noteReason(kernel: Kernel, request: number, reason: Reason, service: number): void {
  kernel.effects!.set(Saga.reason, request, HALF_DONE_REASONS.indexOf(reason) + 1);
  kernel.effects!.set(Saga.culprit, request, service + 1);
}

/** How often a service's step of a request stands done. */
export function standing(kernel: Kernel, service: number, request: number): number {
  return stepValue(kernel, Step.done, service, request) - stepValue(kernel, Step.undone, service, request);
}

/** Tells how a request has ended, where nothing of it is under way and that has not been told yet. `who`: did the last of it. */
export function judgeRequest(kernel: Kernel, request: number, who: number): void {
  const records = kernel.effects!;
  if (records.get(Saga.underWay, request) > 0) return;
  const origin = originOf(kernel, request);
  const participants = kernel.program.choreography!.participants[origin]!;
  const stands = participants.map((service) => standing(kernel, service, request));
  const outcome: Outcome = stands.every((times) => times === 1)
    ? "done"
    : stands.every((times) => times === 0)
      ? "undone"
      : "half-done";
  const before = records.get(Saga.outcome, request);
  const now = SAGA_OUTCOMES.indexOf(outcome) + 1;
  if (before === now) return;
  records.set(Saga.outcome, request, now);
  const ends = of(Step.tally, origin);
  if (before > 0) records.add(ends, endKey(before), -1);
  records.add(ends, endKey(now), 1);
  const { nowUs, trace } = kernel;
  const tookUs = nowUs - (records.get(Saga.beganUs, request) - 1);
  trace.record(nowUs, Fact.requestSettled, who, origin, now - 1, request, tookUs);
  if (outcome === "half-done") noteHalfDone(kernel, request, participants, stands);
}

/** Which tally counts the requests that have ended so (from 1). */
export function endKey(outcome: number): number {
  return 100 + outcome;
}

function noteHalfDone(
  kernel: Kernel,
  request: number,
  participants: readonly number[],
  stands: readonly number[],
): void {
  const [reason, culprit] = reasonOf(kernel, request, participants, stands);
  const mask = (suits: (times: number) => boolean): number =>
    participants.reduce(
      (sum, service, at) => (service < MASKED && suits(stands[at]!) ? sum | (1 << service) : sum),
      0,
    );
  kernel.trace.record(
    kernel.nowUs,
    Fact.requestHalfDone,
    culprit * INSTANCES_MAX,
    mask((times) => times !== 0),
    mask((times) => times === 0),
    request,
    HALF_DONE_REASONS.indexOf(reason),
  );
}

/** Why, and at which service. */
function reasonOf(
  kernel: Kernel,
  request: number,
  participants: readonly number[],
  stands: readonly number[],
): readonly [Reason, number] {
  const again = stands.findIndex((times) => times > 1);
  if (again >= 0) return ["done-again", participants[again]!];
  const below = stands.findIndex((times) => times < 0);
  if (below >= 0) return ["undone-again", participants[below]!];
  const { steps } = kernel.program.choreography!;
  const hasHeard = (service: number): boolean => stepValue(kernel, Step.heard, service, request) > 0;
  const kept = participants.findIndex(
    (service, at) => stands[at] === 1 && hasHeard(service) && steps[service]!.whenFailed === "nothing",
  );
  if (kept >= 0) return ["not-undone", participants[kept]!];
  const noted = kernel.effects!.get(Saga.reason, request);
  if (noted > 0) return [HALF_DONE_REASONS[noted - 1]!, kernel.effects!.get(Saga.culprit, request) - 1];
  const deaf = participants.findIndex((service, at) => stands[at] === 1 && !hasHeard(service));
  return ["not-heard", participants[Math.max(0, deaf)]!];
}
