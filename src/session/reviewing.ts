/**
 * The review of the open document: what the production checklist finds, its fixes, and its proofs, whose shows are opened in
 * the document's place, one undo away from it. All work is the worker's; a proof belongs to the very document it was made of.
 */
import { create } from "zustand";
import type { Proof, ProofStep, Show } from "#checklist/proof.ts";
import type { Scenario } from "#scenario/document.ts";
import { announce } from "./announce.ts";
import { open } from "./opening.ts";
import { play, seek } from "./playback-store.ts";
import { ReviewClient } from "./review-worker/client.ts";
import type { FindingSight, Reviewed } from "./findings.ts";
import { currentScenario, edit, undo } from "./scenario-store.ts";
import { tell } from "./toasts.ts";

/** A proof under way. */
export interface Proving {
  readonly key: string;
  readonly step: ProofStep;
  /** 0 to 1 within the step. */
  readonly share: number;
}

/** A document whose finding was proven, and what came of it. */
export interface Proven {
  /** The document as it was. */
  readonly of: Scenario;
  readonly finding: FindingSight;
  readonly proof: Proof;
}

export interface ReviewState {
  /** Of which document the findings are; null: none was looked at yet. */
  readonly of: Scenario | null;
  readonly reviewed: Reviewed | null;
  /** Why there are no findings, where that failed. */
  readonly problem: string | null;
  readonly proving: Proving | null;
  /** The last proof, with the shows to go to and fro between. */
  readonly proven: Proven | null;
}

const NOTHING: ReviewState = { of: null, reviewed: null, problem: null, proving: null, proven: null };

/** Hook and store. */
export const useReview = create<ReviewState>()(() => NOTHING);

/** How long before the fault a show begins to play, in simulated ms. */
const BEFORE_MS = 3_000;

let client = new ReviewClient(async () => (await import("./review-worker/spawn.ts")).spawnReviewer());

/** Forgets everything and asks another worker from now on: for tests. */
export function reviewWith(other: ReviewClient): void {
  client.end();
  client = other;
  useReview.setState(NOTHING);
}

/** Looks at the open document, unless that was done already. A proof of another document is ended. */
export async function reviewNow(): Promise<void> {
  const scenario = currentScenario();
  const { of, proving } = useReview.getState();
  if (of === scenario) return;
  if (proving !== null) cancelProof();
  useReview.setState({ of: scenario });
  const reviewed = await client.review(scenario);
  // Another document is looked at by now.
  if (useReview.getState().of !== scenario) return;
  if (reviewed === null)
    useReview.setState({ of: null, problem: "The review could not be made. Try again." });
  else useReview.setState({ reviewed, problem: null });
}

/** Mends a finding in the open document, as one step to undo. */
export async function mend({ key, fix }: FindingSight): Promise<void> {
  const before = currentScenario();
  const mended = await client.mend(before, key);
  if (fix === null || mended === null)
    return tell("This could not be mended: it is not found any more.", "error");
  if (currentScenario() !== before) return;
  edit(fix, () => mended);
}

/**
 * Proves a finding of the open document, then opens its show; a proof that is there already opens at once. Resolves when
 * the show is open, it could not be shown, or somebody has ended it.
 */
export async function showMe(finding: FindingSight): Promise<void> {
  const scenario = currentScenario();
  const { proven, proving } = useReview.getState();
  if (proven?.of === scenario && proven.finding.key === finding.key) return openHarm(proven);
  if (proving !== null) cancelProof();
  useReview.setState({
    proving: { key: finding.key, step: "looking for the moment", share: 0 },
    proven: null,
  });
  const proof = await client.prove(scenario, finding.key, (step, share) =>
    useReview.setState({ proving: { key: finding.key, step, share } }),
  );
  if (proof === null) return;
  const result: Proven = { of: scenario, finding, proof };
  useReview.setState({ proving: null, proven: result });
  if (proof.is === "not-shown") return announce(`Not shown: ${proof.says}`);
  // What was edited meanwhile is not to be pushed aside.
  if (currentScenario() === scenario) openHarm(result);
}

/** Ends a proof under way. */
export function cancelProof(): void {
  client.end();
  useReview.setState({ proving: null });
}

function openHarm({ proof, finding }: Proven): void {
  if (proof.is === "shown") openShow(proof.harm, `Show: ${finding.title}`);
}

/** Opens the run without the fix again. */
export function showHarm(): void {
  const { proven } = useReview.getState();
  if (proven !== null) openHarm(proven);
}

/** Opens the same run with the fix. */
export function showMended(): void {
  const { proven } = useReview.getState();
  if (proven?.proof.is !== "shown" || proven.proof.mended === null) return;
  openShow(proven.proof.mended, `Show with the fix: ${proven.finding.title}`);
}

function openShow({ scenario, faultMs, shown }: Show, label: string): void {
  open(scenario, label, { playing: true });
  seek(Math.max(0, faultMs - BEFORE_MS) * 1000);
  play();
  announce(`${label}. ${shown?.says ?? "The harm does not come about."}`);
}

/** Leaves the show: the document before is back, as undo would bring it back. */
export function leaveShow(): void {
  const { proven } = useReview.getState();
  if (proven === null) return;
  // Each show that was opened is one step.
  let last: Scenario | null = null;
  while (showOf(currentScenario(), proven) !== null && currentScenario() !== last) {
    last = currentScenario();
    undo();
  }
  if (currentScenario() !== proven.of) open(proven.of, "Back to the drawing", { playing: false });
}

/** Which show of a proof a document is; null: none. */
export function showOf(scenario: Scenario, proven: Proven | null): "harm" | "mended" | null {
  if (proven?.proof.is !== "shown") return null;
  if (proven.proof.harm.scenario === scenario) return "harm";
  return proven.proof.mended?.scenario === scenario ? "mended" : null;
}
