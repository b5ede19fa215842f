/** Reviews documents, mends and proves findings, in a worker of its own: whatever a run takes, the page stays, and can end it. */
import { prove, type Proof } from "#checklist/proof.ts";
import { review, type Finding } from "#checklist/review.ts";
import { RULES } from "#checklist/rules/index.ts";
import type { Scenario } from "#scenario/document.ts";
import { loadParts } from "#sim/parts-loading.ts";
import { partsOf } from "#sim/parts-of.ts";
import type { FindingSight, Reviewed } from "#session/findings.ts";
import type { FromReviewer, ToReviewer } from "./protocol.ts";

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToReviewer>) => void) | null;
  postMessage(answer: FromReviewer): void;
}
const scope = globalThis as unknown as Scope;

/** Progress is told at most so often. */
const EVERY_MS = 80;

function reviewed(scenario: Scenario): Reviewed {
  return { findings: review(scenario).map(sightOf), asked: RULES.map(({ title }) => title) };
}

function sightOf({ rule, key, nodeId, says, tryThis, fix }: Finding): FindingSight {
  return {
    key,
    severity: rule.severity,
    title: rule.title,
    why: rule.says,
    nodeId,
    says,
    tryThis,
    fix: fix?.label ?? null,
    noShow: "noShow" in rule ? rule.noShow : null,
  };
}

function found(scenario: Scenario, wanted: string): Finding | undefined {
  return review(scenario).find(({ key }) => key === wanted);
}

async function proof(id: number, scenario: Scenario, key: string): Promise<Proof> {
  const finding = found(scenario, key);
  if (finding === undefined) return { is: "not-shown", says: "This is not found any more." };
  const mended = finding.fix?.edit(scenario) ?? scenario;
  // What is shown has a fault at least.
  await loadParts([...new Set([...partsOf(scenario), ...partsOf(mended), "interventions" as const])]);
  let toldMs = 0;
  return prove(scenario, finding, (step, share) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < EVERY_MS) return;
    toldMs = nowMs;
    scope.postMessage({ is: "progress", id, step, share });
  });
}

async function answer(question: ToReviewer): Promise<FromReviewer> {
  const { id, scenario } = question;
  switch (question.is) {
    case "review":
      return { is: "reviewed", id, reviewed: reviewed(scenario) };
    case "mend":
      return { is: "mended", id, scenario: found(scenario, question.key)?.fix?.edit(scenario) ?? null };
    case "prove":
      return { is: "proven", id, proof: await proof(id, scenario, question.key) };
  }
}

scope.onmessage = ({ data }) => {
  answer(data).then(
    (said) => scope.postMessage(said),
    (error: unknown) =>
      scope.postMessage({
        is: "failed",
        id: data.id,
        says: error instanceof Error ? error.message : String(error),
      }),
  );
};
