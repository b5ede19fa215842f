/** Which card the pointer rests on or the focus is in: there its tools are at hand. One for the whole canvas. */
import { create } from "zustand";
import { cardAt } from "./card-at.ts";

interface ActiveCard {
  readonly hovered: string | null;
  /** The keyboard's focus is on this card or in it. */
  readonly focused: string | null;
  /** It is in the card's tools: they must not go away under it. */
  readonly inTools: boolean;
}

export const useActiveCard = create<ActiveCard>()(() => ({ hovered: null, focused: null, inTools: false }));

/** Whether a card's tools are shown: one card's at a time, the pointer's before the focus's before the selection's. */
export function isAtHand(active: ActiveCard, id: string, selectedAlone: boolean): boolean {
  if (active.inTools && active.focused === id) return true;
  if (active.hovered !== null) return active.hovered === id;
  return active.focused !== null ? active.focused === id : selectedAlone;
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
  const inTools = focused !== null && element?.closest(".nodrag") !== null;
  const before = useActiveCard.getState();
  if (before.focused !== focused || before.inTools !== inTools) useActiveCard.setState({ focused, inTools });
}
