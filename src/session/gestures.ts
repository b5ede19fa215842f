/**
 * Ends gestures where a person ends them: the pointer lets go, a field is left, the window is. What comes next is a
 * step of its own to undo, even in the same field.
 */
import { endGesture } from "./scenario-store.ts";

const ENDS = ["pointerup", "pointercancel", "focusout", "blur"] as const;

/** Listens on the window; the answer ends it. */
export function watchGestures(page: Window): () => void {
  // After everybody else: what the same event changes still belongs to the gesture.
  const end = (): void => queueMicrotask(endGesture);
  for (const name of ENDS) page.addEventListener(name, end);
  return () => {
    for (const name of ENDS) page.removeEventListener(name, end);
  };
}
