/** How what was demanded of a run stands at its end, as its summary lists it. */
import type { Scenario } from "#scenario/document.ts";
import { Explainer } from "./explain.ts";
import { FACT_NAMES } from "./facts.ts";
import { explanationOf, invariantName } from "./invariants-words.ts";
import type { Run } from "./run.ts";

export interface InvariantSummary {
  readonly name: string;
  /** null: the run ended before it could be judged. */
  readonly holds: boolean | null;
  readonly firstViolationMs: number | null;
  /** What was found and how it came about; where it holds, what speaks for it. */
  readonly explanation: string;
}

/** All of them, in the order of the document. `scenario`: the document that the run was compiled from. */
export function invariantsSummary({ kernel, program, atUs }: Run, scenario: Scenario): InvariantSummary[] {
  if (kernel.watcher === null) return [];
  const { trace } = kernel;
  const sights = kernel.watcher.sight(atUs);
  const explainer = new Explainer(program.layout, scenario);
  for (let index = 0; index < trace.storyRows; index++) {
    const row = trace.storyRow(index);
    explainer.take({ ...row, fact: FACT_NAMES[row.fact]! });
  }
  return scenario.invariants.map((invariant, at) => {
    const sight = sights[at]!;
    return {
      name: invariantName(scenario, invariant),
      holds: sight.is === "undecided" ? null : sight.is === "holds",
      firstViolationMs: sight.violation === null ? null : sight.violation.atUs / 1000,
      explanation: explanationOf(scenario, program.layout, explainer, invariant, sight),
    };
  });
}
