/** Which card the pointer rests on or the focus is in: there its tools are at hand. One for the whole canvas. */
import { create } from "zustand";
import { cardAt } from "./card-at.ts";

interface ActiveCard {
  readonly hovered: string | null;
  /** The keyboard's focus is on this card or in it. */
  readonly focused: string | null;
}

export const useActiveCard = create<ActiveCard>()(() => ({ hovered: null, focused: null }));

/** Whether a card's tools are shown: where the pointer rests and where the keyboard is, else at the selection. */
export function isAtHand(active: ActiveCard, id: string, selectedAlone: boolean): boolean {
  if (active.hovered === null && active.focused === null) return selectedAlone;
  return active.hovered === id || active.focused === id;
}

/** A pointer that only crosses a card opens nothing. */
const REST_MS = 180;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The pointer came onto a card, or left (null). */
export function hoverCard(id: string | null): void {
  clearTimeout(timer);
  timer = setTimeout(() => useActiveCard.setState({ hovered: id }), REST_MS);
}

/** The focus came to this element, or left the canvas (null). A press of the pointer is no focus of the keyboard's. */
export function focusAt(element: Element | null): void {
  const isKeyboard = element?.matches(":focus-visible") ?? false;
  const focused = isKeyboard ? cardAt(element) : null;
  if (useActiveCard.getState().focused !== focused) useActiveCard.setState({ focused });
}
