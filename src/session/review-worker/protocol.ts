/**
 * What the page and the worker that reviews say to each other. The rules stand on the simulator, so the page has none of
 * them: it gets findings as plain data, and documents that are mended or shown.
 */
import type { Proof, ProofStep } from "#checklist/proof.ts";
import type { Scenario } from "#scenario/document.ts";
import type { Reviewed } from "#session/findings.ts";

/** Questions are numbered; answers bear the number of theirs. */
export type ToReviewer =
  | { readonly is: "review"; readonly id: number; readonly scenario: Scenario }
  | { readonly is: "mend"; readonly id: number; readonly scenario: Scenario; readonly key: string }
  | { readonly is: "prove"; readonly id: number; readonly scenario: Scenario; readonly key: string };

export type FromReviewer =
  | { readonly is: "reviewed"; readonly id: number; readonly reviewed: Reviewed }
  /** null: the finding is not there any more, or has no fix. */
  | { readonly is: "mended"; readonly id: number; readonly scenario: Scenario | null }
  | { readonly is: "progress"; readonly id: number; readonly step: ProofStep; readonly share: number }
  | { readonly is: "proven"; readonly id: number; readonly proof: Proof }
  | { readonly is: "failed"; readonly id: number; readonly says: string };
