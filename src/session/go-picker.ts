/** Search: every node, wire, intervention, note and frame of the document by its words, and a way there. */
import { micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { momentText } from "#sim/words.ts";
import { commandNamed, runCommand } from "./command-registry.ts";
import { interventionText, shortText } from "./labels.ts";
import { openPicker, type PickerItem } from "./picker-store.ts";
import { seek } from "./playback-store.ts";
import { currentScenario } from "./scenario-store.ts";
import { select, selectWire } from "./selection-store.ts";
import { readingOrder } from "./card-map.ts";
import { wireText } from "./walk.ts";

/** What a kind is called, e.g. "dead letter queue"; as it stands where this version does not know it. */
export function kindText(kind: string): string {
  return (Object.hasOwn(kinds, kind) ? kinds[kind]?.title : undefined)?.toLowerCase() ?? kind;
}

interface Place {
  readonly item: PickerItem;
  readonly go: () => void;
}

function nodePlaces(scenario: Scenario): readonly Place[] {
  const order = readingOrder(scenario);
  const rank = new Map(order.map((id, index) => [id, index]));
  const nodes = scenario.nodes.toSorted(
    (a, b) => (rank.get(a.id) ?? order.length) - (rank.get(b.id) ?? order.length),
  );
  return nodes.map((node) => ({
    item: {
      id: `node ${node.id}`,
      label: node.name,
      section: "Nodes",
      detail: kindText(node.kind),
      ...(Object.hasOwn(kinds, node.kind) ? { glyph: kinds[node.kind]?.glyph ?? "" } : {}),
    },
    go: () => select([node.id]),
  }));
}

function wirePlaces(scenario: Scenario): readonly Place[] {
  return scenario.wires.map((wire) => ({
    item: { id: `wire ${wire.id}`, label: wireText(scenario, wire), section: "Wires" },
    go: () => selectWire(wire.id),
  }));
}

function timedPlaces(scenario: Scenario): readonly Place[] {
  return scenario.interventions.map((each) => ({
    item: {
      id: `intervention ${each.id}`,
      label: interventionText(scenario, each),
      section: "Interventions",
      detail: "goes to its time, too",
      ...(Object.hasOwn(faults, each.kind) ? { glyph: faults[each.kind]?.glyph ?? "" } : {}),
    },
    go: () => {
      seek(micros(each.atMs));
      select([each.target]);
    },
  }));
}

function lookPlaces(scenario: Scenario): readonly Place[] {
  return scenario.lookAt.map(({ atMs, text }, index) => ({
    item: {
      id: `look ${index}`,
      label: text,
      section: "Moments to look at",
      detail: momentText(micros(atMs)),
    },
    go: () => seek(micros(atMs)),
  }));
}

function drawnPlaces(scenario: Scenario): readonly Place[] {
  const notes = scenario.notes.map(({ id, text }) => ({
    item: { id: `note ${id}`, label: shortText(text) || "empty note", section: "Notes", words: text },
    go: () => select([id]),
  }));
  const frames = scenario.frames.map(({ id, name }) => ({
    item: { id: `frame ${id}`, label: name, section: "Frames" },
    go: () => select([id]),
  }));
  return [...notes, ...frames];
}

/** Opens the search; what is chosen gets selected and is brought into view. */
export function openSearch(): void {
  const scenario = currentScenario();
  const places = [
    ...nodePlaces(scenario),
    ...drawnPlaces(scenario),
    ...timedPlaces(scenario),
    ...lookPlaces(scenario),
    ...wirePlaces(scenario),
  ];
  const byId = new Map(places.map((place) => [place.item.id, place]));
  openPicker({
    title: "Go to …",
    hint: "Name, kind or text",
    items: places.map(({ item }) => item),
    onPick: ({ id }) => {
      byId.get(id)?.go();
      if (commandNamed("view.reveal-selection") !== undefined) runCommand("view.reveal-selection");
    },
  });
}
