/** What the page and the worker that compares two runs say to each other: one question, progress, one answer. */
import type { FirstDifference } from "#comparison/first-difference.ts";
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";

/** Two documents to be run and compared. */
export interface ToComparer {
  readonly a: Scenario;
  readonly b: Scenario;
}

export type FromComparer =
  /** Up to here both are the same. */
  | { readonly is: "reached"; readonly atUs: Micros }
  /** Null: the runs are the same up to `atUs`, where they end. */
  | { readonly is: "compared"; readonly found: FirstDifference | null; readonly atUs: Micros }
  /** One of them cannot run, or something of ours went wrong. */
  | { readonly is: "failed"; readonly says: string };
