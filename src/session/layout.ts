/**
 * Auto layout: new places for everything, or for what is selected, along the wires from left to right. Worked out in a
 * worker; one step to undo, and since only places change, the run goes on.
 */
import { create } from "zustand";
import { toGrid } from "#scenario/arrange.ts";
import type { Position, Scenario } from "#scenario/document.ts";
import { boxAround, boxOfFrame, liesIn, resizeFrame, type Box } from "#scenario/frames.ts";
import { moveItems } from "#scenario/items.ts";
import { announce } from "./announce.ts";
import { boxesOf, cardIdOf } from "./boxes.ts";
import type { LayoutAnswer, LayoutRequest } from "./layout-worker/protocol.ts";
import workerUrl from "./layout-worker/arranger.ts?worker&url";
import { currentScenario, edit } from "./scenario-store.ts";
import { useSelection } from "./selection-store.ts";
import { tell } from "./toasts.ts";
import { ownScript } from "./worker/spawn.ts";

/** Works a layout out; rejects where it was ended before. Tests bring their own. */
export type LayoutRunner = (request: LayoutRequest, ended: AbortSignal) => Promise<LayoutAnswer>;

/** A layout under way: how many cards, and how to end it. */
export interface Arranging {
  readonly cards: number;
  readonly cancel: () => void;
}

/** Fewer cards than this are done before anybody could read that something is being done. */
const SHOWN_FROM_CARDS = 500;
/** No drawing within the limits takes so long; what does is ended. */
const TIMEOUT_MS = 60_000;
/** Between a moved note and what it would cover, in canvas units. */
const NOTE_GAP = 16;

/** Hook and store of a layout that takes a while; null: none. */
export const useArranging = create<{ readonly now: Arranging | null }>()(() => ({ now: null }));

let running: AbortController | null = null;

/** Lays out the selection if two cards or more are selected, else everything. Ends when it is done, ended or failed. */
export async function autoLayout(run: LayoutRunner = inWorker): Promise<void> {
  const scenario = currentScenario();
  const ids = wantedCards(scenario);
  if (ids.size === 0) return;
  running?.abort();
  const controller = new AbortController();
  running = controller;
  if (ids.size > SHOWN_FROM_CARDS) {
    useArranging.setState({ now: { cards: ids.size, cancel: () => controller.abort() } });
    tell(`Arranging ${ids.size} things. Ctrl+Shift+L stops it.`);
  }
  try {
    const answer = await run(requestOf(scenario, ids), controller.signal);
    if (controller.signal.aborted) return;
    applyLayout(scenario, ids, answer);
  } catch (error) {
    if (controller.signal.aborted) return;
    tell(
      `The layout could not be worked out: ${error instanceof Error ? error.message : "no answer"}.`,
      "error",
    );
  } finally {
    if (running === controller) {
      running = null;
      useArranging.setState({ now: null });
    }
  }
}

/** Ends a layout under way; everything stays where it is. */
export function cancelLayout(): void {
  running?.abort();
}

function wantedCards(scenario: Scenario): ReadonlySet<string> {
  const boxes = boxesOf(scenario);
  const isCard = new Set(scenario.nodes.map(({ id }) => id));
  const cards = [...boxes.keys()].filter((id) => isCard.has(id));
  const selected = new Set([...useSelection.getState().nodes].map((id) => cardIdOf(scenario, id)));
  const frames = scenario.frames.filter(({ id }) => selected.has(id)).map(boxOfFrame);
  const chosen = cards.filter((id) => {
    const box = boxes.get(id);
    return selected.has(id) || (box !== undefined && frames.some((frame) => liesIn(box, frame)));
  });
  return new Set(chosen.length >= 2 ? chosen : cards);
}

/** What is asked of the worker: the cards, wires between them, and the frames whose cards are all among them. */
export function requestOf(scenario: Scenario, ids: ReadonlySet<string>): LayoutRequest {
  const boxes = boxesOf(scenario);
  const wires = scenario.wires
    .map(({ from, to }) => [cardIdOf(scenario, from), cardIdOf(scenario, to)] as const)
    .filter(([from, to]) => ids.has(from) && ids.has(to) && from !== to);
  const cards = scenario.nodes.flatMap(({ id }) => {
    const box = boxes.get(id);
    return box === undefined || !ids.has(id) ? [] : [{ id, width: box.width, height: box.height }];
  });
  return { cards, wires, frames: framesWith(scenario, ids) };
}

