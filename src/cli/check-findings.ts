/** The production checklist of a drawing as the command `check` prints it, each finding with its proof where asked. */
import type { Scenario } from "#scenario/document.ts";
import { nodeOf } from "#scenario/edits.ts";
import { prove, type Proof } from "#checklist/proof.ts";
import { review } from "#checklist/review.ts";
import { SEVERITIES, type Severity } from "#checklist/rule.ts";
import { printable } from "./text.ts";

/** One finding; names and order are those of the JSON. */
export interface CheckedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** Name and id of the node that it leads to. */
  readonly node: string;
  readonly nodeId: string;
  readonly says: string;
  readonly why: string;
  readonly tryThis: string;
  /** What the fix does, or null where there is no single one. */
  readonly fix: string | null;
  /** Only where it was asked for. */
  readonly proof?: CheckedProof;
}

/** What came out of the runs of one finding: moments in simulated ms. */
export interface CheckedProof {
  readonly shown: boolean;
  readonly faultMs: number | null;
  readonly harmMs: number | null;
  /** What went wrong, or why it could not be shown. */
  readonly says: string;
  /** Whether the harm stays away with the fix, on the same seed and with the same fault; null without a fix. */
  readonly mended: boolean | null;
}

/** Everything that the checklist finds, the worst first. */
export function checkFindings(scenario: Scenario, isProven: boolean): readonly CheckedFinding[] {
  return review(scenario).map((finding) => ({
    rule: finding.rule.id,
    severity: finding.rule.severity,
    title: finding.rule.title,
    node: nodeOf(scenario, finding.nodeId)?.name ?? "",
    nodeId: finding.nodeId,
    says: finding.says,
    why: finding.rule.says,
    tryThis: finding.tryThis,
    fix: finding.fix?.label ?? null,
    ...(isProven ? { proof: proofOf(prove(scenario, finding)) } : {}),
  }));
}

function proofOf(proof: Proof): CheckedProof {
  if (proof.is === "not-shown")
    return { shown: false, faultMs: null, harmMs: null, says: proof.says, mended: null };
  const { harm, mended } = proof;
  return {
    shown: true,
    faultMs: harm.faultMs,
    harmMs: harm.shown?.atMs ?? null,
    says: harm.shown?.says ?? "",
    mended: mended === null ? null : mended.shown === null,
  };
}

/** Whether a finding is at least as bad as asked for. */
export function isAsBadAs(finding: CheckedFinding, least: Severity): boolean {
  return SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(least);
}

/** For people: one paragraph a finding. */
export function findingText(finding: CheckedFinding): string {
  const { severity, title, says, tryThis, proof, rule } = finding;
  return [
    `${severity}: ${title} [${rule}]`,
    `  ${says}`,
    `  ${tryThis}`,
    ...(proof === undefined ? [] : [`  ${proofText(proof)}`]),
    "",
  ]
    .map((line) => `${printable(line)}\n`)
    .join("");
}

function proofText({ shown, faultMs, says, mended }: CheckedProof): string {
  if (!shown) return `Not shown: ${says}`;
  const after =
    mended === null ? "" : mended ? " With the fix it does not come about." : " The fix did not help.";
  return `Shown with a fault at ${((faultMs ?? 0) / 1000).toFixed(1)} s: ${says}${after}`;
}
