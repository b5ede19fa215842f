import type { Scenario } from "#scenario/document.ts";

/** What a problem's path is about, so that a click can select it. */
export type ProblemTarget =
  | { readonly is: "node"; readonly id: string; readonly name: string }
  | { readonly is: "wire"; readonly id: string };

/** The node or wire that `path` (e.g. `nodes[2].config.ratePerSecond`) points at; an intervention's is its target. Null: none. */
export function problemTarget(scenario: Scenario, path: string): ProblemTarget | null {
  const found = /^(nodes|wires|interventions)\[(\d+)\]/.exec(path);
  const index = Number(found?.[2] ?? -1);
  switch (found?.[1]) {
    case "nodes":
      return nodeTarget(scenario, scenario.nodes[index]?.id);
    case "interventions":
      return nodeTarget(scenario, scenario.interventions[index]?.target);
    case "wires": {
      const wire = scenario.wires[index];
      return wire === undefined ? null : { is: "wire", id: wire.id };
    }
    default:
      return null;
  }
}

function nodeTarget(scenario: Scenario, id: string | undefined): ProblemTarget | null {
  const node = scenario.nodes.find((each) => each.id === id);
  return node === undefined ? null : { is: "node", id: node.id, name: node.name };
}
