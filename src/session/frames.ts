/**
 * The newest picture of the run, outside React: canvases read it once per animation frame, panels a few times a
 * second. A frame's buffers belong to whoever reads them; nobody writes into them.
 */
import { createStore, useStore, type StoreApi } from "zustand";
import type { Micros } from "#base/units.ts";
import type { Frame } from "#sim/frame.ts";

interface Picture {
  readonly frame: Frame | null;
}

let latest: Frame | null = null;
let playhead: Micros = 0;
const listeners = new Set<(frame: Frame) => void>();

/** One small store for each rate that a panel asked for; it follows `latest` at most that often. */
interface Throttled {
  readonly hz: number;
  readonly store: StoreApi<Picture>;
  shownAtMs: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}
const throttled = new Map<number, Throttled>();

/** The frame on screen, or null before the first. */
export function latestFrame(): Frame | null {
  return latest;
}

/** Calls back with each new frame, at most once per animation frame; the answer ends it. */
export function onFrame(listener: (frame: Frame) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The exact playhead: simulated µs of what is on screen, or where a seek under way will arrive. */
export function playheadUs(): Micros {
  return playhead;
}

/** Session only: the player moves the playhead. */
export function setPlayhead(atUs: Micros): void {
  playhead = atUs;
}

/** Session only: puts a frame on screen (null: none, before the first run). */
export function publishFrame(frame: Frame | null): void {
  latest = frame;
  if (frame !== null) for (const listener of listeners) listener(frame);
  for (const entry of throttled.values()) follow(entry);
}

/** Shows the newest frame now if the last one is long enough ago, else when that time has come. */
function follow(entry: Throttled): void {
  if (entry.timer !== undefined) return;
  const waitMs = entry.shownAtMs + 1000 / entry.hz - performance.now();
  const show = (): void => {
    entry.timer = undefined;
    entry.shownAtMs = performance.now();
    entry.store.setState({ frame: latest });
  };
  if (waitMs <= 0) show();
  else entry.timer = setTimeout(show, waitMs);
}

function throttledAt(hz: number): Throttled {
  const known = throttled.get(hz);
  if (known !== undefined) return known;
  const made: Throttled = {
    hz,
    store: createStore<Picture>(() => ({ frame: latest })),
    shownAtMs: Number.NEGATIVE_INFINITY,
    timer: undefined,
  };
  throttled.set(hz, made);
  return made;
}

/**
 * React hook: one value of the newest frame, looked at `hz` times a second at most. Rerenders only where the value
 * differs by `Object.is`, so select a number, a string or a boolean. Null before the first frame.
 */
export function useFrameValue<T>(select: (frame: Frame) => T, hz = 10): T | null {
  return useStore(throttledAt(hz).store, ({ frame }) => (frame === null ? null : select(frame)));
}
