/** What a row of the outline does: choosing it, going there, deleting it, and which commands its menu has. */
import { micros } from "#base/units.ts";
import { cardIdOf } from "#session/boxes.ts";
import { commandItems, type CommandItem } from "#session/command-items.ts";
import { commandNamed, runCommand } from "#session/command-registry.ts";
import { removeIntervention } from "#session/commands.ts";
import { pointAt, type Pointer } from "#session/pointing-store.ts";
import { seek } from "#session/playback-store.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { select, selectWire, useSelection } from "#session/selection-store.ts";
import { tell } from "#session/toasts.ts";
import { setRightOpen } from "#session/view-store.ts";
import { setRenaming, turn } from "./outline-store.ts";
import type { Row, Target } from "./rows.ts";

/** The id of what the canvas selects for a row: the node that a partition or an instance belongs to. Null: nothing. */
export function subjectOf(target: Target): string | null {
  switch (target.is) {
    case "node":
    case "note":
    case "frame":
      return target.id;
    case "instance":
      return target.service;
    case "partition":
      return target.topic;
    case "pair":
      return target.group;
    case "intervention":
      return target.node;
    case "wire":
    case "heading":
      return null;
  }
}

/** Tells all views which row a person is at, so that they light the same. */
export function pointAtRow(target: Target): void {
  const subject = subjectOf(target);
  if (subject === null && target.is !== "wire") return pointAt(null);
  pointAt({
    nodes: subject === null ? [] : [cardIdOf(currentScenario(), subject)],
    wires: target.is === "wire" ? [target.id] : [],
    timeUs: target.is === "intervention" ? micros(target.atMs) : null,
    storyRow: null,
    message: null,
    from: "outline",
  });
}

/** Whether some other view points at what this row stands for. */
export function isPointedAt(target: Target, at: Pointer | null): boolean {
  if (at === null || at.from === "outline") return false;
  if (target.is === "wire") return at.wires.includes(target.id);
  return target.is === "node" && at.nodes.includes(target.id);
}

/** Whether the canvas has selected just what this row stands for. */
export function isSelected(target: Target, nodes: ReadonlySet<string>, wire: string | null): boolean {
  if (target.is === "wire") return wire === target.id;
  return (target.is === "node" || target.is === "note" || target.is === "frame") && nodes.has(target.id);
}

/** Selects what a row stands for, so that a command means it; a selection of several that holds it stays. */
export function adopt(target: Target, add = false): void {
  if (target.is === "wire") return selectWire(target.id);
  const subject = subjectOf(target);
  if (subject === null || (!add && useSelection.getState().nodes.has(subject))) return;
  select([subject], { add });
}

/** Enter, or a click: selects it and shows its settings; an intervention leads to its moment, a heading opens. */
export function choose(row: Row): void {
  const { target } = row;
  if (target.is === "heading") return turn(row.key);
  if (target.is === "intervention") seek(micros(target.atMs));
  adopt(target);
  setRightOpen(true);
  if (commandNamed("view.reveal-selection") !== undefined) runCommand("view.reveal-selection");
}

/** Whether Delete may go on to the command that deletes the selection; what is no thing of its own says where it is set. */
export function mayDelete(target: Target): boolean {
  switch (target.is) {
    case "intervention":
      removeIntervention(target.id);
      return false;
    case "instance":
      tell(
        "Instances are a setting of their service: press B to scale it, or set their number in the inspector.",
      );
      return false;
    case "partition":
    case "pair":
      tell("Partitions are a setting of their topic: set their number in the inspector.");
      return false;
    case "heading":
      return false;
    case "node":
    case "wire":
    case "note":
    case "frame":
      return true;
  }
}

const NODE_MENU = [
  "edit.connect",
  "edit.rename",
  "go.next-wire",
  "-",
  "break.pick",
  "-",
  "edit.duplicate",
  "edit.delete",
  "-",
  "view.reveal-selection",
];
const WIRE_MENU = ["edit.delete", "-", "go.upstream", "go.downstream", "view.reveal-selection"];
const PART_MENU = ["break.pick", "edit.connect", "-", "view.reveal-selection"];

/** The entries of a row's menu; the row is adopted first, since commands mean the selection. */
export function menuOf({ key, target }: Row): readonly CommandItem[] {
  switch (target.is) {
    case "node":
      // The name is written in the row itself.
      return commandItems(NODE_MENU).map((item) =>
        item.id === "edit.rename" ? { ...item, onSelect: () => setRenaming(key) } : item,
      );
    case "note":
    case "frame":
      return commandItems(NODE_MENU);
    case "instance":
    case "partition":
    case "pair":
      return commandItems(PART_MENU);
    case "wire":
      return commandItems(WIRE_MENU);
    case "heading":
      return commandItems(["add.pick", "go.find"]);
    case "intervention":
      return [
        { id: "go", label: "Go to its moment", onSelect: () => seek(micros(target.atMs)) },
        { id: "remove", label: "Remove it", hint: "Delete", onSelect: () => removeIntervention(target.id) },
      ];
  }
}
