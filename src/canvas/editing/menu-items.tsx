/** What the context menus offer: commands of the one list, and the faults that can happen to what they are about. */
import type { Config, ScenarioNode } from "#scenario/document.ts";
import { faultsFor, ownFields, type Fault } from "#session/breaking.ts";
import { commandItems } from "#session/command-items.ts";
import { useCommands } from "#session/command-registry.ts";
import { intervene } from "#session/commands.ts";
import { addFrame, addNote, fitFrame, resizeNote } from "#session/notes.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { startConnecting } from "#session/selection-store.ts";
import { groupOfService } from "#sim/service-group.ts";
import { endsOfWire, wireText } from "#session/walk.ts";
import { write } from "#canvas/stage.ts";
import { Glyph } from "#ui/Glyph.tsx";
import type { MenuItem } from "#ui/Menu.tsx";
import { openAddAt } from "./add-at.ts";
import type { MenuTarget } from "./menu-target.ts";

const COPYING = ["edit.cut", "edit.copy", "edit.duplicate"] as const;

/** Title and entries of the menu for a target. */
export function menuFor(target: MenuTarget): MenuOf {
  switch (target.is) {
    case "card":
      return cardMenu(target.id);
    case "instance":
      return instanceMenu(target.id, target.instance);
    case "wire":
      return wireMenu(target.id);
    case "note":
    case "frame":
      return thingMenu(target.is, target.id);
    case "selection":
      return { label: "Selection", items: selectionItems() };
    case "pane":
      return { label: "Canvas", items: paneItems(target.place) };
  }
}

function nodeOf(id: string): ScenarioNode | undefined {
  return currentScenario().nodes.find((node) => node.id === id);
}

interface MenuOf {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

function cardMenu(id: string): MenuOf {
  const node = nodeOf(id);
  if (node === undefined) return { label: "Card", items: [] };
  return {
    label: node.name,
    items: [
      { id: "connect", label: "Connect to …", hint: "C", onSelect: () => startConnecting(id) },
      ...failedItems(id),
      ...commandItems(["edit.rename", "go.next-wire", "view.fit-selection"]),
      ...faultItems(node, (fault) => !fault.perInstance, {}),
      ...starting(commandItems([...COPYING, "edit.delete"])),
    ],
  };
}

/** What fails at a service that reads something can go to a dead letter queue, or to a topic for later. */
function failedItems(id: string): readonly MenuItem[] {
  const group = groupOfService(currentScenario(), id);
  if (group === undefined) return [];
  return [{ id: "failed", label: "Put failed messages into …", onSelect: () => startConnecting(group.id) }];
}

function instanceMenu(id: string, instance: number): MenuOf {
  const node = nodeOf(id);
  if (node === undefined) return { label: "Instance", items: [] };
  const card = cardMenu(id);
  return {
    label: `${node.name}-${instance}`,
    items: [
      ...faultItems(node, (fault) => fault.perInstance, { instance }),
      ...starting(
        card.items.map((item) => (item.heading === undefined ? item : { ...item, heading: node.name })),
      ),
    ],
  };
}

/** The first of them begins a group. */
function starting(items: readonly MenuItem[]): readonly MenuItem[] {
  return items.map((item, index) => (index === 0 ? { ...item, startsGroup: true } : item));
}

/** Only what needs no more than a choice here; the inspector and the picker have forms for the rest. */
function faultItems(
  node: ScenarioNode,
  isMeant: (fault: Fault) => boolean,
  config: Config,
): readonly MenuItem[] {
  const fitting = faultsFor(node).filter((fault) => isMeant(fault) && ownFields(fault).length === 0);
  return [
    ...fitting.map((fault, index): MenuItem => ({
      id: `fault ${fault.kind}`,
      label: fault.title,
      title: fault.summary,
      icon: <Glyph d={fault.glyph} />,
      danger: fault.kind === "crash",
      ...(index === 0 ? { startsGroup: true, heading: "Break it" } : {}),
      onSelect: () => intervene(fault.kind, node.id, config),
    })),
    ...commandItems(["break.pick"]).map((item) => ({
      ...item,
      label: "More to break …",
      ...(fitting.length === 0 ? { startsGroup: true, heading: "Break it" } : {}),
    })),
  ];
}

function wireMenu(id: string): MenuOf {
  const scenario = currentScenario();
  const wire = scenario.wires.find((each) => each.id === id);
  const ends = endsOfWire(scenario, id);
  return {
    label: wire === undefined ? "Wire" : wireText(scenario, wire),
    items: [
      ...commandItems(
        ends === null ? [] : ["go.upstream", "go.downstream", "view.fit-selection", "-", "edit.delete"],
      ),
    ],
  };
}

function thingMenu(is: "note" | "frame", id: string): MenuOf {
  const isPulled = currentScenario().notes.find((note) => note.id === id)?.size !== undefined;
  const own: readonly MenuItem[] =
    is === "note"
      ? [
          { id: "write", label: "Write", hint: "Enter", onSelect: () => write(id) },
          {
            id: "fit",
            label: "As large as its text",
            disabled: !isPulled,
            onSelect: () => resizeNote(id, undefined),
          },
        ]
      : [
          { id: "write", label: "Change the label", hint: "Enter", onSelect: () => write(id) },
          { id: "fit", label: "Fit to its content", onSelect: () => fitFrame(id) },
        ];
  return {
    label: is === "note" ? "Note" : "Frame",
    items: [...own, ...commandItems(["view.fit-selection", "-", ...COPYING, "edit.delete"])],
  };
}

/** Everything that arranges, but moving by single steps. */
function arranging(): readonly string[] {
  return useCommands
    .getState()
    .commands.filter(({ id, section }) => section === "Arrange" && !id.startsWith("arrange.move-"))
    .map(({ id }) => id);
}

function selectionItems(): readonly MenuItem[] {
  return [
    { id: "frame", label: "Frame around the selection", onSelect: () => void addFrame() },
    ...commandItems(["view.fit-selection", "-", ...arranging(), "-", ...COPYING, "edit.delete"]),
  ];
}

function paneItems(place: { readonly x: number; readonly y: number }): readonly MenuItem[] {
  return [
    { id: "add", label: "Add here …", hint: "Double-click", onSelect: () => openAddAt(place) },
    { id: "note", label: "Note here", onSelect: () => writeNew(addNote(place)) },
    { id: "frame", label: "Frame here", onSelect: () => writeNew(addFrame(place)) },
    ...commandItems([
      "-",
      "edit.paste",
      "edit.select-all",
      "edit.undo",
      "-",
      "view.fit",
      "view.zoom-100",
      "view.minimap",
      "arrange.layout",
      "arrange.auto-layout",
    ]),
  ];
}

/** A new note or frame is open for writing. */
function writeNew(id: string): void {
  if (id !== "") write(id);
}
