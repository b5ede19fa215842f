/** The checklist held against a drawing: what is found, by severity. Told from the document alone; nothing is run. */
import type { Scenario } from "#scenario/document.ts";
import { Drawing } from "./drawing.ts";
import { SEVERITIES, type Place, type Rule, type RuleWithoutShow } from "./rule.ts";
import { RULES } from "./rules/index.ts";

/** One place where a rule has something to say. */
export interface Finding extends Place {
  readonly rule: Rule | RuleWithoutShow;
  /** The same for the same finding after an edit elsewhere; unique among the findings of a drawing. */
  readonly key: string;
}

/** Everything found, the worst first; within a severity in the order of the rules, then of the document. */
export function review(scenario: Scenario): readonly Finding[] {
  const drawing = new Drawing(scenario);
  const found = RULES.flatMap((rule) =>
    rule.finds(drawing).map((place) => ({
      ...place,
      rule,
      key: `${rule.id} ${place.nodeId} ${place.aboutId}`,
    })),
  );
  return SEVERITIES.flatMap((severity) => found.filter(({ rule }) => rule.severity === severity));
}
