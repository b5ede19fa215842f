/**
 * What is said to those who do not see the screen: after the fact, with the result. The app renders it in two live
 * regions (`app/Announcer.tsx`), and nothing else on the page is one, so that nothing is said twice.
 */
import { create } from "zustand";

export type Urgency = "polite" | "assertive";

export interface Said {
  readonly text: string;
  /** Rises with each announcement, so that the same words can be said again. */
  readonly count: number;
}

const NOTHING: Said = { text: "", count: 0 };

/** The same words within this time, with a full stop or without, are an echo: a toast that speaks of an edit. */
const ECHO_MS = 1_000;

/** Hook and store of what was said last, by urgency. */
export const useAnnouncements = create<Readonly<Record<Urgency, Said>>>()(() => ({
  polite: NOTHING,
  assertive: NOTHING,
}));

let lastText = "";
let lastMs = Number.NEGATIVE_INFINITY;

/** Says a sentence; assertive is for errors alone, since it cuts short whatever is being read. */
export function announce(text: string, urgency: Urgency = "polite"): void {
  const nowMs = performance.now();
  const words = text.trim().replace(/\.$/, "");
  if (words === "" || (words === lastText && nowMs - lastMs < ECHO_MS)) return;
  lastText = words;
  lastMs = nowMs;
  useAnnouncements.setState((said) => ({ [urgency]: { text, count: said[urgency].count + 1 } }));
}

/** When something was said last, in ms of the page's clock: what happens in a run waits for what a person did. */
export function lastAnnouncedMs(): number {
  return lastMs;
}
