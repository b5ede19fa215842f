/** What can be done to a node now, with which settings to start, and how an intervention reads in a list. */
import type { Config, Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";
import { initialConfig, unitText, type Field } from "#scenario/fields.ts";
import { faults } from "#sim/faults/index.ts";
import { spanText } from "#sim/words.ts";
import { micros } from "#base/units.ts";

export type Fault = (typeof faults)[string];

/** The faults that can happen to this node, in the registry's order. */
export function faultsFor(node: ScenarioNode): readonly Fault[] {
  return Object.values(faults).filter(
    (fault) => fault.targets.includes(node.kind) && makesSense(fault, node),
  );
}

/** A rate can only be changed where messages are published by the clock. */
function makesSense(fault: Fault, node: ScenarioNode): boolean {
  if (fault.kind !== "change-rate") return true;
  const publishes = node.config["publishes"] ?? "none";
  return publishes !== "none" && publishes !== "per-message";
}

/** Settings that the fault's form starts with: the field's initial values, but scaling offers one instance more. */
export function startConfig(fault: Fault, runningInstances: number): Config {
  const config = initialConfig(fault.fields);
  const field = fault.fields["instances"];
  if (fault.kind !== "scale" || field?.type !== "number") return config;
  return { ...config, instances: Math.min(field.max, Math.max(field.min, runningInstances + 1)) };
}

/** The fields to fill in beside the button: all but the instance, which is chosen once for all faults. */
export function ownFields(fault: Fault): readonly (readonly [name: string, field: Field])[] {
  return Object.entries(fault.fields).filter(([name]) => name !== "instance");
}

/** The interventions of these nodes, in time; all of the scenario without ids. */
export function interventionsOf(scenario: Scenario, ids?: readonly string[]): readonly Intervention[] {
  const own =
    ids === undefined
      ? scenario.interventions
      : scenario.interventions.filter((each) => ids.includes(each.target));
  return [...own].sort((a, b) => a.atMs - b.atMs);
}

export interface InterventionText {
  /** What, e.g. "Pause". */
  readonly what: string;
  /** To whom, e.g. "payment-service-2". */
  readonly whom: string;
  /** How, e.g. "for 1 min"; "" where there is nothing to say. */
  readonly how: string;
}

/** An intervention in words, from the registry's descriptions. One of a kind that is not known reads as it stands. */
export function interventionText(scenario: Scenario, intervention: Intervention): InterventionText {
  const target = scenario.nodes.find((node) => node.id === intervention.target)?.name ?? intervention.target;
  const fault = Object.hasOwn(faults, intervention.kind) ? faults[intervention.kind] : undefined;
  if (fault === undefined) return { what: intervention.kind, whom: target, how: "unknown here, no effect" };
  const instance = intervention.config["instance"] ?? fault.fields["instance"]?.initial;
  const how = ownFields(fault).map(([name, field]) => {
    const value = intervention.config[name] ?? field.initial;
    const words =
      typeof value === "number" && field.type === "number" ? quantity(field, value) : String(value);
    return `${field.label.toLowerCase()} ${words}`;
  });
  return {
    what: fault.title,
    whom: fault.perInstance ? `${target}-${String(instance)}` : target,
    how: how.join(", "),
  };
}

function quantity(field: Field & { type: "number" }, value: number): string {
  if (field.unit === "ms") return spanText(micros(value));
  const unit = unitText(field.unit);
  return unit === "" ? String(value) : unit === "×" ? `${value}${unit}` : `${value} ${unit}`;
}
