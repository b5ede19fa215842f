/**
 * The keyboard's grammar, the same in the canvas and the outline: add, connect, go along wires, move, break, find, and
 * hear how the run stands. All of it acts on what is selected.
 */
import { US_PER_SECOND, type Micros } from "#base/units.ts";
import type { ScenarioNode } from "#scenario/document.ts";
import { kinds } from "#sim/kinds/index.ts";
import { markerOf } from "#sim/markers.ts";
import { nudgeSelection } from "./arranging.ts";
import { cardIdOf } from "./boxes.ts";
import { openBreak } from "./break-picker.ts";
import { faultsFor } from "./breaking.ts";
import { runCommand, titleOf, useCommands, type Command } from "./command-registry.ts";
import { addNode, connect, renameNode } from "./commands.ts";
import { latestFrame, playheadUs } from "./frames.ts";
import { kindText, openSearch } from "./go-picker.ts";
import { placeBeside, tiles, type Tile } from "./parts.ts";
import { openPicker, type PickerItem } from "./picker-store.ts";
import { pause, seek, usePlayback } from "./playback-store.ts";
import { runWords } from "./run-words.ts";
import { currentScenario } from "./scenario-store.ts";
import { select, selectWire, useSelection } from "./selection-store.ts";
import { toldStory } from "./telling.ts";
import { tell } from "./toasts.ts";
import {
  alongWires,
  connectChoices,
  endsOfWire,
  wiresOf,
  type ConnectChoice,
  type Direction,
} from "./walk.ts";

/** The one selected node whose card stands on the canvas (a group's is its service's), or null. */
export function selectedNode(): ScenarioNode | null {
  const { nodes } = useSelection.getState();
  const [only] = nodes;
  if (only === undefined || nodes.size > 1) return null;
  const scenario = currentScenario();
  const card = cardIdOf(scenario, only);
  return scenario.nodes.find(({ id }) => id === card) ?? null;
}

const NEEDS_NODE = "Select one service, topic or queue first.";

function nameOf(node: ScenarioNode | null): string {
  return node?.name ?? "the selection";
}

/** Adds a part beside the selected node and wires the two where that is legal, in one step. */
function addPart(tile: Tile): void {
  const beside = selectedNode();
  const place = beside === null ? undefined : placeBeside(currentScenario(), beside.id);
  addNode(tile.adds, place, beside?.id);
}

const ADD = "add.";
const PICK_ADD = "add.pick";

/** One command for each part, so that the palette and the menus have them by name. */
const partCommands: readonly Command[] = tiles().map((tile) => ({
  id: `${ADD}${tile.adds}`,
  section: "Add",
  title: `Add ${tile.title.toLowerCase()}`,
  words: `new create ${tile.summary}`,
  run: () => addPart(tile),
}));

/** Everything that some room offers to add: parts, notes, frames. */
function pickPart(): void {
  const beside = selectedNode();
  const parts = new Map(tiles().map((tile) => [`${ADD}${tile.adds}`, tile]));
  const items = useCommands
    .getState()
    .commands.filter(({ section, id }) => section === "Add" && id !== PICK_ADD)
    .map((command): PickerItem => {
      const part = parts.get(command.id);
      const why = command.unavailable?.() ?? null;
      return {
        id: command.id,
        label: part?.title ?? titleOf(command),
        ...(part === undefined ? {} : { detail: part.summary, glyph: part.glyph }),
        ...(command.keys === undefined ? {} : { keys: command.keys }),
        words: command.words ?? "",
        unavailable: why,
      };
    });
  openPicker({
    title: beside === null ? "Add …" : `Add beside ${beside.name}, wired where possible`,
    hint: "Producer, topic, consumer …",
    items,
    onPick: ({ id }) => void runCommand(id),
  });
}

/** What a connection would say, e.g. "publishes to it". */
function connectionText({ fromId, other }: ConnectChoice, node: ScenarioNode): string {
  const isOut = fromId === node.id;
  const [from, to] = isOut ? [node, other] : [other, node];
  if (from.kind === "service" && to.kind === "service") return `${from.name} calls ${to.name}`;
  if (to.kind === "topic") return `${from.name} publishes to ${to.name}`;
  if (to.kind === "dead-letter-queue") return `dead letters of ${from.name}`;
  return `${to.name} reads ${from.name}`;
}

