/**
 * Every change of a document, as a pure function document -> document. Untouched parts are shared, and an edit that
 * changes nothing returns the very same document, so that history can tell.
 *
 * Edits do not judge settings (`sim/judge.ts` does); they keep the document whole: names unique, nothing dangling.
 */
import type {
  Config,
  ConfigValue,
  Intervention,
  Position,
  Scenario,
  ScenarioNode,
  ScenarioWire,
} from "./document.ts";
import { Limits, withinCanvas } from "./limits.ts";
import { cleanName, cleanText } from "./texts.ts";

/** Names are cut here: what is longer is no name but a text. In UTF-16 units, as `admit.ts` counts. */
export const NAME_LENGTH_MAX = 200;

/** The node with this id. */
export function nodeOf(scenario: Scenario, id: string): ScenarioNode | undefined {
  return scenario.nodes.find((node) => node.id === id);
}

/** The first of `wanted`, `wanted-2`, `wanted-3` … that no node but `exceptId` bears. */
export function uniqueName(scenario: Scenario, wanted: string, exceptId?: string): string {
  const taken = new Set<string>();
  for (const node of scenario.nodes) if (node.id !== exceptId) taken.add(node.name);
  const base = cleanName(wanted, NAME_LENGTH_MAX - 6) || "unnamed";
  const whole = cleanName(wanted, NAME_LENGTH_MAX) || "unnamed";
  if (!taken.has(whole)) return whole;
  let count = 2;
  while (taken.has(`${base}-${count}`)) count += 1;
  return `${base}-${count}`;
}

/**
 * An id of the form `prefix-7` that nothing in the document has: one more than the highest number in use, so that
 * equal edits give equal documents on every machine.
 */
export function nextId(scenario: Scenario, prefix: string): string {
  const start = `${prefix}-`;
  let highest = 0;
  for (const id of idsOf(scenario)) {
    if (!id.startsWith(start)) continue;
    const digits = id.slice(start.length);
    if (/^\d{1,9}$/.test(digits)) highest = Math.max(highest, Number(digits));
  }
  return `${start}${highest + 1}`;
}

/** Ids that neither the document nor an earlier answer has, for edits that add several things at once. */
export function freshIds(scenario: Scenario): (prefix: string) => string {
  const given = new Map<string, number>();
  return (prefix) => {
    const last = given.get(prefix) ?? Number(nextId(scenario, prefix).slice(prefix.length + 1)) - 1;
    given.set(prefix, last + 1);
    return `${prefix}-${last + 1}`;
  };
}

/** Every id of the document, in the order of its lists: no two things share one. */
export function* idsOf(scenario: Scenario): Iterable<string> {
  const { nodes, wires, interventions, notes, frames, subjects, invariants } = scenario;
  for (const list of [nodes, wires, interventions, notes, frames, subjects, invariants])
    for (const { id } of list) yield id;
}

/** Adds a node; its name gets a number if another node bears it. */
export function addNode(scenario: Scenario, node: ScenarioNode): Scenario {
  const position = node.position === undefined ? {} : { position: withinCanvas(node.position) };
  const added = { ...node, name: uniqueName(scenario, node.name), ...position };
  return { ...scenario, nodes: [...scenario.nodes, added] };
}

/** Puts nodes at new places; ids that do not exist are passed over. */
export function moveNodes(scenario: Scenario, to: ReadonlyMap<string, Position>): Scenario {
  return changeNodes(scenario, (node) => {
    const position = to.get(node.id);
    if (position === undefined) return node;
    if (node.position?.x === position.x && node.position.y === position.y) return node;
    return { ...node, position: withinCanvas(position) };
  });
}

/** Renames a node; a name that another node bears gets a number. An empty name changes nothing. */
export function renameNode(scenario: Scenario, id: string, name: string): Scenario {
  if (cleanName(name, NAME_LENGTH_MAX) === "") return scenario;
  const unique = uniqueName(scenario, name, id);
  return changeNodes(scenario, (node) =>
    node.id === id && node.name !== unique ? { ...node, name: unique } : node,
  );
}

/** Sets one setting of a node; `undefined` takes it out, so that the field's initial value holds again. */
export function setConfig(
  scenario: Scenario,
  id: string,
  field: string,
  value: ConfigValue | undefined,
): Scenario {
  return changeNodes(scenario, (node) => {
    if (node.id !== id) return node;
    const config = withSetting(node.config, field, value);
    return config === node.config ? node : { ...node, config };
  });
}

/**
 * Removes nodes and all that cannot be without them: groups of a removed service (`config.service`), the wires of
 * everything removed, the interventions that would happen to it, and the invariants that speak of it.
 */
