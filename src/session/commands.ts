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
import { initialConfig, type Fields } from "#scenario/fields.ts";
import { Limits } from "#scenario/limits.ts";
import { moveItems as movedItems, removeItems } from "#scenario/items.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { runSettings } from "#sim/run-settings.ts";
import { connect as wire, wireRefusal } from "#sim/wiring.ts";
import { playheadUs } from "./frames.ts";
import { interventionText, settingStep, shortText, thingsText, thingText, wireText } from "./labels.ts";
import { currentScenario, edit } from "./scenario-store.ts";
import { cancelConnecting, clearSelection, select, useConnecting, useSelection } from "./selection-store.ts";
import { tell } from "./toasts.ts";

/** What the palette offers besides the bare kinds: a service with a role. */
export type Template = "producer" | "consumer";

const TEMPLATES: Readonly<Record<Template, { readonly name: string; readonly config: Config }>> = {
  producer: { name: "producer", config: { publishes: "constant" } },
  consumer: { name: "consumer", config: {} },
};

/** Distance of a new node from what is there already, in canvas units. */
const APART = 40;

/**
 * Adds a node of a kind, or a service in a role; without a place, to the right of what is there. It is wired to
 * `wiredTo`, whichever way is legal, in the same step. Answers its id. "note" and "frame" are added as well, a moment
 * later, since their code comes when the first one does; the answer then is "".
 */
export function addNode(kindOrTemplate: string, at?: Position, wiredTo?: string): string {
  if (kindOrTemplate === "note" || kindOrTemplate === "frame") {
    const load = import("./notes.ts");
    void load.then(({ addFrame, addNote }) => (kindOrTemplate === "note" ? addNote(at) : addFrame(at)));
    return "";
  }
  const template = Object.hasOwn(TEMPLATES, kindOrTemplate)
    ? TEMPLATES[kindOrTemplate as Template]
    : undefined;
  const kind = kinds[template === undefined ? kindOrTemplate : "service"];
  if (kind === undefined) {
    tell(`There is no kind "${kindOrTemplate}".`, "error");
    return "";
  }
  const scenario = currentScenario();
  if (scenario.nodes.length >= Limits.nodes) {
    tell(`A scenario holds ${Limits.nodes} nodes at most.`, "error");
    return "";
  }
  const node: ScenarioNode = {
    id: edits.nextId(scenario, kind.kind),
    kind: kind.kind,
    name: edits.uniqueName(scenario, template?.name ?? kind.namePrefix),
    config: template?.config ?? {},
    position: freePlace(scenario, at ?? defaultPlace(scenario)),
  };
  edit(`Add ${node.name}`, (before) => {
    const added = edits.addNode(before, node);
    return wiredTo === undefined ? added : wiredIfLegal(added, wiredTo, node.id);
  });
  if (currentScenario() === scenario) return "";
  select([node.id]);
  return node.id;
}

function wiredIfLegal(scenario: Scenario, oneId: string, otherId: string): Scenario {
  for (const [from, to] of [
    [oneId, otherId],
    [otherId, oneId],
  ] as const) {
    const wired = wire(scenario, from, to, edits.freshIds(scenario));
    // Who calls whom is nobody's guess: two services beside each other say nothing of it.
    if (!("refusal" in wired) && wired.wires.at(-1)?.kind !== "calls") return wired;
  }
  return scenario;
}

function defaultPlace(scenario: Scenario): Position {
  const placed = scenario.nodes.flatMap((node) => (node.position === undefined ? [] : [node.position]));
  if (placed.length === 0) return { x: 0, y: 0 };
  const right = Math.max(...placed.map(({ x }) => x));
  return { x: right + 8 * APART, y: Math.min(...placed.map(({ y }) => y)) };
}

/** The place itself, or the first one beside it where no node's corner is. */
export function freePlace(scenario: Scenario, place: Position): Position {
  const isTaken = ({ x, y }: Position): boolean =>
    scenario.nodes.some(
      ({ position }) =>
        position !== undefined &&
        Math.abs(position.x - x) < APART / 2 &&
        Math.abs(position.y - y) < APART / 2,
    );
  let free = place;
  while (isTaken(free)) free = { x: free.x + APART, y: free.y + APART };
  return free;
}

/** Moves nodes, notes and frames to new places; nothing of the run changes. One drag is one gesture. */
export function moveItems(
  to: ReadonlyMap<string, Position> | Readonly<Record<string, Position>>,
  gesture?: string,
): void {
  const places = to instanceof Map ? (to as ReadonlyMap<string, Position>) : new Map(Object.entries(to));
  const label = `Move ${thingsText(currentScenario(), [...places.keys()])}`;
  edit(label, (before) => movedItems(before, places), { gesture });
}

/** Renames a node; a name that another node bears gets a number. */
export function renameNode(id: string, name: string): void {
  edit(
    (before, after) => `Rename ${thingText(before, id)} → ${thingText(after, id)}`,
    (before) => edits.renameNode(before, id, name),
    { gesture: `name ${id}` },
  );
}

