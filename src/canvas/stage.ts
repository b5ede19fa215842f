/** What the parts of the canvas tell each other: how far away it is seen from, and what helps a drag along. */
import type { NodePositionChange } from "@xyflow/react";
import { create } from "zustand";

export interface Stage {
  /** Cards are so small on screen that the overlay alone draws them: a frame, a name and one figure. */
  readonly far: boolean;
  /** Besides, they are so many that only those are on the page that somebody has to do with. */
  readonly sparse: boolean;
  /** The note or frame whose text is being written, by id. */
  readonly writing: string | null;
  /** Of very many cards seen from far away only a few are on the page: the one under the pointer, … */
  readonly under: string | null;
  /** … and the one that the focus is in or about to come to. */
  readonly focused: string | null;
}

/** Hook and store, one for the whole canvas. */
export const useStage = create<Stage>()(() => ({
  far: false,
  sparse: false,
  writing: null,
  under: null,
  focused: null,
}));

/** Opens a note's text or a frame's label for writing; null: it is left. */
export function write(id: string | null): void {
  if (useStage.getState().writing !== id) useStage.setState({ writing: id });
}

/** From so many cards on the page, each costs every frame something even where it is empty (measured: 23 µs). */
export const MANY_CARDS = 150;

/** What makes a drag precise; it comes a moment after the canvas, which works without it. */
export interface DragAid {
  /** A drag under way: where the dragged things go instead, and what goes along with them. */
  readonly during: (changes: readonly NodePositionChange[]) => readonly NodePositionChange[];
  /** The drag has ended there. True: it has been dealt with (a copy was made of it). */
  readonly end: (places: ReadonlyMap<string, { readonly x: number; readonly y: number }>) => boolean;
}

let aid: DragAid | null = null;

export function dragAid(): DragAid | null {
  return aid;
}

/** Puts the aid in place; the answer takes it away. */
export function provideDragAid(given: DragAid): () => void {
  aid = given;
  return () => {
    if (aid === given) aid = null;
  };
}
