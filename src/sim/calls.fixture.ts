/** Services that call each other, in a few lines, and what became of their calls. */
import { emptyScenario, type Config, type Intervention, type Scenario } from "#scenario/document.ts";
import { compile } from "./compile.ts";
import type { CallsSight } from "./frame.ts";
import { frameOf } from "./frame-of.ts";
import { advance, startRun, type Run } from "./run.ts";

/** Services that call the next one in the list, each with its settings; the first one is asked. */
export function chain(
  services: Readonly<Record<string, Config>>,
  deeds: readonly Omit<Intervention, "id">[] = [],
): Scenario {
  const names = Object.keys(services);
  return {
    ...emptyScenario("chain"),
    settings: { durationMs: 60_000, networkLatencyMs: 1, networkJitterMs: 0 },
    nodes: names.map((id) => ({
      id,
      kind: "service",
      name: id,
      config: { http: true, serviceTime: "constant", serviceTimeMs: 10, ...services[id] },
    })),
    wires: names.slice(1).map((to, i) => ({ id: `w${i}`, kind: "calls", from: names[i]!, to })),
    interventions: deeds.map((deed, i) => ({ id: `deed-${i}`, ...deed })),
  };
}

export function runOf(scenario: Scenario): Run {
  const program = compile(scenario);
  if (!program.ok) throw new Error(program.problems.map(({ says }) => says).join("\n"));
  const run = startRun(program.value, { keepAllRows: true });
  advance(run, Infinity);
  return run;
}

export function callsOf(run: Run): Readonly<Record<string, CallsSight["services"][number]>> {
  const frame = frameOf(run);
  return Object.fromEntries(
    frame.calling!.services.map((each) => [run.program.services[each.service]!.nodeId, each]),
  );
}
