/** What a step is called, as it reads behind "Undo: ": the things by their names, a value as "before → after". */
import { micros, US_PER_MS, US_PER_SECOND, type Micros } from "#base/units.ts";
import type { ConfigValue, Intervention, Scenario, ScenarioWire } from "#scenario/document.ts";
import type { Field } from "#scenario/fields.ts";
import { itemOf } from "#scenario/items.ts";
import { faults } from "#sim/faults/index.ts";
import { momentText, spanText } from "#sim/words.ts";

/** Longer names are cut: a label stands in a menu. */
const LETTERS_MAX = 40;

/** A name or a text's beginning on one line, short enough for a label. */
export function shortText(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LETTERS_MAX ? `${line.slice(0, LETTERS_MAX - 1)}…` : line;
}

/** How a thing on the canvas is called: a node by its name, a note by its first words, a frame by its label. */
export function thingText(scenario: Scenario, id: string): string {
  const item = itemOf(scenario, id);
  if (item === undefined) return "something";
  switch (item.is) {
    case "node":
      return shortText(item.node.name);
    case "note":
      return item.note.text.trim() === "" ? "note" : `note “${shortText(item.note.text)}”`;
    case "frame":
      return `frame ${shortText(item.frame.name)}`;
  }
}

/** One thing by its name, several by their number. */
export function thingsText(scenario: Scenario, ids: ReadonlySet<string> | readonly string[]): string {
  const list = [...ids];
  const [only] = list;
  if (list.length !== 1 || only === undefined) return `${list.length} things`;
  return thingText(scenario, only);
}

/** "order-service → orders". */
export function wireText(scenario: Scenario, wire: Pick<ScenarioWire, "from" | "to">): string {
  return `${thingText(scenario, wire.from)} → ${thingText(scenario, wire.to)}`;
}

/** A setting's value as people read it: "45 s", "5 /s", "at random (Poisson)", "yes". */
export function valueText(field: Field, value: ConfigValue, scenario?: Scenario): string {
  if (field.type === "boolean") return value === true ? "yes" : "no";
  if (field.type === "choice") return field.options[String(value)] ?? String(value);
  if (field.type === "text") return value === "" ? "none" : String(value);
  if (field.type === "subject") {
    return scenario?.subjects.find(({ id }) => id === value)?.name ?? (value === "" ? "none" : String(value));
  }
  if (field.type === "node") {
    if (value === "") return "none";
    return scenario === undefined ? String(value) : thingText(scenario, String(value));
  }
  if (typeof value !== "number") return String(value);
  switch (field.unit) {
    case "ms":
      return value >= 1 ? spanText(micros(value)) : `${value} ms`;
    case "per second":
      return `${value} /s`;
    case "percent":
      return `${value} %`;
    case "factor":
      return `${value}×`;
    case "s":
    case "min":
    case "bytes":
      return `${value} ${field.unit}`;
    case "count":
    case "none":
      return String(value);
  }
}

/** "Instances of payment-service: 2 → 3"; only "Instances of payment-service" where a gesture came back to its start. */
export function settingStep(what: string, field: Field, before: ConfigValue, after: ConfigValue): string {
  if (before === after) return what;
  return `${what}: ${valueText(field, before)} → ${valueText(field, after)}`;
}

/** The name of the instance, or the broker, that a fault on a node happens to: "payment-service-2", "broker-2". */
export function unitName(
  fault: (typeof faults)[string],
  nodeName: string,
  number: ConfigValue | undefined,
): string {
  return fault.targets.includes("cluster") ? `broker-${String(number)}` : `${nodeName}-${String(number)}`;
}

/** A moment of the run to the second that it lies in: "0:57". */
export function secondText(atUs: Micros): string {
  return momentText(Math.floor(atUs / US_PER_SECOND) * US_PER_SECOND);
}

/** "Crash payment-service-1 at 0:57", "Change the rate: order-service (3×) at 0:57". */
export function interventionText(scenario: Scenario, intervention: Intervention): string {
  const { kind, target, config, atMs } = intervention;
  const fault = Object.hasOwn(faults, kind) ? faults[kind] : undefined;
  const at = secondText(Math.round(atMs * US_PER_MS));
  const name = thingText(scenario, target);
  if (fault === undefined) return `${shortText(kind)}: ${name} at ${at}`;
  const whom = fault.perInstance ? unitName(fault, name, config["instance"] ?? 1) : name;
  const how = Object.entries(fault.fields)
    .filter(([field]) => field !== "instance")
    .map(([field, description]) => valueText(description, config[field] ?? description.initial));
  const title = fault.title.includes(" ") ? `${fault.title}:` : fault.title;
  return `${title} ${whom}${how.length === 0 ? "" : ` (${how.join(", ")})`} at ${at}`;
}
