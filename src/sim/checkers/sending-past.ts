/** What the settings of a producer promise, for checkers. */
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Program, ServicePlan } from "#sim/program.ts";

/** The service of an instance. */
export function serviceOf(program: Program, who: number): ServicePlan | undefined {
  return program.services[Math.floor(who / INSTANCES_MAX)];
}

/** Whether its producer numbers its batches, so that the broker knows a repeated one. */
export function isIdempotent(program: Program, who: number): boolean {
  const config = serviceOf(program, who)?.config;
  return config?.acks === "all" && config.idempotence;
}

/** Whether it has one request under way at a time. */
export function isOneByOne(program: Program, who: number): boolean {
  return serviceOf(program, who)?.config.maxInFlight === 1;
}

/** Whether the broker's answers are heard: not with acks=0. */
export function hearsAnswers(program: Program, who: number): boolean {
  return serviceOf(program, who)?.config.acks !== "0";
}

/** Whether it publishes in transactions. */
export function isTransactional(program: Program, who: number): boolean {
  return serviceOf(program, who)?.config.transactional === true;
}

/** Whether brokers can fail. */
export function isClustered(program: Program): boolean {
  return program.cluster.nodeId !== null;
}

/**
 * Counts the epochs that producers have made themselves after a loss whose fate they could not know. From then on
 * idempotence promises nothing for what was under way.
 */
export class EpochBumps {
  readonly #given = new Map<number, number>();

  /** A row `producerIdGiven`. */
  given(who: number): void {
    this.#given.set(who, (this.#given.get(who) ?? 0) + 1);
  }
  /** A row `startedUp`. */
  begins(who: number): void {
    this.#given.set(who, 0);
  }
  /** Whether a producer has had one epoch only in this life. */
  isFirst(who: number): boolean {
    return (this.#given.get(who) ?? 0) <= 1;
  }
}
