/** Keeps an answer of the worker up to date while somebody looks at it: asks again when the run has moved, but not too often. */
import { usePlayback } from "./playback-store.ts";

export interface Follower {
  /** Somebody looks, until the answer is called. Asks at once. */
  readonly watch: () => () => void;
  /** Asks at once, e.g. because something else is wanted now. */
  readonly now: () => void;
}

/** `ask` asks and takes the answer in; it is called again `everyMs` after its end at the earliest. */
export function createFollower(everyMs: number, ask: () => Promise<void>): Follower {
  let watchers = 0;
  /** Counts the askings: an older one that ends late says nothing about the newest. */
  let asked = 0;
  let isAsking = false;
  let isStale = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end: (() => void) | undefined;

  const now = (): void => {
    if (watchers === 0) return;
    clearTimeout(timer);
    timer = undefined;
    isAsking = true;
    isStale = false;
    const number = ++asked;
    void ask().then(() => {
      if (number !== asked) return;
      isAsking = false;
      if (isStale) soon();
    });
  };
  const soon = (): void => {
    if (isAsking) isStale = true;
    else if (watchers > 0) timer ??= setTimeout(now, everyMs);
  };
  const watch = (): (() => void) => {
    watchers += 1;
    end ??= usePlayback.subscribe((state, before) => {
      // A seek says where it goes before the run is there: what was asked on the way is asked again.
      const arrives = before.seeking && !state.seeking;
      if (state.playheadUs !== before.playheadUs || state.layout !== before.layout || arrives) soon();
    });
    now();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      watchers -= 1;
      if (watchers > 0) return;
      end?.();
      end = undefined;
      clearTimeout(timer);
      timer = undefined;
    };
  };
  return { watch, now };
}
