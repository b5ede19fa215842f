/** Asks whoever shows a thing's name to let it be changed there. */
import { create } from "zustand";

/** The thing whose name is to be changed; null: none. `count` rises with each wish, so that one can be repeated. */
export interface Renaming {
  readonly id: string | null;
  readonly count: number;
}

/** Hook and store of the wish. */
export const useRenaming = create<Renaming>()(() => ({ id: null, count: 0 }));

/** Wishes to rename this node, note or frame. */
export function startRenaming(id: string): void {
  useRenaming.setState(({ count }) => ({ id, count: count + 1 }));
}

/** Whoever has taken the wish up says so. */
export function endRenaming(): void {
  useRenaming.setState({ id: null });
}
