/** One drag over the canvas: what goes along, where it snaps, and the copy that is made of it where Alt is held. */
import { create } from "zustand";
import type { Position } from "#scenario/document.ts";
import { boxAround, withContents, type Box } from "#scenario/frames.ts";
import { boxesOf } from "#session/boxes.ts";
import { duplicateSelection } from "#session/clipboard.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { select } from "#session/selection-store.ts";
import type { DragAid } from "#canvas/stage.ts";
import { alignment, guidesFor, neighbours, type Guide } from "./align.ts";

export interface DragView {
  readonly guides: readonly Guide[];
  /** Where the originals stay while a copy is dragged, in canvas units. */
  readonly originals: readonly Box[];
}

const NOTHING: DragView = { guides: [], originals: [] };

/** Hook and store of what is drawn beside a drag. */
export const useDragView = create<DragView>()(() => NOTHING);

interface Session {
  readonly ids: readonly string[];
  readonly starts: ReadonlyMap<string, Box>;
  readonly box: Box;
  readonly near: readonly Box[];
  by: Position;
}

const GRID = 8;
/** A box is drawn into line from this far, in window pixels. */
const REACH_PX = 6;

/** The keys held by the pointer that drags. */
export interface DragKeys {
  /** Ctrl or ⌘: goes exactly where the pointer is. */
  exact: boolean;
  /** Alt: a copy is dragged, the originals stay. */
  copy: boolean;
}

/** Helps drags of one canvas along; `zoom` and `keys` are asked at every step. */
export function createDragAid(zoom: () => number, keys: DragKeys): DragAid {
  let session: Session | null = null;
  return {
    during: (changes) => {
      session ??= begin(changes.map(({ id }) => id));
      const [first] = changes;
      const start = first === undefined ? undefined : session.starts.get(first.id);
      if (first?.position === undefined || start === undefined) return changes;
      const wanted = { x: first.position.x - start.x, y: first.position.y - start.y };
      session.by = keys.exact ? rounded(wanted) : snapped(session, start, wanted, REACH_PX / zoom());
      show(session, keys);
      const { by, starts, ids } = session;
      return ids.flatMap((id) => {
        const at = starts.get(id);
        if (at === undefined) return [];
        return [{ type: "position", id, dragging: true, position: { x: at.x + by.x, y: at.y + by.y } }];
      });
    },
    end: () => {
      const ended = session;
      session = null;
      useDragView.setState(NOTHING, true);
      if (ended === null) return false;
      if (ended.by.x === 0 && ended.by.y === 0) return true;
      if (!keys.copy) return false;
      select([...ended.ids]);
      duplicateSelection(ended.by);
      return true;
    },
  };
}

function begin(dragged: readonly string[]): Session {
  const scenario = currentScenario();
  const boxes = boxesOf(scenario);
  const moving = withContents(scenario, dragged, boxes);
  const starts = new Map([...moving].flatMap((id) => (boxes.has(id) ? [[id, boxes.get(id)!] as const] : [])));
  const others = [...boxes].filter(([id]) => !moving.has(id)).map(([, box]) => box);
  const box = boxAround(starts.values()) ?? { x: 0, y: 0, width: 0, height: 0 };
  // What is dragged comes first: the others follow it.
  const ids = [...new Set([...dragged, ...starts.keys()])];
  return { ids, starts, box, near: others, by: { x: 0, y: 0 } };
}

const rounded = ({ x, y }: Position): Position => ({ x: Math.round(x), y: Math.round(y) });

/** In line with a neighbour where one is near, else on the grid. */
function snapped(session: Session, start: Position, by: Position, within: number): Position {
  const at = moved(session.box, by);
  const { dx, dy } = alignment(at, neighbours(at, session.near), within);
  const grid = (from: number, delta: number): number => Math.round((from + delta) / GRID) * GRID - from;
  return {
    x: dx === null ? grid(start.x, by.x) : by.x + dx,
    y: dy === null ? grid(start.y, by.y) : by.y + dy,
  };
}

function moved(box: Box, by: Position): Box {
  return { ...box, x: box.x + by.x, y: box.y + by.y };
}

function show(session: Session, keys: DragKeys): void {
  const at = moved(session.box, session.by);
  useDragView.setState({
    guides: keys.exact ? [] : guidesFor(at, neighbours(at, session.near)),
    originals: keys.copy ? [...session.starts.values()] : [],
  });
}
