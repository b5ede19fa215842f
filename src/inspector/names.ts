import type { Scenario } from "#scenario/document.ts";

/** Why a node cannot bear this name, as a sentence; null if it can. Its own name is always allowed. */
export function nameProblem(scenario: Scenario, id: string, name: string): string | null {
  const wanted = name.trim();
  if (wanted === "") return "A name is needed: reports and messages refer to it.";
  const other = scenario.nodes.find((node) => node.id !== id && node.name === wanted);
  if (other !== undefined) return `Another ${other.kind.replaceAll("-", " ")} is called "${wanted}" already.`;
  return null;
}
