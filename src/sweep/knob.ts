/**
 * What a sweep can turn: a setting of a node, a setting of the whole run, or the load. Written as people write it:
 * `payment.instances`, `settings.networkLatencyMs`, `load`.
 */
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import type { ConfigValue, Scenario, ScenarioNode } from "#scenario/document.ts";
import { setConfig, setRunSetting } from "#scenario/edits.ts";
import {
  judge,
  type BooleanField,
  type ChoiceField,
  type Field,
  type NumberField,
} from "#scenario/fields.ts";
import { kinds } from "#sim/kinds/index.ts";
import { runSettings } from "#sim/run-settings.ts";
import { loadField, scaledLoad } from "./load.ts";

/** Plain data, so that it can be sent to a worker. */
export type Knob =
  | { readonly of: "node"; readonly nodeId: string; readonly setting: string }
  | { readonly of: "run"; readonly setting: string }
  | { readonly of: "load" };

/** Settings that have values which can be listed: numbers, choices, yes or no. */
export type VariedField = NumberField | ChoiceField | BooleanField;

/** How the load is called where settings are named. */
const LOAD = "load";
/** How the whole run is called there: as in the document. */
const RUN = "settings";

/** Whether a sweep can take several values of a setting. */
export function isVaried(field: Field): field is VariedField {
  return field.type === "number" || field.type === "choice" || field.type === "boolean";
}

/** The settings of a node that a sweep can turn, by name. */
export function variedFields(node: ScenarioNode): readonly (readonly [string, VariedField])[] {
  const kind = Object.hasOwn(kinds, node.kind) ? kinds[node.kind] : undefined;
  return Object.entries(kind?.fields ?? {}).flatMap(([name, field]) =>
    isVaried(field) ? [[name, field] as const] : [],
  );
}

/** The description of what a knob turns, or undefined where the scenario has nothing of the kind. */
export function fieldOfKnob(scenario: Scenario, knob: Knob): VariedField | undefined {
  switch (knob.of) {
    case "load":
      return loadField;
    case "run": {
      const field: Field | undefined = Object.hasOwn(runSettings, knob.setting)
        ? runSettings[knob.setting as keyof typeof runSettings]
        : undefined;
      return field !== undefined && isVaried(field) ? field : undefined;
    }
    case "node": {
      const node = scenario.nodes.find(({ id }) => id === knob.nodeId);
      return node === undefined ? undefined : variedFields(node).find(([name]) => name === knob.setting)?.[1];
    }
  }
}

/** As people write it, with the node's present name. */
export function knobText(scenario: Scenario, knob: Knob): string {
  switch (knob.of) {
    case "load":
      return LOAD;
    case "run":
      return `${RUN}.${knob.setting}`;
    case "node": {
      const node = scenario.nodes.find(({ id }) => id === knob.nodeId);
      return `${node?.name ?? knob.nodeId}.${knob.setting}`;
    }
  }
}

/** The scenario with the knob at a value. */
export function turned(scenario: Scenario, knob: Knob, value: ConfigValue): Scenario {
  switch (knob.of) {
    case "load":
      return scaledLoad(scenario, Number(value));
    case "run":
      return setRunSetting(scenario, knob.setting, value);
    case "node":
      return setConfig(scenario, knob.nodeId, knob.setting, value);
  }
}

/** Where the knob stands in the drawing; 1 for the load, undefined where there is no such setting. */
export function valueNow(scenario: Scenario, knob: Knob): ConfigValue | undefined {
  const field = fieldOfKnob(scenario, knob);
  switch (knob.of) {
    case "load":
      return 1;
    case "run":
      return scenario.settings[knob.setting] ?? field?.initial;
    case "node":
      return scenario.nodes.find(({ id }) => id === knob.nodeId)?.config[knob.setting] ?? field?.initial;
  }
}

