/**
 * Copy, cut, paste and duplicate. What is copied goes over the system's clipboard as plain text, so that it can be
 * pasted in another tab; what comes from there is read like a document from a stranger.
 */
import type { Position, Scenario } from "#scenario/document.ts";
import * as edits from "#scenario/edits.ts";
import { boxAround, withContents, type Box } from "#scenario/frames.ts";
import { Limits } from "#scenario/limits.ts";
import {
  clipOf,
  clipText,
  copiedIds,
  insertClip,
  isEmptyClip,
  readClip,
  roomProblem,
  type Clip,
} from "#scenario/clip.ts";
import { announce } from "./announce.ts";
import { boxesOf, cardIdOf } from "./boxes.ts";
import { middlePlace, pointerPlace } from "./canvas-place.ts";
import { deleteSelection } from "./commands.ts";
import { thingsText } from "./labels.ts";
import { currentScenario, edit } from "./scenario-store.ts";
import { select, useSelection } from "./selection-store.ts";
import { tell } from "./toasts.ts";

/** Distance of a pasted piece from what it would cover, in canvas units. */
const ASIDE = 40;
/** Places of what is pasted are multiples of this. */
const GRID = 8;

/** What was copied last in this tab, where the system's clipboard cannot be read. */
let copied: string | null = null;

/** What is selected as a piece of the drawing; frames take along what lies in them. */
function selectedClip(scenario: Scenario): Clip {
  const boxes = boxesOf(scenario);
  const ids = withContents(scenario, useSelection.getState().nodes, boxes);
  return clipOf(scenario, ids, boxes);
}

/** The selection as text for the clipboard; null where nothing that can be copied is selected. */
export function copyText(): string | null {
  const clip = selectedClip(currentScenario());
  if (isEmptyClip(clip)) return null;
  copied = clipText(clip);
  return copied;
}

/** Says what was copied, and how much. */
export function sayCopied(): void {
  announce(`${capital(thingsText(currentScenario(), selectedCards()))} copied.`);
}

/** Deletes the selection, which was copied. */
export function cutSelection(): void {
  const before = currentScenario();
  const what = thingsText(before, selectedCards());
  deleteSelection("Cut");
  if (currentScenario() !== before) announce(`${capital(what)} cut.`);
}

function selectedCards(): ReadonlySet<string> {
  const scenario = currentScenario();
  return new Set([...useSelection.getState().nodes].map((id) => cardIdOf(scenario, id)));
}

/**
 * Pastes a text of the clipboard: at the pointer, else beside the selection, else in view. False where the text is
 * none of ours, so that others may look at it; true where it was pasted or refused with the reason.
 */
export function pasteText(text: string): boolean {
  const read = readClip(text);
  if (read === null) return false;
  if (!read.ok) {
    tell(`Nothing was pasted: ${read.problems[0]?.says ?? "the clipboard cannot be read."}`, "error");
    return true;
  }
  const scenario = currentScenario();
  const clip = read.value;
  const problem = roomProblem(scenario, clip);
  if (problem !== null) {
    tell(`Nothing was pasted. ${problem}`, "error");
    return true;
  }
  insert(scenario, clip, pasteOffset(scenario, clip), "Paste");
  if (read.warnings.length > 0) tell(`Pasted; ${read.warnings[0]?.says ?? "something was mended."}`);
  return true;
}

/** What was copied last in this tab, for where the system's clipboard cannot be read; null if nothing was. */
export function copiedHere(): string | null {
  return copied;
}

/**
 * Copies the selected things beside themselves, or exactly `by` away. A copy reads and writes what its original does.
 */
export function duplicateSelection(by?: Position): void {
  const scenario = currentScenario();
  const clip = selectedClip(scenario);
  if (isEmptyClip(clip)) return;
  const problem = roomProblem(scenario, clip);
  if (problem !== null) return tell(`Nothing was duplicated. ${problem}`, "error");
  insert(scenario, clip, by ?? stepAside(scenario, clip, { x: ASIDE, y: ASIDE }), "Duplicate");
}

