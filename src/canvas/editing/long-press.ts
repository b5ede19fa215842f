/** A finger that rests: what the right button is to a mouse. */
import type { Position } from "#scenario/document.ts";

const LONG_PRESS_MS = 500;
/** A finger is never quite still. In window pixels. */
const STILL_PX = 10;

/**
 * Calls back when one finger has rested on something within `root`; true says that it was dealt with: then what the
 * finger does until it is lifted is nobody else's, and lifting it is no click.
 */
export function watchLongPress(
  root: HTMLElement,
  rested: (element: Element, at: Position) => boolean,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Position | null = null;
  let isTaken = false;
  const stop = (): void => {
    clearTimeout(timer);
    start = null;
  };
  const onStart = (event: TouchEvent): void => {
    stop();
    isTaken = false;
    const [touch] = event.touches;
    if (event.touches.length !== 1 || touch === undefined || !(event.target instanceof Element)) return;
    const { target } = event;
    const at = { x: touch.clientX, y: touch.clientY };
    start = at;
    timer = setTimeout(() => {
      start = null;
      isTaken = rested(target, at);
    }, LONG_PRESS_MS);
  };
  const onMove = (event: TouchEvent): void => {
    const [touch] = event.touches;
    if (isTaken) {
      event.stopPropagation();
      return;
    }
    if (start === null || touch === undefined) return;
    if (Math.hypot(touch.clientX - start.x, touch.clientY - start.y) > STILL_PX) stop();
  };
  const onEnd = (event: TouchEvent): void => {
    stop();
    // Without this the finger's release would be a click on the menu's first entry.
    if (isTaken && event.cancelable) event.preventDefault();
  };
  const options = { capture: true, passive: false } as const;
  root.addEventListener("touchstart", onStart, options);
  root.addEventListener("touchmove", onMove, options);
  root.addEventListener("touchend", onEnd, options);
  root.addEventListener("touchcancel", stop, options);
  return () => {
    stop();
    root.removeEventListener("touchstart", onStart, options);
    root.removeEventListener("touchmove", onMove, options);
    root.removeEventListener("touchend", onEnd, options);
    root.removeEventListener("touchcancel", stop, options);
  };
}
