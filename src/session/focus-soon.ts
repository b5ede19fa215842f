/** Frames to wait for something that has to be loaded and drawn first. */
const TRIES = 90;

/** Puts the focus on the first element that a selector finds, as soon as there is one. */
export function focusSoon(selector: string, tries = TRIES): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element !== null) element.focus();
  else if (tries > 0) requestAnimationFrame(() => focusSoon(selector, tries - 1));
}
