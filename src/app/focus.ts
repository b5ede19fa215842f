/**
 * Focus is never lost: where the focused element goes (deleted, hidden, switched off), its nearest neighbour gets the
 * focus instead of the page's body, from where every key would have to begin anew.
 */

const FOCUSABLE =
  'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex]:not([tabindex="-1"])';

/** What is known of the last focused element, since it can no longer be asked once it has gone. */
interface Last {
  readonly element: HTMLElement;
  /** Its ancestors, innermost first. */
  readonly around: readonly HTMLElement[];
  readonly x: number;
  readonly y: number;
}

function remember(element: HTMLElement): Last {
  const around: HTMLElement[] = [];
  for (let up = element.parentElement; up !== null; up = up.parentElement) around.push(up);
  const box = element.getBoundingClientRect();
  return { element, around, x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && element.closest("[inert]") === null;
}

function canHoldFocus(element: HTMLElement): boolean {
  return element.isConnected && isShown(element) && !element.matches(":disabled");
}

/** The stops inside, the nearest to a point first. */
function nearest(within: HTMLElement, { x, y }: Last): HTMLElement | undefined {
  let found: HTMLElement | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const stop of within.querySelectorAll<HTMLElement>(FOCUSABLE)) {
    if (!isShown(stop)) continue;
    const box = stop.getBoundingClientRect();
    const away = Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
    if (away >= least) continue;
    least = away;
    found = stop;
  }
  return found;
}

/** Where the focus goes: the nearest stop of the innermost surroundings that are still there. */
function neighbourOf(last: Last): HTMLElement | undefined {
  for (const around of last.around) {
    if (!around.isConnected || !isShown(around)) continue;
    const stop = nearest(around, last);
    if (stop !== undefined) return stop;
    // A region without a stop of its own (a canvas that is empty now) takes the focus itself.
    if (around.dataset["region"] !== undefined) return around;
  }
  return undefined;
}

const OVERLAY = "dialog, [popover]";

/** Where the focus goes when nothing has it, or null where the last element still can, as after a press beside it. */
function placeFor(last: Last, outside: Last | null): HTMLElement | null | undefined {
  if (canHoldFocus(last.element)) return null;
  // What was in a dialog or a menu that has closed says nothing of where a person was before.
  const overlay = last.around.find((around) => around.matches(OVERLAY));
  const isOver = last.element.matches(OVERLAY) || (overlay !== undefined && !isShown(overlay));
  if (!isOver || outside === null) return neighbourOf(last);
  return canHoldFocus(outside.element) ? outside.element : neighbourOf(outside);
}

/**
 * Watches over the focus of a page; the answer ends it. A press beside everything is no loss: then the last element is
 * still there to hold it.
 */
export function keepFocus(page: Document): () => void {
  let last: Last | null = null;
  let outside: Last | null = null;
  let waiting = 0;
  const onFocus = (event: FocusEvent): void => {
    if (!(event.target instanceof HTMLElement)) return;
    last = remember(event.target);
    if (event.target.closest(OVERLAY) === null) outside = last;
  };
  const check = (): void => {
    waiting = 0;
    const { activeElement } = page;
    if (last === null || (activeElement !== null && activeElement !== page.body)) return;
    placeFor(last, outside)?.focus({ preventScroll: true });
  };
  // Views that know better where to go do so in the same frame.
  const later = (): void => {
    if (last === null || waiting !== 0 || page.activeElement !== page.body) return;
    waiting = requestAnimationFrame(check);
  };
  const observer = new MutationObserver(later);
  observer.observe(page.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled", "hidden", "inert", "open"],
  });
  page.addEventListener("focusin", onFocus);
  return () => {
    observer.disconnect();
    page.removeEventListener("focusin", onFocus);
    cancelAnimationFrame(waiting);
  };
}
