/** What can be done to a node now, with which settings to start, and how an intervention reads in a list. */
import type { Config, Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";
import { initialConfig, unitText, type Field } from "#scenario/fields.ts";
import { faults } from "#sim/faults/index.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { spanText } from "#sim/words.ts";
import { micros } from "#base/units.ts";
import { unitName } from "./labels.ts";
import { brokerRows } from "./broker-rows.ts";
import { instanceRows } from "./live-rows.ts";

export type Fault = (typeof faults)[string];

/** What the form and the picker of faults must know of an instance or a broker. */
export interface Breakable {
  /** From 1. */
  readonly number: number;
  /** "payment-service-2", "broker-2". */
  readonly name: string;
  readonly state: string;
  readonly isUp: boolean;
  readonly isDown: boolean;
  readonly owns: readonly string[];
}

/** What of a node can be broken one by one, as it is at a moment: the instances of a service, the brokers of a cluster. */
export function breakables(node: ScenarioNode, layout: Layout, frame: Frame): readonly Breakable[] {
  if (layout.cluster?.nodeId === node.id) {
    return brokerRows(layout, frame).map((row) => ({
      ...row,
      isUp: row.health === "up",
      isDown: row.health === "stopped",
      owns: [],
    }));
  }
  const service = layout.services.findIndex(({ nodeId }) => nodeId === node.id);
  if (service < 0) return [];
  return instanceRows(layout, frame, service).map((row) => ({
    ...row,
    name: `${node.name}-${row.number}`,
    isUp: row.health === "up",
    isDown: row.health === "crashed" || row.health === "stopped",
  }));
}

/** Why a fault can do nothing to one of them: what is down cannot be harmed, what runs cannot be started. Null if it can. */
export function whyPointless(fault: Fault, unit: Breakable): string | null {
  if (fault.revives === true) return unit.isDown ? null : "It runs already.";
  return unit.isDown ? `It is ${unit.state}.` : null;
}

/** The faults that can happen to this node, in the registry's order. */
export function faultsFor(node: ScenarioNode): readonly Fault[] {
  return Object.values(faults).filter(
    (fault) => fault.targets.includes(node.kind) && makesSense(fault, node),
  );
}

/** What happens to the registry, which a topic stands for where none is drawn. */
const OF_REGISTRY: ReadonlySet<string> = new Set([
  "register-schema",
  "set-compatibility",
  "registry-down",
  "registry-up",
]);

/** A rate can only be changed where messages are published by the clock, a schema or a read model where there is one. */
function makesSense(fault: Fault, node: ScenarioNode): boolean {
  if (OF_REGISTRY.has(fault.kind) && node.kind === "topic")
    return (node.config["valueSubject"] ?? "") !== "" || (node.config["keySubject"] ?? "") !== "";
  if (fault.kind === "rebuild-projection") return node.config["storeUse"] === "projects";
  if (fault.kind === "change-fold") return node.config["keeps"] !== "state";
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
  const applies = ({ when }: Field): boolean => {
    if (when === undefined) return true;
    const value = intervention.config[when.field] ?? fault.fields[when.field]?.initial;
    return value !== undefined && when.is.includes(value);
  };
  const shown = ownFields(fault).filter(([, field]) => applies(field));
  const how = shown.map(([name, field]) => {
    const value = intervention.config[name] ?? field.initial;
    const words =
      typeof value === "number" && field.type === "number" ? quantity(field, value) : String(value);
    return `${field.label.toLowerCase()} ${words}`;
  });
  return {
    what: fault.title,
    whom: fault.perInstance ? unitName(fault, target, instance) : target,
    how: how.join(", "),
  };
}

function quantity(field: Field & { type: "number" }, value: number): string {
  if (field.unit === "ms") return spanText(micros(value));
  const unit = unitText(field.unit);
  return unit === "" ? String(value) : unit === "×" ? `${value}${unit}` : `${value} ${unit}`;
}
