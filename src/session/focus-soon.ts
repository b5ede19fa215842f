/** Frames to wait for something that has to be loaded and drawn first. */
const TRIES = 90;

/** Puts the focus on the first element that a selector finds and that can take it, as soon as there is one. */
export function focusSoon(selector: string, tries = TRIES): void {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) {
    element.focus();
    // What is still hidden, or on its way out, does not take it.
    if (document.activeElement === element) return;
  }
  if (tries > 0) requestAnimationFrame(() => focusSoon(selector, tries - 1));
}
