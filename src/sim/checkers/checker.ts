/**
 * What must hold in every run. A checker reads the rows of the trace and the program (how things are wired and set) and
 * nothing else, so that it cannot repeat a mistake of the simulator's own state. One invariant a file, one line in `index.ts`.
 */
import type { FactName } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { GroupPlan, Program } from "#sim/program.ts";
import type { Micros } from "#base/units.ts";
import type { Past } from "./past.ts";

/** Our own mistake: an invariant that did not hold. */
export interface Violation {
  readonly checker: string;
  readonly timeUs: Micros;
  /** The row at which it showed, null for the end of the run. */
  readonly row: TraceRow | null;
  /** What was found, in a sentence. */
  readonly says: string;
}

/** What a checker speaks to. */
export interface Judge {
  readonly program: Program;
  /** What the trace has told before the row that is being looked at. */
  readonly past: Past;
  /** States that the invariant applies here and whether it holds; `says` is asked only if it does not. `row` null: at the end. */
  readonly holds: (condition: boolean, row: TraceRow | null, says: () => string) => void;
}

/** What a checker does with each fact that it looks at, with `any` row, and at the `end` of the run. */
export type Watch = { readonly [fact in FactName | "any"]?: (row: TraceRow) => void } & {
  readonly end?: (endUs: Micros) => void;
};

export interface Checker {
  /** Stable, kebab-case. */
  readonly name: string;
  /** The invariant in one sentence. */
  readonly says: string;
  /** Where the rule comes from: the class, the KIP, or the law. */
  readonly origin: string;
  /** The protocols of groups of which it is true; left out: of all. Rows of other groups it does not see. */
  readonly protocols?: readonly GroupPlan["config"]["protocol"][];
  /** It speaks only of the time in which coordinators are always there: it looks away once a broker or the network has failed. */
  readonly isOfSteadyBrokers?: true;
  create(judge: Judge): Watch;
}

/** How one checker judged a run. */
export interface Verdict {
  readonly checker: Checker;
  /** How often the invariant applied: one that never did has shown nothing. */
  readonly exercised: number;
  /** The first ones, at most VIOLATIONS_MAX. */
  readonly violations: readonly Violation[];
}

/** One mistake shows in many rows; the first few tell enough. */
export const VIOLATIONS_MAX = 10;