export function removeNodes(scenario: Scenario, ids: Iterable<string>): Scenario {
  const gone = new Set<string>(ids);
  for (const node of scenario.nodes) {
    const service = node.config["service"];
    if (typeof service === "string" && gone.has(service)) gone.add(node.id);
  }
  const nodes = kept(scenario.nodes, (node) => !gone.has(node.id));
  if (nodes === scenario.nodes) return scenario;
  return {
    ...scenario,
    nodes,
    wires: kept(scenario.wires, (wire) => !gone.has(wire.from) && !gone.has(wire.to)),
    interventions: kept(scenario.interventions, (each) => !gone.has(each.target)),
    invariants: kept(scenario.invariants, (each) => !gone.has(each.target)),
  };
}

/** Adds a wire as it is; whether it may be is for `sim/wiring.ts`, which people's wires go through. */
export function addWire(scenario: Scenario, wire: ScenarioWire): Scenario {
  return { ...scenario, wires: [...scenario.wires, wire] };
}

/** Removes a wire. */
export function removeWire(scenario: Scenario, id: string): Scenario {
  const wires = kept(scenario.wires, (wire) => wire.id !== id);
  return wires === scenario.wires ? scenario : { ...scenario, wires };
}

/** Adds an intervention in its place: by time, after those of the same time. */
export function addIntervention(scenario: Scenario, intervention: Intervention): Scenario {
  const after = scenario.interventions.findIndex((other) => other.atMs > intervention.atMs);
  const at = after === -1 ? scenario.interventions.length : after;
  const interventions = [
    ...scenario.interventions.slice(0, at),
    intervention,
    ...scenario.interventions.slice(at),
  ];
  return { ...scenario, interventions };
}

/** Changes an intervention's time, target or settings; it moves to its new place in time. */
export function changeIntervention(
  scenario: Scenario,
  id: string,
  change: Partial<Omit<Intervention, "id">>,
): Scenario {
  const old = scenario.interventions.find((each) => each.id === id);
  if (old === undefined) return scenario;
  return addIntervention(removeIntervention(scenario, id), { ...old, ...change });
}

/** Removes an intervention. */
export function removeIntervention(scenario: Scenario, id: string): Scenario {
  const interventions = kept(scenario.interventions, (each) => each.id !== id);
  return interventions === scenario.interventions ? scenario : { ...scenario, interventions };
}

/** Removes all interventions: the story is told anew. */
export function clearInterventions(scenario: Scenario): Scenario {
  return scenario.interventions.length === 0 ? scenario : { ...scenario, interventions: [] };
}

/** Sets the seed; an empty one changes nothing. */
export function setSeed(scenario: Scenario, text: string): Scenario {
  const seed = cleanName(text, Limits.seedLength);
  return seed === "" || scenario.seed === seed ? scenario : { ...scenario, seed };
}

/** Sets one setting of the whole run (`sim/run-settings.ts`); `undefined` takes it out. */
export function setRunSetting(scenario: Scenario, field: string, value: ConfigValue | undefined): Scenario {
  const settings = withSetting(scenario.settings, field, value);
  return settings === scenario.settings ? scenario : { ...scenario, settings };
}

/** Names the scenario; an empty name changes nothing. */
export function setScenarioName(scenario: Scenario, name: string): Scenario {
  const cut = cleanName(name, NAME_LENGTH_MAX);
  return cut === "" || scenario.name === cut ? scenario : { ...scenario, name: cut };
}

/** Sets what the scenario shows; what is longer than a text may be is cut. */
export function setDescription(scenario: Scenario, text: string): Scenario {
  const description = cleanText(text, Limits.textLength);
  return scenario.description === description ? scenario : { ...scenario, description };
}

/** The same list if nothing goes. */
function kept<T>(list: readonly T[], keeps: (item: T) => boolean): readonly T[] {
  const rest = list.filter(keeps);
  return rest.length === list.length ? list : rest;
}

/** Maps the nodes; the same document if every node stays the same. */
function changeNodes(scenario: Scenario, change: (node: ScenarioNode) => ScenarioNode): Scenario {
  let changed = false;
  const nodes = scenario.nodes.map((node) => {
    const next = change(node);
    if (next !== node) changed = true;
    return next;
  });
  return changed ? { ...scenario, nodes } : scenario;
}

function withSetting(config: Config, field: string, value: ConfigValue | undefined): Config {
  if (config[field] === value) return config;
  if (value !== undefined) return { ...config, [field]: value };
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== field));
}