function insert(before: Scenario, clip: Clip, by: Position, verb: "Paste" | "Duplicate"): void {
  const { scenario, ids } = insertClip(before, clip, by);
  const after = verb === "Duplicate" ? withOuterWires(before, scenario, ids) : scenario;
  const boxes = boxesOf(after);
  const cards = [...ids.values()].filter((id) => boxes.has(id));
  const what = thingsText(
    verb === "Duplicate" ? before : after,
    verb === "Duplicate" ? selectedCards() : cards,
  );
  edit(`${verb} ${what}`, (now) => (now === before ? after : now));
  if (currentScenario() !== after) return;
  select(cards);
  announce(`${capital(what)} ${verb === "Paste" ? "pasted" : "duplicated"}.`);
}

/** Wires from copies to what the originals are wired to. */
function withOuterWires(before: Scenario, scenario: Scenario, ids: ReadonlyMap<string, string>): Scenario {
  const newId = edits.freshIds(scenario);
  let after = scenario;
  for (const wire of before.wires) {
    const [from, to] = [ids.get(wire.from), ids.get(wire.to)];
    if ((from === undefined) === (to === undefined)) continue;
    if (after.wires.length >= Limits.wires) break;
    after = edits.addWire(after, { ...wire, id: newId("wire"), from: from ?? wire.from, to: to ?? wire.to });
  }
  return after;
}

/** Where the clip's things are: groups, which stand in their service's card, are nowhere. */
function clipBox(scenario: Scenario, clip: Clip): { readonly box: Box; readonly boxes: readonly Box[] } {
  const boxes = [...boxesOf({ ...scenario, ...clip, interventions: [] }).values()];
  return { box: boxAround(boxes) ?? { x: 0, y: 0, width: 0, height: 0 }, boxes };
}

function pasteOffset(scenario: Scenario, clip: Clip): Position {
  const { box } = clipBox(scenario, clip);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const pointer = pointerPlace();
  if (pointer !== null) return stepAside(scenario, clip, between(middle, pointer));
  const boxes = boxesOf(scenario);
  const beside = boxAround(
    [...selectedCards()].flatMap((id) => {
      const selected = boxes.get(id);
      return selected === undefined ? [] : [selected];
    }),
  );
  if (beside !== null) {
    return stepAside(scenario, clip, between(box, { x: beside.x + beside.width + 2 * ASIDE, y: beside.y }));
  }
  const view = middlePlace();
  return stepAside(scenario, clip, view === null ? { x: 0, y: 0 } : between(middle, view));
}

function between(from: Position, to: Position): Position {
  const snapped = (value: number): number => Math.round(value / GRID) * GRID;
  return { x: snapped(to.x - from.x), y: snapped(to.y - from.y) };
}

/** The offset itself, or the first one beside it where no corner of a pasted thing lies on another's. */
function stepAside(scenario: Scenario, clip: Clip, by: Position): Position {
  const corners = new Set<string>();
  const key = (x: number, y: number): string => `${Math.round(x / 16)} ${Math.round(y / 16)}`;
  for (const { x, y } of boxesOf(scenario).values()) corners.add(key(x, y));
  const { boxes } = clipBox(scenario, clip);
  let at = by;
  while (boxes.some(({ x, y }) => corners.has(key(x + at.x, y + at.y)))) {
    at = { x: at.x + ASIDE, y: at.y + ASIDE };
  }
  return at;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The selection's cards as they would be copied, for tests and commands that want to know whether there are any. */
export function hasSomethingToCopy(): boolean {
  const scenario = currentScenario();
  const ids = copiedIds(scenario, useSelection.getState().nodes);
  return [...boxesOf(scenario).keys()].some((id) => ids.has(id));
}
