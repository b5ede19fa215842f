/** What editing listens to on the page besides its commands: the clipboard's events, and where gestures end. */
import { listenToClipboard } from "./clipboard-events.ts";
import { watchGestures } from "./gestures.ts";

/** Starts listening, after the first picture; the answer ends it. */
export function listenForEditing(): () => void {
  const ends = [listenToClipboard(document), watchGestures(window)];
  return () => {
    for (const end of ends) end();
  };
}
