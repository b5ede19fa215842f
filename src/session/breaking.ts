/** What can be done to a node now, with which settings to start, and how an intervention reads in a list. */
import type { Config, ConfigValue, Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";
import { initialConfig, isShown, unitText, type Field } from "#scenario/fields.ts";
import { faults } from "#sim/faults/index.ts";
import type { Frame } from "#sim/frame.ts";
import { redriveObstacles } from "#sim/judge-retries.ts";
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

/** Why the scenario would refuse a fault of a node with these settings, and what to do about it; null where it would not. */
export function whyRefused(
  scenario: Scenario,
  faultKind: string,
  node: ScenarioNode,
  config: Config,
): string | null {
  if (faultKind !== "redrive") return null;
  const [obstacle] = redriveObstacles(scenario, node.id, config["to"] === "group");
  return obstacle === undefined ? null : `${obstacle.message} ${obstacle.advice}`;
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

/** Those of its own fields that mean something with these settings. */
export function fieldsThatApply(
  fault: Fault,
  config: Config,
): readonly (readonly [name: string, field: Field])[] {
  return ownFields(fault).filter(([name]) => isShown(fault.fields, name, config));
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
  const how = fieldsThatApply(fault, intervention.config).flatMap(([name, field]) => {
    const words = settingWords(field, intervention.config[name] ?? field.initial);
    return words === null ? [] : [`${field.label.toLowerCase()}${words}`];
  });
  return {
    what: fault.title,
    whom: fault.perInstance ? unitName(fault, target, instance) : target,
    how: how.join(", "),
  };
}

/** A value after the name of its setting; null where it says nothing: what is off, and is off at first. */
function settingWords(field: Field, value: ConfigValue): string | null {
  if (field.type === "boolean" && field.initial === false) return value === true ? "" : null;
  if (field.type === "choice") return ` ${field.options[String(value)] ?? String(value)}`;
  if (field.type === "number" && typeof value === "number") return ` ${quantity(field, value)}`;
  return ` ${String(value)}`;
}

function quantity(field: Field & { type: "number" }, value: number): string {
  if (field.unit === "ms") return spanText(micros(value));
  const unit = unitText(field.unit);
  return unit === "" ? String(value) : unit === "×" ? `${value}${unit}` : `${value} ${unit}`;
}