/** Reads the name of a knob. A node's name may have dots: what stands behind the last one is the setting. */
export function knobNamed(scenario: Scenario, text: string): Result<Knob> {
  if (text === LOAD) return ok({ of: "load" });
  const dot = text.lastIndexOf(".");
  const [nodeName, setting] = [text.slice(0, Math.max(0, dot)), text.slice(dot + 1)];
  if (dot < 1 || setting === "")
    return noKnob(
      text,
      `"${text}" names no setting.`,
      `Write NODE.SETTING, ${RUN}.SETTING or ${LOAD}, for example payment.instances.`,
    );
  const node = nodeCalled(scenario, nodeName);
  if (node === undefined) {
    if (nodeName === RUN) return runKnob(text, setting);
    const names = scenario.nodes.map(({ name }) => name).join(", ");
    return noKnob(text, `There is no node "${nodeName}".`, `Nodes of this scenario: ${names}.`);
  }
  const settings = variedFields(node).map(([name]) => name);
  if (settings.includes(setting)) return ok({ of: "node", nodeId: node.id, setting });
  return noKnob(
    text,
    `"${node.name}" (${node.kind}) has no setting "${setting}" that takes a list of values.`,
    `It has: ${settings.join(", ")}.${serviceHint(scenario, node, setting)}`,
  );
}

function runKnob(text: string, setting: string): Result<Knob> {
  const knob: Knob = { of: "run", setting };
  if (Object.hasOwn(runSettings, setting)) return ok(knob);
  const known = Object.keys(runSettings).join(", ");
  return noKnob(text, `The run has no setting "${setting}".`, `It has: ${known}.`);
}

/** A group's name says its service to many: the setting they look for may be there. */
function serviceHint(scenario: Scenario, node: ScenarioNode, setting: string): string {
  const service = scenario.nodes.find(({ id }) => id === node.config["service"]);
  const isThere = service !== undefined && variedFields(service).some(([name]) => name === setting);
  return isThere ? ` Its service has one: ${service.name}.${setting}.` : "";
}

/** The node with this name, else with this id. */
export function nodeCalled(scenario: Scenario, text: string): ScenarioNode | undefined {
  return scenario.nodes.find(({ name }) => name === text) ?? scenario.nodes.find(({ id }) => id === text);
}

function noKnob(path: string, says: string, tryThis: string): Result<Knob> {
  return refused([{ code: "no-such-setting", path, says, tryThis }]);
}

/** Values of one knob at most. */
export const VALUES_MAX = 100;

/**
 * Reads a list of values as people write it: `1,2,4`, `1..8` (whole steps), `true,false`, `range,sticky`. `path` is what
 * the problems name. Each value is judged by the field's description; one that stands twice counts once.
 */
export function readValues(field: VariedField, text: string, path: string): Result<readonly ConfigValue[]> {
  const values: ConfigValue[] = [];
  const problems: Problem[] = [];
  for (const word of text.split(",").map((each) => each.trim())) {
    const range = RANGE.exec(word);
    if (range !== null && Number(range[2]) < Number(range[1])) return refused([backwards(path, word, range)]);
    for (const value of spread(field, word)) {
      if (values.includes(value)) continue;
      const problem = judge(field, value, path);
      if (problem !== null) problems.push(problem);
      else values.push(value);
      if (values.length > VALUES_MAX) return refused([tooMany(path)]);
    }
  }
  return problems.length > 0 ? refused(problems.slice(0, 1)) : ok(values);
}

function backwards(path: string, word: string, [, from, to]: RegExpExecArray): Problem {
  return {
    code: "range-backwards",
    path,
    says: `${word} ends before it begins.`,
    tryThis: `Write ${to}..${from}.`,
  };
}

function tooMany(path: string): Problem {
  return {
    code: "too-many-values",
    path,
    says: `More than ${VALUES_MAX} values.`,
    tryThis: "Name fewer of them, in larger steps.",
  };
}

const RANGE = /^(-?\d{1,15})\.\.(-?\d{1,15})$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** The values that one word stands for. What is no number is kept as a text, for `judge` to refuse. */
function spread(field: VariedField, word: string): ConfigValue[] {
  switch (field.type) {
    case "choice":
      return [word];
    case "boolean":
      return [word === "true" ? true : word === "false" ? false : word];
    case "number": {
      const range = RANGE.exec(word);
      if (range === null) return [NUMBER.test(word) ? Number(word) : word];
      const [from, to] = [Number(range[1]), Number(range[2])];
      return Array.from({ length: Math.min(to - from, VALUES_MAX) + 1 }, (_, i) => from + i);
    }
  }
}