/** Sets one setting (undefined: back to its initial value). Typing on in the same field is the same step. */
export function setConfig(nodeId: string, field: string, value: ConfigValue | undefined): void {
  const node = edits.nodeOf(currentScenario(), nodeId);
  if (node === undefined) return;
  const fields = Object.hasOwn(kinds, node.kind) ? kinds[node.kind]?.fields : undefined;
  const description = fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
  edit(
    (before, after) => {
      const what = `${description?.label ?? shortText(field)} of ${thingText(after, nodeId)}`;
      if (description === undefined) return what;
      const of = (scenario: Scenario) => edits.nodeOf(scenario, nodeId)?.config[field] ?? description.initial;
      return settingStep(what, description, of(before), of(after));
    },
    (before) => edits.setConfig(before, nodeId, field, value),
    { gesture: `config ${nodeId} ${field}` },
  );
}

/** Sets the seed; a document needs one, so an empty text changes nothing. */
export function setSeed(seed: string): void {
  edit(
    (before, after) => `Seed ${shortText(before.seed)} → ${shortText(after.seed)}`,
    (before) => edits.setSeed(before, seed),
    { gesture: "seed" },
  );
}

/** Sets one setting of the whole run; undefined: back to its initial value. */
export function setRunSetting(field: string, value: ConfigValue | undefined): void {
  const fields: Fields = runSettings;
  const description = Object.hasOwn(fields, field) ? fields[field] : undefined;
  edit(
    (before, after) => {
      if (description === undefined) return `Run setting ${shortText(field)}`;
      const of = (scenario: Scenario) => scenario.settings[field] ?? description.initial;
      return settingStep(description.label, description, of(before), of(after));
    },
    (before) => edits.setRunSetting(before, field, value),
    { gesture: `setting ${field}` },
  );
}

/** Names the scenario. */
export function setScenarioName(name: string): void {
  edit(
    (before, after) => `Rename the scenario ${shortText(before.name)} → ${shortText(after.name)}`,
    (before) => edits.setScenarioName(before, name),
    { gesture: "scenario name" },
  );
}

/** Sets what the scenario shows. */
export function setDescription(text: string): void {
  edit("Change the description", (before) => edits.setDescription(before, text), {
    gesture: "description",
  });
}

/** Deletes what is selected (nodes, notes, frames, or one wire), with everything that cannot be without it. */
export function deleteSelection(verb: "Delete" | "Cut" = "Delete"): void {
  const scenario = currentScenario();
  const { nodes, wire: wireId } = useSelection.getState();
  const selected = scenario.wires.find(({ id }) => id === wireId);
  if (selected !== undefined) {
    edit(`${verb} the wire ${wireText(scenario, selected)}`, (before) =>
      edits.removeWire(before, selected.id),
    );
  } else if (nodes.size > 0) {
    edit(`${verb} ${thingsText(scenario, nodes)}`, (before) => removeItems(before, nodes));
  }
  if (currentScenario() !== scenario) clearSelection();
}

/** Wires two nodes; false, with the reason in a toast, where that is not possible. */
export function connect(fromId: string, toId: string): boolean {
  const before = currentScenario();
  const after = wire(before, fromId, toId, edits.freshIds(before));
  if ("refusal" in after) {
    tell(after.refusal, "error");
    return false;
  }
  if (after.nodes.length > Limits.nodes || after.wires.length > Limits.wires) {
    tell(`A scenario holds ${Limits.nodes} nodes and ${Limits.wires} wires at most.`, "error");
    return false;
  }
  edit(`Connect ${wireText(before, { from: fromId, to: toId })}`, () => after);
  return currentScenario() === after;
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

/** Ends a connection that was dragged to a node: where it cannot end there, it is over, and the reason is told. */
export function endConnection(id: string): void {
  if (connectTo(id)) return;
  const { refusal } = useConnecting.getState();
  cancelConnecting();
  if (refusal !== null) tell(refusal, "error");
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
  if (before.interventions.length >= Limits.interventions) {
    tell(`A scenario holds ${Limits.interventions} interventions at most.`, "error");
    return;
  }
  const intervention = {
    id: edits.nextId(before, faultKind),
    atMs: interventionMs(),
    kind: faultKind,
    target: targetId,
    config: { ...initialConfig(fault.fields), ...config },
  };
  edit(interventionText(before, intervention), (now) => edits.addIntervention(now, intervention));
}

/**
 * One microsecond after the picture, so that what is on screen has happened; of several at one playhead each later
 * one comes a microsecond after the one before.
 */
export function interventionMs(): number {
  const taken = new Set(currentScenario().interventions.map(({ atMs }) => micros(atMs)));
  let atUs = playheadUs() + 1;
  while (taken.has(atUs)) atUs += 1;
  return atUs / US_PER_MS;
}

/** Takes an intervention out of the story, which is told anew from there. */
export function removeIntervention(id: string): void {
  const scenario = currentScenario();
  const intervention = scenario.interventions.find((each) => each.id === id);
  if (intervention === undefined) return;
  edit(`Remove ${interventionText(scenario, intervention)}`, (before) =>
    edits.removeIntervention(before, id),
  );
}

/** Takes all interventions out of the story. */
export function clearInterventions(): void {
  edit(`Remove all ${currentScenario().interventions.length} interventions`, edits.clearInterventions);
}