/** Frames from the smallest to the largest, each with what lies in it and in no smaller one of them. */
function framesWith(scenario: Scenario, ids: ReadonlySet<string>): LayoutRequest["frames"] {
  const boxes = boxesOf(scenario);
  const isCard = new Set(scenario.nodes.map(({ id }) => id));
  const cards = [...boxes].filter(([id]) => isCard.has(id));
  const area = ({ size }: { readonly size: { readonly width: number; readonly height: number } }): number =>
    size.width * size.height;
  const wanted = scenario.frames
    .filter((frame) => {
      const inside = cards.filter(([, box]) => liesIn(box, boxOfFrame(frame)));
      return inside.length > 0 && inside.every(([id]) => ids.has(id));
    })
    .sort((a, b) => area(a) - area(b));
  const taken = new Set<string>();
  return wanted.map((frame) => {
    const outer = boxOfFrame(frame);
    const inner = wanted.filter((other) => other !== frame && area(other) < area(frame));
    const holds = [...cards, ...inner.map((other) => [other.id, boxOfFrame(other)] as const)].flatMap(
      ([id, box]) => {
        if (taken.has(id) || !liesIn(box, outer)) return [];
        taken.add(id);
        return [id];
      },
    );
    return { id: frame.id, holds };
  });
}

/** Puts the answer where the drawing was: its top left corner stays. Notes go with the card that they stand nearest to. */
function applyLayout(scenario: Scenario, ids: ReadonlySet<string>, answer: LayoutAnswer): void {
  const boxes = boxesOf(scenario);
  const frames = new Set(answer.frames.map(([id]) => id));
  const before = boxAround([...boxes].flatMap(([id, box]) => (ids.has(id) || frames.has(id) ? [box] : [])));
  const corner = { x: toGrid(before?.x ?? 0), y: toGrid(before?.y ?? 0) };
  const at = ({ x, y }: Position): Position => ({ x: x + corner.x, y: y + corner.y });
  const places = new Map(answer.cards.map(([id, place]) => [id, at(place)]));
  const frameBoxes = answer.frames.map(([id, box]): readonly [string, Box] => [id, { ...box, ...at(box) }]);
  for (const [id, place] of notePlaces(scenario, places)) places.set(id, place);
  const isAll = ids.size === scenario.nodes.filter(({ id }) => boxes.has(id)).length;
  const label = isAll ? "Tidy up the layout" : `Tidy up the layout of ${ids.size} things`;
  const start = currentScenario();
  edit(label, (now) =>
    frameBoxes.reduce((next, [id, box]) => resizeFrame(next, id, box), moveItems(now, places)),
  );
  announce(currentScenario() === start ? "Everything is in its place already." : "The layout is tidied up.");
}

/** Notes keep their place beside the card that is nearest, moved down where they would cover one. */
function notePlaces(
  scenario: Scenario,
  places: ReadonlyMap<string, Position>,
): readonly (readonly [string, Position])[] {
  const boxes = boxesOf(scenario);
  const cards = scenario.nodes.flatMap(({ id }) => {
    const box = boxes.get(id);
    return box === undefined ? [] : [{ id, box, after: { ...box, ...places.get(id) } }];
  });
  const taken = cards.map(({ after }) => after);
  return scenario.notes.flatMap(({ id }): readonly (readonly [string, Position])[] => {
    const box = boxes.get(id);
    if (box === undefined) return [];
    let nearest = cards[0];
    for (const card of cards) {
      if (nearest === undefined || apart(card.box, box) < apart(nearest.box, box)) nearest = card;
    }
    if (nearest === undefined || !places.has(nearest.id)) return [];
    const moved = {
      ...box,
      x: toGrid(box.x + nearest.after.x - nearest.box.x),
      y: toGrid(box.y + nearest.after.y - nearest.box.y),
    };
    for (let other = covered(moved, taken); other !== undefined; other = covered(moved, taken)) {
      moved.y = toGrid(other.y + other.height + NOTE_GAP);
    }
    taken.push(moved);
    return [[id, { x: moved.x, y: moved.y }]];
  });
}

/** Square of the distance between two boxes' middles. */
function apart(a: Box, b: Box): number {
  const dx = a.x + a.width / 2 - b.x - b.width / 2;
  const dy = a.y + a.height / 2 - b.y - b.height / 2;
  return dx * dx + dy * dy;
}

function covered(box: Box, others: readonly Box[]): Box | undefined {
  return others.find(
    (other) =>
      box.x < other.x + other.width &&
      other.x < box.x + box.width &&
      box.y < other.y + other.height &&
      other.y < box.y + box.height,
  );
}

async function inWorker(request: LayoutRequest, ended: AbortSignal): Promise<LayoutAnswer> {
  const worker = new Worker(ownScript(workerUrl), { type: "module", name: "eventyard layout" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<LayoutAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message || "the worker failed"));
      ended.addEventListener("abort", () => reject(new Error("ended")));
      timer = setTimeout(() => reject(new Error("it took too long")), TIMEOUT_MS);
      worker.postMessage(request);
    });
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
