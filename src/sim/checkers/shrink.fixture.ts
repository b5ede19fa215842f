/** Makes a scenario that fails smaller for as long as it still fails: fewer interventions, fewer things, plain settings. */
import type { Config, Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { advance, startRun } from "#sim/run.ts";
import { check, rowsOf, violationText } from "./check.ts";
import { checkers } from "./index.ts";

/** What is wrong with a run of a scenario: a line a checker (its first violation), or why it did not come to its end. */
export function faultsOf(scenario: Scenario): readonly string[] {
  const compiled = compile(scenario);
  if (!compiled.ok) return [];
  try {
    const run = startRun(compiled.value, { keepAllRows: true, isForwardOnly: true });
    const how = advance(run, compiled.value.durationUs);
    if (how !== "ended" || run.outcome.is !== "finished")
      return [`unfinished: ${JSON.stringify(run.outcome)}`];
    return check(compiled.value, rowsOf(run.kernel.trace), run.atUs, checkers).flatMap(({ violations }) =>
      violations.slice(0, 1).map(violationText),
    );
  } catch (error) {
    return [`throws: ${String(error)}`];
  }
}

/** The name that a line of `faultsOf` begins with. */
export function faultName(fault: string): string {
  return fault.split(/[ :]/)[0] ?? "";
}

/** The smallest scenario found that fails in the way `name` says. */
export function shrink(scenario: Scenario, name: string, budget = 400): Scenario {
  let left = budget;
  const fails = (candidate: Scenario): boolean => {
    left -= 1;
    return faultsOf(candidate).some((fault) => faultName(fault) === name);
  };
  let best = scenario;
  if (!fails(scenario)) throw new Error(`it does not fail by ${name}`);
  for (let before = -1; before !== sizeOf(best) && left > 0;) {
    before = sizeOf(best);
    for (const candidate of smaller(best)) {
      if (left <= 0) break;
      const next = candidate(best);
      if (next !== null && sizeOf(next) < sizeOf(best) && fails(next)) best = next;
    }
  }
  return best;
}

function sizeOf(scenario: Scenario): number {
  return JSON.stringify(scenario).length;
}

type Step = (scenario: Scenario) => Scenario | null;

/** Steps that may make a scenario smaller, the large ones first. Each takes the scenario as it has become. */
function* smaller({ interventions, nodes, wires, settings }: Scenario): Generator<Step> {
  const half = Math.floor(interventions.length / 2);
  if (half > 1) {
    yield (now) => ({ ...now, interventions: now.interventions.slice(0, half) });
    yield (now) => ({ ...now, interventions: now.interventions.slice(-half) });
  }
  for (const { id } of interventions)
    yield (now) => ({ ...now, interventions: now.interventions.filter((each) => each.id !== id) });
  for (const { id } of nodes) yield (now) => without(now, id);
  for (const { id } of wires) yield (now) => ({ ...now, wires: now.wires.filter((each) => each.id !== id) });
  for (const { id, config } of nodes)
    for (const field of Object.keys(config)) yield (now) => plain(now, id, field);
  for (const field of Object.keys(settings))
    if (field !== "durationMs") yield (now) => ({ ...now, settings: omit(now.settings, field) });
}

function without(scenario: Scenario, id: string): Scenario {
  return {
    ...scenario,
    nodes: scenario.nodes.filter((node) => node.id !== id && node.config["service"] !== id),
    wires: scenario.wires.filter(({ from, to }) => from !== id && to !== id),
    interventions: scenario.interventions.filter(({ target }) => target !== id),
  };
}

function plain(scenario: Scenario, id: string, field: string): Scenario | null {
  if (field === "service") return null;
  const nodes = scenario.nodes.map((node) =>
    node.id === id ? { ...node, config: omit(node.config, field) } : node,
  );
  return { ...scenario, nodes };
}

function omit(config: Config, field: string): Config {
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== field));
}
