/** Which card the pointer rests on or the focus is in: there its tools are at hand. One for the whole canvas. */
import { create } from "zustand";

export const useActiveCard = create<{ readonly hovered: string | null; readonly focused: string | null }>()(
  () => ({
    hovered: null,
    focused: null,
  }),
);

/** A pointer that only crosses a card opens nothing. */
const REST_MS = 180;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The pointer came onto a card, or left (null). */
export function hoverCard(id: string | null): void {
  clearTimeout(timer);
  timer = setTimeout(() => useActiveCard.setState({ hovered: id }), REST_MS);
}

/** The focus came into a card, or left (null). */
export function focusCard(id: string | null): void {
  if (useActiveCard.getState().focused !== id) useActiveCard.setState({ focused: id });
}
