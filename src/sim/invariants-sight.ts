/** How what was demanded of a run stands at a moment, as views and summaries are told. */
import type { Micros } from "#base/units.ts";

/** The first moment at which an invariant does not hold, in the run's numbers (see `layout.ts`); -1: does not apply. */
export interface Violation {
  readonly atUs: Micros;
  /** Subject of an instance. */
  readonly who: number;
  /** Partition. */
  readonly where: number;
  readonly offset: number;
  readonly message: number;
  /** Key number. */
  readonly key: number;
  /** What was found, in the form's own unit. */
  readonly found: number;
  /** What it is held against: when that was (in ms) and by whom. */
  readonly beforeMs: number;
  readonly beforeWho: number;
}

/** How one invariant stands at a moment. */
export interface InvariantSight {
  readonly id: string;
  /** `undecided`: it is judged later, or there was nothing to judge yet. */
  readonly is: "holds" | "violated" | "undecided";
  /** How much was looked at (messages, samples …). */
  readonly looked: number;
  /** How often it was violated so far. */
  readonly times: number;
  /** The largest number that was found, in the form's own unit; -1: none. */
  readonly worst: number;
  readonly violation: Violation | null;
}
