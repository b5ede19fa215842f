/** What an edit has changed, in words with the result, told from the document before and after. Pure. */
import type { Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { kinds } from "#sim/kinds/index.ts";
import { amountText, listText } from "#sim/words.ts";
import { cardOf } from "./card-map.ts";

const UNDO = "undo with Ctrl+Z";
/** So many names are said; more are counted. */
const NAMES_MAX = 3;

interface Named {
  readonly id: string;
}

function added<T extends Named>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Set(before.map(({ id }) => id));
  return after.filter(({ id }) => !known.has(id));
}

function namesText(nodes: readonly ScenarioNode[]): string {
  return nodes.length <= NAMES_MAX ? listText(nodes.map(({ name }) => name)) : `${nodes.length} nodes`;
}

/** Nodes with a card of their own; a service's group comes and goes with its wire. */
function drawn(nodes: readonly ScenarioNode[]): readonly ScenarioNode[] {
  return nodes.filter((node) => node.kind !== "consumer-group");
}

/** "orders → billing", by the cards that the wire joins. */
function endsText(scenario: Scenario, wire: ScenarioWire): string {
  const nameOf = (id: string): string => {
    const card = cardOf(scenario, id);
    return scenario.nodes.find((node) => node.id === card)?.name ?? id;
  };
  return `${nameOf(wire.from)} → ${nameOf(wire.to)}`;
}

/** ", 3 partitions": what a new wire gives to read or write. */
function partitionsText(scenario: Scenario, wire: ScenarioWire): string {
  const topic = scenario.nodes.find(
    ({ id, kind }) => kind === "topic" && (id === wire.from || id === wire.to),
  );
  const field = kinds["topic"]?.fields["partitions"];
  const count = topic?.config["partitions"] ?? field?.initial;
  return topic === undefined || typeof count !== "number" ? "" : `, ${amountText(count, "partition")}`;
}

function wiresText(scenario: Scenario, wires: readonly ScenarioWire[]): string {
  const [only] = wires;
  if (wires.length !== 1 || only === undefined) return `${wires.length} wires connected`;
  return `${endsText(scenario, only)} connected${partitionsText(scenario, only)}`;
}

/** "payment-service deleted, 2 wires with it; undo with Ctrl+Z". */
function removalText(nodes: readonly ScenarioNode[], before: Scenario, after: Scenario): string {
  const it = nodes.length === 1 ? "it" : "them";
  const wires = added(after.wires, before.wires).length;
  const interventions = added(after.interventions, before.interventions).length;
  const gone = [
    ...(wires > 0 ? [amountText(wires, "wire")] : []),
    ...(interventions > 0 ? [amountText(interventions, "intervention")] : []),
  ];
  const along = gone.length === 0 ? "" : `, ${listText(gone)} with ${it}`;
  return `${namesText(nodes)} deleted${along}; ${UNDO}`;
}

/** Nodes that stand elsewhere, where nothing else is different. */
function moved(before: Scenario, after: Scenario): readonly ScenarioNode[] {
  const places = new Map(before.nodes.map((node) => [node.id, node.position]));
  return after.nodes.filter((node) => {
    const place = places.get(node.id);
    return place?.x !== node.position?.x || place?.y !== node.position?.y;
  });
}

function moveText(nodes: readonly ScenarioNode[]): string {
  const [only] = nodes;
  if (nodes.length !== 1 || only?.position === undefined) return `${namesText(nodes)} moved`;
  return `${only.name} moved to ${Math.round(only.position.x)}, ${Math.round(only.position.y)}`;
}

/** How large a document is, for whoever opened it. */
export function documentWords(scenario: Scenario): string {
  const { length } = drawn(scenario.nodes);
  if (length === 0) return `${scenario.name}: nothing on the canvas yet`;
  return `${scenario.name}: ${amountText(length, "node")}, ${amountText(scenario.wires.length, "wire")}`;
}

/**
 * What has become of the document. `label` is the step's name in the history, which says well what settings and
 * interventions are about; where nodes and wires come and go, the result says more.
 */
export function editWords(before: Scenario, after: Scenario, label: string): string {
  const removedNodes = drawn(added(after.nodes, before.nodes));
  const addedNodes = drawn(added(before.nodes, after.nodes));
  const newWires = added(before.wires, after.wires);
  const goneWires = added(after.wires, before.wires);
  const parts: string[] = [];
  if (removedNodes.length > 0) parts.push(removalText(removedNodes, before, after));
  else if (goneWires.length > 0) {
    const [only] = goneWires;
    const which =
      goneWires.length === 1 && only !== undefined ? endsText(before, only) : `${goneWires.length} wires`;
    parts.push(`${which} disconnected; ${UNDO}`);
  }
  if (addedNodes.length > 0) parts.push(`${namesText(addedNodes)} added`);
  if (newWires.length > 0) parts.push(wiresText(after, newWires));
  if (parts.length > 0) return parts.join(", ");
  const others = moved(before, after);
  if (others.length > 0 && /^(Move|Align|Spread|Arrange|Lay out)\b/.test(label)) return moveText(others);
  return label;
}
