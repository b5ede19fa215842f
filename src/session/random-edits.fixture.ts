/** Every kind of edit that a person can make, at random: what undo and keeping are tried with. */
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import type { Alignment } from "#scenario/arrange.ts";
import { itemIds } from "#scenario/item-ids.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { alignSelection, distributeSelection, nudgeSelection, snapSelection } from "./arranging.ts";
import { copyText, cutSelection, duplicateSelection, pasteText } from "./clipboard.ts";
import * as commands from "./commands.ts";
import { setPlayhead } from "./frames.ts";
import { changeSetting } from "./live-settings.ts";
import { layOut } from "./layout-worker/lay-out.ts";
import { autoLayout } from "./layout.ts";
import * as notes from "./notes.ts";
import { usePlayback } from "./playback-store.ts";
import { currentScenario, endGesture, replaceScenario } from "./scenario-store.ts";
import { clearSelection, select, selectWire } from "./selection-store.ts";

/** Draws numbers; the same seed draws the same. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below` - 1. */
  up(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 4_294_967_296) * below);
  }

  one<T>(list: readonly T[]): T | undefined {
    return list[this.up(list.length)];
  }

  /** Some of the list, in its order. */
  some<T>(list: readonly T[]): readonly T[] {
    const percent = this.up(60) + 1;
    return list.filter(() => this.up(100) < percent);
  }

  place(): { readonly x: number; readonly y: number } {
    return { x: (this.up(400) - 200) * 8, y: (this.up(200) - 100) * 8 };
  }
}

/** More nodes than this, and the next edit deletes some. */
const NODES_MAX = 40;
const ALIGNMENTS: readonly Alignment[] = ["left", "centre", "right", "top", "middle", "bottom"];
const KINDS = ["producer", "consumer", "service", "topic", "dead-letter-queue"];

const text = (dice: Dice): string => `text ${dice.up(1_000)} “x” \n<b>\u{1F600}`;
const anyOf = (dice: Dice, list: readonly { readonly id: string }[]): string => dice.one(list)?.id ?? "none";

function setting(dice: Dice): void {
  const node = dice.one(currentScenario().nodes);
  const fields = Object.entries(kinds[node?.kind ?? ""]?.fields ?? {});
  const [name, field] = dice.one(fields) ?? [];
  if (node === undefined || name === undefined || field === undefined || field.type === "node") return;
  const values =
    field.type === "number"
      ? [field.min, field.max, field.initial, undefined]
      : field.type === "choice"
        ? Object.keys(field.options)
        : [true, false, undefined];
  commands.setConfig(node.id, name, dice.one<number | string | boolean | undefined>(values));
}

/** In a run: from now on, or from the start. */
function liveSetting(dice: Dice): void {
  usePlayback.setState({ status: "ready" });
  setPlayhead(dice.up(90_000_000));
  const [name, value] = dice.one([
    ["instances", dice.up(8) + 1],
    ["ratePerSecond", dice.up(50) + 1],
  ] as const) ?? ["instances", 1];
  const services = currentScenario().nodes.filter(({ kind }) => kind === "service");
  changeSetting(anyOf(dice, services), name, value, dice.up(3) === 0 ? "start" : "now");
}

function drag(dice: Dice): void {
  const ids = dice.some(itemIds(currentScenario()));
  for (let step = 0; step < 3; step += 1) {
    commands.moveItems(new Map(ids.map((id) => [id, dice.place()])), "drag");
  }
}

function pull(dice: Dice): void {
  const size = { width: dice.up(900), height: dice.up(900) };
  notes.resizeNote(anyOf(dice, currentScenario().notes), dice.up(4) === 0 ? undefined : size, "pull");
}

/** Whatever needs no selection. */
const EDITS: readonly ((dice: Dice) => unknown)[] = [
  (dice) => commands.addNode(dice.one(KINDS) ?? "topic", dice.place(), anyOf(dice, currentScenario().nodes)),
  (dice) => commands.addNode(dice.one(KINDS) ?? "topic"),
  (dice) => commands.connect(anyOf(dice, currentScenario().nodes), anyOf(dice, currentScenario().nodes)),
  (dice) => commands.connect(anyOf(dice, currentScenario().nodes), anyOf(dice, currentScenario().nodes)),
  drag,
  setting,
  liveSetting,
  (dice) => commands.renameNode(anyOf(dice, currentScenario().nodes), text(dice)),
  (dice) => commands.setSeed(String(dice.up(99))),
  (dice) => commands.setRunSetting("durationMs", dice.one([1_000, 60_000, undefined])),
  (dice) => commands.setScenarioName(text(dice)),
  (dice) => commands.setDescription(text(dice)),
  (dice) => notes.addNote(dice.up(2) === 0 ? undefined : dice.place(), text(dice)),
  (dice) => notes.setNoteText(anyOf(dice, currentScenario().notes), text(dice)),
  pull,
  (dice) => notes.renameFrame(anyOf(dice, currentScenario().frames), text(dice)),
  (dice) => {
    const box = { ...dice.place(), width: dice.up(2_000), height: dice.up(2_000) };
    notes.resizeFrame(anyOf(dice, currentScenario().frames), box, "pull");
  },
  (dice) => notes.fitFrame(anyOf(dice, currentScenario().frames)),
  (dice) => {
    setPlayhead(dice.up(90_000_000));
    commands.intervene(dice.one(Object.keys(faults)) ?? "crash", anyOf(dice, currentScenario().nodes));
  },
  (dice) => commands.removeIntervention(anyOf(dice, currentScenario().interventions)),
  (dice) => dice.up(10) === 0 && commands.clearInterventions(),
  (dice) => {
    selectWire(anyOf(dice, currentScenario().wires));
    commands.deleteSelection();
  },
  (dice) => dice.up(10) === 0 && replaceScenario(emptyScenario("New"), "New scenario"),
];

/** What is done to a selection. */
const SELECTED: readonly ((dice: Dice) => unknown)[] = [
  (dice) => dice.up(3) === 0 && commands.deleteSelection(),
  () => pasteText(copyText() ?? ""),
  () => copyText() !== null && cutSelection(),
  () => duplicateSelection(),
  (dice) => alignSelection(dice.one(ALIGNMENTS) ?? "left"),
  (dice) => distributeSelection(dice.up(2) === 0 ? "horizontally" : "vertically"),
  snapSelection,
  (dice) => nudgeSelection(dice.up(5) - 2, dice.up(5) - 2),
  () => notes.addFrame(),
  () => autoLayout((request) => Promise.resolve(layOut(request))),
];

/** Makes one edit, or none where it fits nowhere; all of it is one step to undo. */
export async function editAtRandom(dice: Dice): Promise<void> {
  endGesture();
  const scenario: Scenario = currentScenario();
  if (scenario.nodes.length > NODES_MAX) {
    select(dice.some(itemIds(scenario)));
    commands.deleteSelection();
    return;
  }
  if (dice.up(3) > 0) return void (await dice.one(EDITS)?.(dice));
  if (dice.up(8) === 0) clearSelection();
  else select(dice.some(itemIds(scenario)));
  await dice.one(SELECTED)?.(dice);
}
