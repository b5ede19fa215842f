/** Two designs side by side, for whoever shows them: A is kept as it was, B is the open document. The work is done by `comparing.ts`. */
import { create } from "zustand";
import type { FirstDifference } from "#comparison/first-difference.ts";
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";

/** How far the search for the first difference is. */
export type Search =
  /** Nothing to find: what decides the run is the same in both. */
  | { readonly is: "alike" }
  | { readonly is: "searching"; readonly reachedUs: Micros }
  | { readonly is: "found"; readonly difference: FirstDifference }
  /** Both runs are the same to their end, though the documents are not. */
  | { readonly is: "none"; readonly untilUs: Micros }
  | { readonly is: "failed"; readonly says: string };

export interface CompareState {
  /** The design that stays; null: nothing is compared. */
  readonly a: Scenario | null;
  /** What A is called beside B, e.g. its name in the gallery; "" where it is this document as it was. */
  readonly aName: string;
  /** Where B was forked off; 0: from the start. */
  readonly forkUs: Micros;
  readonly search: Search;
  /** The newest picture of A's run, and what its indexes mean. */
  readonly aFrame: Frame | null;
  readonly aLayout: Layout | null;
  /** Why A cannot be run, as a sentence; "" where it can. */
  readonly aTrouble: string;
  /** Rises with everything that A's run brings. */
  readonly version: number;
}

export const NOT_COMPARING: CompareState = {
  a: null,
  aName: "",
  forkUs: 0,
  search: { is: "alike" },
  aFrame: null,
  aLayout: null,
  aTrouble: "",
  version: 0,
};

/** Hook and store of the comparison. */
export const useCompare = create<CompareState>()(() => NOT_COMPARING);
