/** What the oracle finds, by Jepsen's names. */
import type { Conflict } from "./log-order.ts";
import type { Key, Op, Value } from "./history.ts";

/** Two reads or sends of one key that do not follow each other in the log as they should. */
export interface Jump {
  readonly key: Key;
  /** The two values. */
  readonly values: readonly [Value, Value];
  /** How far the second stands from the first in the log, without gaps; 1 would be right. */
  readonly delta: number;
  /** What lies between them, where it was jumped over. */
  readonly skipped: readonly Value[];
  /** The operation, or the two operations. */
  readonly ops: readonly Op[];
}

/** A value that must have been read and was not. */
export interface LostWrite {
  readonly key: Key;
  readonly value: Value;
  /** Its first place among the known offsets. */
  readonly index: number;
  /** The furthest place that was read. */
  readonly readUpTo: number;
  readonly writer: Op;
  readonly reader: Op | undefined;
}

/** A circle of operations each of which comes before the next. */
export interface Circle {
  readonly ops: readonly Op[];
}

export interface Findings {
  /** One offset, two values. */
  readonly "inconsistent-offsets": readonly Conflict[];
  /** One value at several offsets. */
  readonly duplicate: readonly {
    readonly key: Key;
    readonly value: Value;
    readonly offsets: readonly number[];
  }[];
  /** Acknowledged, before something that was read, and never read. */
  readonly "lost-write": readonly LostWrite[];
  /** Acknowledged and never read up to the end. */
  readonly unseen: readonly { readonly key: Key; readonly values: readonly Value[] }[];
  /** A read of what its writer took back. */
  readonly G1a: readonly {
    readonly key: Key;
    readonly value: Value;
    readonly writer: Op;
    readonly reader: Op;
  }[];
  /** A transaction that reads what it has written itself. */
  readonly "precommitted-read": readonly { readonly key: Key; readonly value: Value; readonly op: Op }[];
  /** Within one operation (`int-`), or between two of one process. */
  readonly "int-poll-skip": readonly Jump[];
  readonly "int-nonmonotonic-poll": readonly Jump[];
  readonly "poll-skip": readonly Jump[];
  readonly "nonmonotonic-poll": readonly Jump[];
  readonly "int-send-skip": readonly Jump[];
  readonly "int-nonmonotonic-send": readonly Jump[];
  readonly "nonmonotonic-send": readonly Jump[];
  /** Writes that come before each other. */
  readonly G0: readonly Circle[];
  /** Information that flows in a circle. */
  readonly G1c: readonly Circle[];
}

export type FindingKind = keyof Findings;
