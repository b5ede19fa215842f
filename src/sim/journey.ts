/** What happened to one message of a run, step by step, up to a moment. Made by `journey-reader.ts`. */
import type { Micros } from "#base/units.ts";
import type { FactName } from "./facts.ts";
import type { MessageInfo } from "./message-info.ts";

/** A row of the trace that concerns the message; the columns' meaning stands in `facts.ts`. */
export interface JourneyStep {
  /** Number of the row in the trace of the run, -1 where it was taken from the story. */
  readonly row: number;
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly offset: number;
  readonly extra: number;
  /** Index of the group at which it happened, -1 for the producer's side and the log. */
  readonly group: number;
}

export interface Journey {
  readonly info: MessageInfo;
  /** Partition of the run that it was produced for. */
  readonly partition: number;
  /** -1 while it is in no log. */
  readonly offset: number;
  /** Indexes of the groups that read its topic. */
  readonly groups: readonly number[];
  /** In the order of the trace. A `produced` step of another message is one that this one has caused. */
  readonly steps: readonly JourneyStep[];
  /** The run was read up to here: nothing later is told. */
  readonly atUs: Micros;
}

/** Whether a step is the making of another message, which this one has caused. */
export function isChild(step: JourneyStep, message: number): boolean {
  return step.fact === "produced" && step.what !== message;
}
