/** Whether results still tell of the drawing. */
import type { Config, Scenario } from "#scenario/document.ts";
import { scenarioAt, type SweepPlan } from "./plan.ts";

/**
 * Whether a plan of this drawing would run something else by now. What the plan itself sets does not count, nor where things
 * stand, what they are called, or which notes lie beside them.
 */
export function isStale(plan: SweepPlan, now: Scenario): boolean {
  if (plan.scenario === now) return false;
  return !runsAlike(scenarioAt(plan, 0), scenarioAt({ ...plan, scenario: now }, 0));
}

function runsAlike(a: Scenario, b: Scenario): boolean {
  return (
    a.seed === b.seed &&
    isSame(a.settings, b.settings) &&
    a.nodes.length === b.nodes.length &&
    a.nodes.every((node, index) => {
      const other = b.nodes[index]!;
      return node.id === other.id && node.kind === other.kind && isSame(node.config, other.config);
    }) &&
    isSameList(a.wires, b.wires) &&
    isSameList(a.interventions, b.interventions) &&
    isSameList(a.subjects, b.subjects)
  );
}

function isSame(a: Config, b: Config): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  );
}

function isSameList(a: readonly object[], b: readonly object[]): boolean {
  return a === b || (a.length === b.length && a.every((each, index) => isAlike(each, b[index]!)));
}

/** Things of the document are plain data. */
function isAlike(a: object, b: object): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
