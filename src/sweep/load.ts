/** "Twice the load": every service that publishes on its own does so that much more often. */
import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";
import { initialConfig, isShown, type Field, type NumberField } from "#scenario/fields.ts";
import { kinds } from "#sim/kinds/index.ts";

/** Describes the load as if it were a setting. */
export const loadField: NumberField = {
  type: "number",
  label: "Load",
  unit: "factor",
  min: 0.001,
  max: 1_000,
  whole: false,
  initial: 1,
  section: "Load",
  help: "How many times what is drawn the services publish that do so on their own; interventions come on top.",
};

/** Settings that grow with the load, and the one that shrinks: bursts come more often and stay as large as they are. */
const RATES = ["ratePerSecond", "rampToPerSecond", "troughPerSecond"];
const INTERVAL = "burstEveryMs";

/** The scenario with all own rates times `factor`; the same one for 1. What follows from other messages follows. */
export function scaledLoad(scenario: Scenario, factor: number): Scenario {
  if (factor === 1) return scenario;
  return {
    ...scenario,
    nodes: scenario.nodes.map((node) => (node.kind === "service" ? scaled(node, factor) : node)),
  };
}

function scaled(node: ScenarioNode, factor: number): ScenarioNode {
  const fields: Readonly<Record<string, Field>> = kinds["service"]?.fields ?? {};
  const full: Config = { ...initialConfig(fields), ...node.config };
  const change: Record<string, number> = {};
  for (const name of [...RATES, INTERVAL]) {
    const value = full[name];
    if (typeof value !== "number" || !isShown(fields, name, full)) continue;
    // A thousandth is the finest step of any setting; below it a product carries noise.
    const times = name === INTERVAL ? value / factor : value * factor;
    change[name] = Math.max(0.001, Math.round(times * 1_000) / 1_000);
  }
  return Object.keys(change).length === 0 ? node : { ...node, config: { ...node.config, ...change } };
}