function sectionOf({ fromId, refusal }: ConnectChoice, node: ScenarioNode): string {
  if (refusal !== null) return "Not possible";
  return fromId === node.id ? `From ${node.name}` : `To ${node.name}`;
}

function pickTarget(): void {
  const node = selectedNode();
  if (node === null) return tell(NEEDS_NODE);
  const choices = connectChoices(currentScenario(), node.id);
  const idOf = ({ fromId, toId }: ConnectChoice): string => `${fromId} ${toId}`;
  openPicker({
    title: `Connect ${node.name} with …`,
    hint: "Name of the other end",
    items: choices.map((choice) => ({
      id: idOf(choice),
      label: choice.other.name,
      section: sectionOf(choice, node),
      detail: connectionText(choice, node),
      words: kindText(choice.other.kind),
      unavailable: choice.refusal,
      ...(Object.hasOwn(kinds, choice.other.kind) ? { glyph: kinds[choice.other.kind]?.glyph ?? "" } : {}),
    })),
    onPick: ({ id }) => {
      const choice = choices.find((each) => idOf(each) === id);
      if (choice !== undefined) connect(choice.fromId, choice.toId);
    },
  });
}

/** Whose wires `E` goes through, and the one that it came to. */
let cycle: { readonly card: string; readonly wire: string } | null = null;

/** Selects the next wire of the selected node; after the last the node itself again. */
function nextWire(): void {
  const scenario = currentScenario();
  const { wire } = useSelection.getState();
  const ends = wire === null ? null : endsOfWire(scenario, wire);
  const card = ends === null ? (selectedNode()?.id ?? null) : cycle?.wire === wire ? cycle?.card : ends.from;
  if (card === null || card === undefined) return tell(NEEDS_NODE);
  const wires = wiresOf(scenario, card);
  const next = wires[wires.findIndex(({ id }) => id === wire) + 1];
  if (wires.length === 0) return tell("No wire begins or ends here.");
  if (next === undefined) return select([card]);
  cycle = { card, wire: next.id };
  selectWire(next.id);
}

const WAYS = { left: "upstream", right: "downstream", up: "above", down: "below" } as const;

/** Selects the card that lies in a direction along the wires; from a wire, the card at its end. Tells whether there is one. */
export function walk(direction: Direction): boolean {
  const scenario = currentScenario();
  const { wire } = useSelection.getState();
  const ends = wire === null ? null : endsOfWire(scenario, wire);
  const from = selectedNode();
  const to =
    ends !== null
      ? direction === "left" || direction === "up"
        ? ends.from
        : ends.to
      : from === null
        ? null
        : alongWires(scenario, from.id, direction);
  if (to !== null) select([to]);
  return to !== null;
}

function walkCommand(direction: Direction): Command {
  return {
    id: `go.${WAYS[direction]}`,
    section: "Go to",
    title: `Select what is ${WAYS[direction]}`,
    words: "walk along wires neighbour",
    unavailable: () => (selectedNode() === null && useSelection.getState().wire === null ? NEEDS_NODE : null),
    run: () => {
      if (!walk(direction)) tell(`Nothing is ${WAYS[direction]} of ${nameOf(selectedNode())}.`);
    },
  };
}

/** Moves within this time are one step to undo. */
const MOVE_REST_MS = 1_500;
let lastMoveMs = Number.NEGATIVE_INFINITY;
let moves = 0;

/** Moves what is selected, canvas units, frames with what lies in them; a row of moves is one step to undo. */
function move(dx: number, dy: number): void {
  const nowMs = performance.now();
  if (nowMs - lastMoveMs > MOVE_REST_MS) moves += 1;
  lastMoveMs = nowMs;
  nudgeSelection(dx, dy, `move keys ${moves}`);
}

const STEP = 8;
const MOVES = {
  left: { key: "ArrowLeft", dx: -STEP, dy: 0 },
  right: { key: "ArrowRight", dx: STEP, dy: 0 },
  up: { key: "ArrowUp", dx: 0, dy: -STEP },
  down: { key: "ArrowDown", dx: 0, dy: STEP },
} as const;

function moveCommand(direction: Direction, times: 1 | 5): Command {
  const { key, dx, dy } = MOVES[direction];
  return {
    id: `arrange.move-${direction}${times === 1 ? "" : "-far"}`,
    section: "Arrange",
    title: `Move ${direction}${times === 1 ? "" : ", five times as far"}`,
    keys: [`Alt+${times === 1 ? "" : "Shift+"}${key}`],
    unavailable: () => (useSelection.getState().nodes.size === 0 ? "Select what to move first." : null),
    run: () => move(dx * times, dy * times),
  };
}

