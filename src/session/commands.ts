/** What buttons, menus and keys do. Each is one step to undo, and says in a toast why it could not be done. */
import { micros, US_PER_MS } from "#base/units.ts";
import {
  type Config,
  type ConfigValue,
  type Position,
  type Scenario,
  type ScenarioNode,
} from "#scenario/document.ts";
import * as edits from "#scenario/edits.ts";
import { initialConfig } from "#scenario/fields.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { connect as wire, groupOfService, wireRefusal } from "#sim/wiring.ts";
import { playheadUs } from "./frames.ts";
import { currentScenario, edit } from "./scenario-store.ts";
import { cancelConnecting, clearSelection, select, useConnecting, useSelection } from "./selection-store.ts";
import { tell } from "./toasts.ts";

/** What the palette offers besides the bare kinds: a service with a role. */
export type Template = "producer" | "consumer";

const TEMPLATES: Readonly<Record<Template, { readonly name: string; readonly config: Config }>> = {
  producer: { name: "producer", config: { publishes: "constant" } },
  consumer: { name: "consumer", config: {} },
};

/** Distance of a new or copied node from what is there already, in canvas units. */
const APART = 40;

/**
 * Adds a node of a kind, or a service in a role; without a place, to the right of what is there. It is wired to
 * `wiredTo`, whichever way is legal, in the same step. Answers its id.
 */
export function addNode(kindOrTemplate: string, at?: Position, wiredTo?: string): string {
  const template = Object.hasOwn(TEMPLATES, kindOrTemplate)
    ? TEMPLATES[kindOrTemplate as Template]
    : undefined;
  const kind = kinds[template === undefined ? kindOrTemplate : "service"];
  if (kind === undefined) {
    tell(`There is no kind "${kindOrTemplate}".`, "error");
    return "";
  }
  const scenario = currentScenario();
  const node: ScenarioNode = {
    id: edits.nextId(scenario, kind.kind),
    kind: kind.kind,
    name: template?.name ?? kind.namePrefix,
    config: template?.config ?? {},
    position: freePlace(scenario, at ?? defaultPlace(scenario)),
  };
  edit(`Add ${node.name}`, (before) => {
    const added = edits.addNode(before, node);
    return wiredTo === undefined ? added : wiredIfLegal(added, wiredTo, node.id);
  });
  select([node.id]);
  return node.id;
}

function wiredIfLegal(scenario: Scenario, oneId: string, otherId: string): Scenario {
  for (const [from, to] of [
    [oneId, otherId],
    [otherId, oneId],
  ] as const) {
    const wired = wire(scenario, from, to, freshIds(scenario));
    if (!("refusal" in wired)) return wired;
  }
  return scenario;
}

function defaultPlace(scenario: Scenario): Position {
  const placed = scenario.nodes.flatMap((node) => (node.position === undefined ? [] : [node.position]));
  if (placed.length === 0) return { x: 0, y: 0 };
  const right = Math.max(...placed.map(({ x }) => x));
  return { x: right + 8 * APART, y: Math.min(...placed.map(({ y }) => y)) };
}

/** The place itself, or one beside it if a node's corner is there already. */
function freePlace(scenario: Scenario, { x, y }: Position): Position {
  const isTaken = scenario.nodes.some(
    ({ position }) =>
      position !== undefined && Math.abs(position.x - x) < APART / 2 && Math.abs(position.y - y) < APART / 2,
  );
  return isTaken ? freePlace(scenario, { x: x + APART, y: y + APART }) : { x, y };
}

/** Moves nodes; nothing of the run changes. One drag is one gesture. */
export function moveNodes(
  to: ReadonlyMap<string, Position> | Readonly<Record<string, Position>>,
  gesture?: string,
): void {
  const places = to instanceof Map ? (to as ReadonlyMap<string, Position>) : new Map(Object.entries(to));
  const [first] = places.keys();
  const name = first === undefined ? "" : (edits.nodeOf(currentScenario(), first)?.name ?? "node");
  edit(
    places.size === 1 ? `Move ${name}` : `Move ${places.size} nodes`,
    (before) => edits.moveNodes(before, places),
    {
      gesture,
    },
  );
}

export function renameNode(id: string, name: string): void {
  edit("Rename", (before) => edits.renameNode(before, id, name), { gesture: `name ${id}` });
}

/** Sets one setting (undefined: back to its initial value). Typing on in the same field is the same step. */
export function setConfig(nodeId: string, field: string, value: ConfigValue | undefined): void {
  const node = edits.nodeOf(currentScenario(), nodeId);
  if (node === undefined) return;
  const label = kinds[node.kind]?.fields[field]?.label ?? field;
  edit(`${label} of ${node.name}`, (before) => edits.setConfig(before, nodeId, field, value), {
    gesture: `config ${nodeId} ${field}`,
  });
}

export function setSeed(seed: string): void {
  edit("Seed", (before) => edits.setSeed(before, seed), { gesture: "seed" });
}

export function setRunSetting(field: string, value: ConfigValue | undefined): void {
  edit("Run setting", (before) => edits.setRunSetting(before, field, value), { gesture: `setting ${field}` });
}

