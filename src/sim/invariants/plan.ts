import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";
import { initialConfig } from "#scenario/fields.ts";
import type { InvariantPlan } from "#sim/invariants-plan.ts";
import { formOf } from "./index.ts";

/** The nodes of a program, in its order. */
interface Nodes {
  readonly services: readonly ScenarioNode[];
  readonly topics: readonly ScenarioNode[];
  readonly groups: readonly ScenarioNode[];
}

/** The invariants of a scenario that was judged, in the order of the document. */
export function planInvariants(scenario: Scenario, nodes: Nodes): readonly InvariantPlan[] {
  const indexOf = (list: readonly ScenarioNode[], id: string): number =>
    list.findIndex((node) => node.id === id);
  return scenario.invariants.map(({ id, kind, target, config }, place) => ({
    id,
    place,
    kind,
    config: { ...initialConfig(formOf(kind)!.fields), ...config } as Config,
    group: indexOf(nodes.groups, target),
    topic: indexOf(nodes.topics, target),
    service: indexOf(nodes.services, target),
  }));
}