/** Most groups that a sentence names; the worst come first. */
const GROUPS_SAID = 8;

/** How all groups stand, as a toast, which is also heard. */
function sayLag(): void {
  const { layout } = usePlayback.getState();
  const frame = latestFrame();
  if (layout === null || frame === null) return tell("Nothing has run yet.");
  tell(runWords(layout, frame, GROUPS_SAID));
}

/** Goes back to the marked moment before the playhead (a crash, a rebalance, a dead letter …), and stops there. */
function stepBack(): void {
  const nowUs = playheadUs();
  const before = toldStory().findLast((entry) => entry.timeUs < nowUs && markerOf(entry.fact) !== null);
  pause();
  seek(before?.timeUs ?? 0);
}

function skip(byUs: Micros): void {
  const { durationUs } = usePlayback.getState();
  seek(Math.max(0, Math.min(durationUs, playheadUs() + byUs)));
}

/** Asks for a name in a list of one; the outline and the canvas may have a field in place instead. */
function askName(): void {
  const node = selectedNode();
  if (node === null) return tell(NEEDS_NODE);
  openPicker({
    title: `Rename ${node.name}`,
    hint: node.name,
    items: [],
    fromText: (text) => ({ id: text, label: `Rename to ${text}` }),
    onPick: ({ id }) => renameNode(node.id, id),
  });
}

const needsNode = (): string | null => (selectedNode() === null ? NEEDS_NODE : null);

/** Why nothing can be broken now, or null. */
function whyNotBreak(): string | null {
  const node = selectedNode();
  if (node === null) return NEEDS_NODE;
  return faultsFor(node).length === 0 ? `Nothing can happen to ${node.name} itself.` : null;
}

/** All of it; registered by the app after the first picture. */
export const keyboardCommands: readonly Command[] = [
  { id: PICK_ADD, section: "Add", keys: ["N"], title: "Add …", words: "new node part insert", run: pickPart },
  ...partCommands,
  {
    id: "edit.connect",
    section: "Edit",
    keys: ["C"],
    title: () => `Connect ${nameOf(selectedNode())} with …`,
    words: "wire edge link publish consume",
    unavailable: needsNode,
    run: pickTarget,
  },
  {
    id: "edit.rename",
    section: "Edit",
    keys: ["F2"],
    title: () => `Rename ${nameOf(selectedNode())} …`,
    unavailable: needsNode,
    run: askName,
  },
  {
    id: "break.pick",
    section: "Break it",
    keys: ["B"],
    title: () => `Break ${nameOf(selectedNode())} …`,
    words: "fault crash stop pause slow scale poison intervene",
    unavailable: whyNotBreak,
    run: () => {
      const node = selectedNode();
      if (node !== null) openBreak(node);
    },
  },
  {
    id: "go.find",
    section: "Go to",
    keys: ["/", "Ctrl+F"],
    title: "Find …",
    words: "search node wire note frame intervention jump",
    run: openSearch,
  },
  {
    id: "go.next-wire",
    section: "Go to",
    keys: ["E"],
    title: () => `Next wire of ${nameOf(selectedNode())}`,
    words: "edge cycle",
    unavailable: () => (useSelection.getState().wire === null ? needsNode() : null),
    run: nextWire,
  },
  ...(["left", "right", "up", "down"] as const).map(walkCommand),
  ...(["left", "right", "up", "down"] as const).flatMap((way) => [moveCommand(way, 1), moveCommand(way, 5)]),
  {
    id: "playback.back",
    section: "Playback",
    keys: [","],
    title: "Back to the marked moment before",
    words: "previous event step",
    run: stepBack,
  },
  {
    id: "playback.earlier",
    section: "Playback",
    keys: ["Shift+ArrowLeft"],
    title: "One second earlier",
    run: () => skip(-US_PER_SECOND),
  },
  {
    id: "playback.later",
    section: "Playback",
    keys: ["Shift+ArrowRight"],
    title: "One second later",
    run: () => skip(US_PER_SECOND),
  },
  {
    id: "view.lag",
    section: "View",
    keys: ["L"],
    title: "Say state and lag of all groups",
    words: "read speak summary",
    run: sayLag,
  },
];
