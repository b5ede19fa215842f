/**
 * The requests of choreographed sagas. Nobody directs one, and no message carries more than its parent: which request an
 * event belongs to is where its chain begins, and that is named by the instance that began it and its number there. So a
 * request has the same name in two runs of the same seed, and in every copy of its events.
 */
import { of, Row, rowOfMessage, rowValue } from "#sim/effects/maps.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { NO_PARENT } from "#sim/kernel/message-store.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";

/** Maps of the run. By request, except where it says else; values from 1, since 0 stands for nothing. */
export const Saga = {
  /** By name: the request's number. */
  number: 70,
  /** The only key: requests so far. */
  count: 71,
  /** Name of the request. */
  name: 72,
  /** When it began, µs from 1. */
  beganUs: 73,
  /** Its events that are to be published or dealt with. */
  underWay: 74,
  /** How it has ended: index into SAGA_OUTCOMES, from 1. */
  outcome: 75,
  /** What may have left it half done: index into HALF_DONE_REASONS, from 1; and the service where that was, from 1. */
  reason: 76,
  culprit: 77,
  /** By row: 1 where it is committed and waited for in a topic. */
  awaited: 78,
} as const;

/** Maps of each service (see `of`). */
export const Step = {
  /** By request: how often its step was done, and undone. */
  done: 16,
  undone: 17,
  /** By request: 1 where it has heard that the request failed; where it has refused it. */
  heard: 18,
  refused: 19,
  /** By request: the message for which its step was done first, from 1. */
  message: 20,
  /** By request: 1 where its value is not expected (any more). */
  unexpected: 21,
  /** By event: 1 where it is to be dealt with, 2 where it was. */
  event: 22,
  /** By `StepTally`. */
  tally: 23,
} as const;

/** What is counted for each service: its steps, and the requests that began there. */
export const StepTally = { done: 0, refused: 1, undone: 2, passedOver: 3, begun: 4 } as const;

/** Room for the numbers of an instance in a name. */
const NUMBERS = 4_294_967_296;

/** The request that a message belongs to, from 1. */
export function requestOfMessage(kernel: Kernel, message: number): number {
  const { messages } = kernel;
  for (let at = message; ;) {
    at = kernel.copies?.originalOf(at) ?? at;
    const row = rowOfMessage(kernel, at);
    if (row > 0) return requestOfRow(kernel, row);
    const parent = messages.parent(at);
    if (parent === NO_PARENT) return requestNamed(kernel, messages.producer(at), messages.ordinal(at));
    at = parent;
  }
}

/** The request that a row of a database belongs to, from 1. */
export function requestOfRow(kernel: Kernel, row: number): number {
  const parent = rowValue(kernel, Row.parent, row) - 1;
  if (parent !== NO_PARENT) return requestOfMessage(kernel, parent);
  // A relay publishes for others: who began it is whose transaction it was.
  return requestNamed(kernel, rowValue(kernel, Row.owner, row) - 1, rowValue(kernel, Row.ordinal, row));
}

/** Its number; the first time it begins. */
function requestNamed(kernel: Kernel, who: number, ordinal: number): number {
  const records = kernel.effects!;
  const name = who * NUMBERS + ordinal;
  const known = records.get(Saga.number, name);
  if (known > 0) return known;
  const request = records.add(Saga.count, 0, 1);
  records.set(Saga.number, name, request);
  records.set(Saga.name, request, name);
  records.set(Saga.beganUs, request, kernel.nowUs + 1);
  countStep(kernel, Math.floor(who / INSTANCES_MAX), StepTally.begun);
  return request;
}

/** The service at which a request began. */
export function originOf(kernel: Kernel, request: number): number {
  return Math.floor(kernel.effects!.get(Saga.name, request) / NUMBERS / INSTANCES_MAX);
}

/**
 * Whether a service refuses a request for business reasons. It follows from the seed, the service and the request, so that
 * two designs on the same seed refuse the same ones, and another attempt changes nothing.
 */
export function isRefused(kernel: Kernel, service: number, request: number): boolean {
  const { salts, steps } = kernel.program.choreography!;
  const name = kernel.effects!.get(Saga.name, request);
  const who = Math.floor(name / NUMBERS);
  const origin = salts[Math.floor(who / INSTANCES_MAX)]!;
  const mixed = mix(mix(mix(salts[service]! ^ origin) ^ (who % INSTANCES_MAX)) ^ (name % NUMBERS));
  return (mixed / NUMBERS) * 100 < steps[service]!.refusesPercent;
}

/** Spreads the bits of a whole number over 32 (finalizer of MurmurHash3). */
function mix(number: number): number {
  let h = number | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function stepValue(kernel: Kernel, map: number, service: number, request: number): number {
  return kernel.effects!.get(of(map, service), request);
}

export function countStep(kernel: Kernel, service: number, which: number, by = 1): void {
  kernel.effects!.add(of(Step.tally, service), which, by);
}
