/** What is wrong, or does nothing, about databases and effects. */
import type { Problem } from "#base/result.ts";
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { service as serviceKind } from "#sim/kinds/service.ts";

interface Found {
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

/** Judges every service of a scenario with effects. */
export function judgeEffects(scenario: Scenario): Found {
  const found: Found = { problems: [], warnings: [] };
  scenario.nodes.forEach((node, i) => {
    if (node.kind === "service") judgeService(scenario, node, `nodes[${i}]`, found);
  });
  return found;
}

function judgeService(
  scenario: Scenario,
  node: ScenarioNode,
  path: string,
  { problems, warnings }: Found,
): void {
  const wires = scenario.wires.filter(({ kind, from }) => kind === "stores" && from === node.id);
  const setting = (name: "effect" | "deduplication" | "publication" | "storeUse"): unknown =>
    node.config[name] ?? serviceKind.fields[name].initial;
  if (wires.length > 1)
    problems.push({
      code: "second-database",
      path,
      says: `${node.name} is wired to two databases.`,
      tryThis: "A transaction is one database's: remove one of the wires.",
    });
  if (wires.length > 0) return;
  const effect = setting("effect");
  const rows = effect === "add" || effect === "upsert" || effect === "upsert-versioned";
  const remembers = effect !== "none" && setting("deduplication") !== "none";
  if (rows || remembers || setting("publication") !== "after-commit")
    warnings.push({
      code: "no-database",
      path: `${path}.config.${rows ? "effect" : remembers ? "deduplication" : "publication"}`,
      says: `${node.name} ${rows ? "keeps values" : remembers ? "remembers events" : "has an outbox"} and has no database, so that nothing comes of it.`,
      tryThis: "Wire the service to a database.",
    });
}