export function setScenarioName(name: string): void {
  edit("Rename scenario", (before) => edits.setScenarioName(before, name), { gesture: "scenario name" });
}

export function setDescription(text: string): void {
  edit("Description", (before) => edits.setDescription(before, text), { gesture: "description" });
}

/** Deletes what is selected, with everything that cannot be without it. */
export function deleteSelection(): void {
  const { nodes, wire: wireId } = useSelection.getState();
  if (wireId !== null) edit("Delete wire", (before) => edits.removeWire(before, wireId));
  else if (nodes.size > 0) {
    const [only] = nodes;
    const name =
      nodes.size === 1 && only !== undefined ? edits.nodeOf(currentScenario(), only)?.name : undefined;
    edit(`Delete ${name ?? `${nodes.size} nodes`}`, (before) => edits.removeNodes(before, nodes));
  } else return;
  clearSelection();
}

/** Copies the selected nodes beside themselves, with the groups of copied services and the wires between copies. */
export function duplicateSelection(): void {
  const before = currentScenario();
  const wanted = new Set(useSelection.getState().nodes);
  for (const id of wanted) {
    const group = groupOfService(before, id);
    if (group !== undefined) wanted.add(group.id);
  }
  const copies = new Map<string, string>();
  let after = before;
  for (const node of before.nodes) {
    // A group without its service would be a second group of the original.
    const owner = node.config["service"];
    if (!wanted.has(node.id) || (node.kind === "consumer-group" && !wanted.has(String(owner)))) continue;
    const id = edits.nextId(after, node.kind);
    copies.set(node.id, id);
    const position =
      node.position && freePlace(after, { x: node.position.x + APART, y: node.position.y + APART });
    after = edits.addNode(after, { ...node, id, position });
  }
  if (copies.size === 0) return;
  for (const id of copies.values()) {
    const owner = edits.nodeOf(after, id)?.config["service"];
    const copied = typeof owner === "string" ? copies.get(owner) : undefined;
    if (copied !== undefined) after = edits.setConfig(after, id, "service", copied);
  }
  for (const each of before.wires) {
    const from = copies.get(each.from) ?? each.from;
    const to = copies.get(each.to) ?? each.to;
    if (from === each.from && to === each.to) continue;
    // A copy reads and writes what its original does; copies of both ends are wired to each other.
    after = edits.addWire(after, { ...each, id: edits.nextId(after, "wire"), from, to });
  }
  edit(`Duplicate ${copies.size === 1 ? "node" : `${copies.size} nodes`}`, () => after);
  select([...copies.values()]);
}

/** Wires two nodes; false, with the reason in a toast, where that is not possible. */
export function connect(fromId: string, toId: string): boolean {
  const before = currentScenario();
  const after = wire(before, fromId, toId, freshIds(before));
  if ("refusal" in after) {
    tell(after.refusal, "error");
    return false;
  }
  edit("Connect", () => after);
  return true;
}

/** Ids that neither the document nor an earlier answer has. */
function freshIds(scenario: Scenario): (prefix: string) => string {
  const given = new Map<string, number>();
  return (prefix) => {
    const first = edits.nextId(scenario, prefix);
    const times = given.get(prefix) ?? 0;
    given.set(prefix, times + 1);
    return `${prefix}-${Number(first.slice(prefix.length + 1)) + times}`;
  };
}

/** Ends the connection that is being drawn here. Where it cannot end, the reason is shown and the drawing goes on. */
export function connectTo(id: string): boolean {
  const { from } = useConnecting.getState();
  if (from === null) return false;
  const refusal = wireRefusal(currentScenario(), from, id);
  if (refusal !== null) {
    useConnecting.setState({ refusal });
    return false;
  }
  cancelConnecting();
  return connect(from, id);
}

/** Does something to the running system at the playhead; the past stays as it was. */
export function intervene(faultKind: string, targetId: string, config: Config = {}): void {
  const fault = faults[faultKind];
  const target = edits.nodeOf(currentScenario(), targetId);
  if (fault === undefined || target === undefined) return;
  if (!fault.targets.includes(target.kind)) {
    tell(`${fault.title} cannot happen to ${target.name}.`, "error");
    return;
  }
  const before = currentScenario();
  const intervention = {
    id: edits.nextId(before, faultKind),
    atMs: interventionMs(),
    kind: faultKind,
    target: targetId,
    config: { ...initialConfig(fault.fields), ...config },
  };
  edit(`${fault.title}: ${target.name}`, (now) => edits.addIntervention(now, intervention));
}

/**
 * One microsecond after the picture, so that what is on screen has happened; of several at one playhead each later
 * one comes a microsecond after the one before.
 */
function interventionMs(): number {
  const taken = new Set(currentScenario().interventions.map(({ atMs }) => micros(atMs)));
  let atUs = playheadUs() + 1;
  while (taken.has(atUs)) atUs += 1;
  return atUs / US_PER_MS;
}

export function removeIntervention(id: string): void {
  edit("Remove intervention", (before) => edits.removeIntervention(before, id));
}

export function clearInterventions(): void {
  edit("Remove all interventions", edits.clearInterventions);
}
