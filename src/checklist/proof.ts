/**
 * "Show me": the drawing is run with a fault at the right moment until the harm can be seen, and once more with the fix,
 * on the same seed and with the same fault. Both are documents that a person can open and play.
 */
import type { LookAt, Scenario } from "#scenario/document.ts";
import type { Finding } from "./review.ts";
import type { Shown } from "./rule.ts";
import { CannotPlay, play, Stage, type OnProgress } from "./stage.ts";

/** A document to open, and what is to be seen in it. */
export interface Show {
  readonly scenario: Scenario;
  /** When the fault comes, in simulated ms. */
  readonly faultMs: number;
  /** When the harm can be seen; of the run with the fix, null where there is none. */
  readonly shown: Shown | null;
}

export type Proof =
  | {
      readonly is: "shown";
      readonly harm: Show;
      /** null where there is no fix. */
      readonly mended: Show | null;
    }
  | { readonly is: "not-shown"; readonly says: string };

/** What is under way, for people who wait. */
export type ProofStep = "looking for the moment" | "running it with the fault" | "running it with the fix";

const NOT_COME_ABOUT = {
  is: "not-shown",
  says: "In the runs of this drawing on this seed that were tried, the harm did not come about: it may need more load or more time.",
} as const;

/** Stages and runs a finding's harm. Takes as long as some runs of the drawing; `onProgress` is called on the way. */
export function prove(
  scenario: Scenario,
  finding: Finding,
  onProgress: (step: ProofStep, share: number) => void = () => undefined,
): Proof {
  try {
    return proven(scenario, finding, (step) => (share) => onProgress(step, share));
  } catch (error) {
    if (error instanceof CannotPlay) return { is: "not-shown", says: error.message };
    throw error;
  }
}

function proven(scenario: Scenario, finding: Finding, at: (step: ProofStep) => OnProgress): Proof {
  const { rule, fix } = finding;
  if ("noShow" in rule) return { is: "not-shown", says: rule.noShow };
  const stage = new Stage(scenario, at("looking for the moment"));
  const harm = rule.harm(finding, stage);
  if (harm === null) return NOT_COME_ABOUT;
  const harmed = play(harm.scenario, rule.reads, at("running it with the fault"));
  const shown = rule.shows(finding, harmed);
  if (shown === null) return NOT_COME_ABOUT;
  const title = rule.title;
  const harmShow: Show = {
    scenario: titled(harm.scenario, scenario.name, title, [
      { atMs: harm.atMs, text: harm.says },
      { atMs: shown.atMs, text: shown.says },
    ]),
    faultMs: harm.atMs,
    shown,
  };
  if (fix === null) return { is: "shown", harm: harmShow, mended: null };
  const fixed = fix.edit(harm.scenario);
  const after = rule.shows(finding, play(fixed, rule.reads, at("running it with the fix")));
  const mended: Show = {
    scenario: titled(fixed, scenario.name, `${title}, mended`, [
      { atMs: harm.atMs, text: harm.says },
      {
        atMs: after?.atMs ?? shown.atMs,
        text: after?.says ?? `The fix: ${fix.label}. What went wrong here before does not come about.`,
      },
    ]),
    faultMs: harm.atMs,
    shown: after,
  };
  return { is: "shown", harm: harmShow, mended };
}

function titled(scenario: Scenario, name: string, title: string, lookAt: readonly LookAt[]): Scenario {
  return { ...scenario, name: `${name}: ${title}`.slice(0, 200), lookAt: inOrder(lookAt) };
}

function inOrder(lookAt: readonly LookAt[]): readonly LookAt[] {
  return [...lookAt].sort((a, b) => a.atMs - b.atMs);
}
