/** Leading the focus over the canvas, which is one tab stop. */

import { useStage } from "#canvas/stage.ts";

/** The element of a card, note or frame, or null while it is not on the page. */
export function elementOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
}

/** Frames to wait for a thing that is about to be drawn. */
const TRIES = 6;

/** Puts the focus on a card, note or frame, as soon as it is on the page. */
export function focusThing(id: string, tries = TRIES): void {
  // Of very many cards seen from far away this one comes onto the page by that.
  useStage.setState({ focused: id });
  const element = elementOf(id);
  if (element !== null) element.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusThing(id, tries - 1));
}

/** Id of the thing that has the focus itself or in one of its controls, or null. */
export function focusedThing(root: Element): string | null {
  const active = document.activeElement;
  if (active === null || !root.contains(active)) return null;
  return active.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
}
