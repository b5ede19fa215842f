/** The lanes as a slider: what keys, presses, drags and the wheel do. */
import { useCallback, useEffect, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from "react";
import type { Micros } from "#base/units.ts";
import { playheadUs } from "#session/frames.ts";
import { pause, play, seek, usePlayback } from "#session/playback-store.ts";
import { pointAt, pointAway } from "#session/pointing-store.ts";
import { pointerOf } from "#session/pointing.ts";
import { storyRows } from "#session/story.ts";
import type { GroupHistory, Moment } from "#sim/group-history.ts";
import { markAt, momentBeside, type Lane, type Mark } from "./lanes.ts";
import { HEAD_PX } from "./paint-lanes.ts";
import { stretchFrom, timeAt, type Stretch } from "./span.ts";

export interface Scrubbed {
  readonly history: GroupHistory;
  readonly stretch: Stretch;
  readonly durationUs: Micros;
  readonly onStretch: (stretch: Stretch) => void;
  /** Closer (1) or wider (-1). */
  readonly onZoom: (by: 1 | -1) => void;
}

/** What is told of a mark, and where. */
export interface Hinted {
  readonly moment: Moment;
  readonly x: number;
  readonly y: number;
}

/** Where a key takes the playhead; null where it means nothing. */
function targetOf(key: string, { history, stretch, durationUs }: Scrubbed, atUs: Micros): Micros | null {
  const spanUs = stretch.toUs - stretch.fromUs;
  const { moments } = history;
  switch (key) {
    case "ArrowRight":
      return momentBeside(history, atUs, 1) ?? atUs;
    case "ArrowLeft":
      return momentBeside(history, atUs, -1) ?? atUs;
    case "Home":
      return moments[0]?.timeUs ?? 0;
    case "End":
      return moments.at(-1)?.timeUs ?? 0;
    case "PageUp":
      return Math.min(durationUs, atUs + spanUs);
    case "PageDown":
      return Math.max(0, atUs - spanUs);
    default:
      return null;
  }
}

/** Arrows to the sides go from one thing that happened to the next, pages by the span that is shown; + and - zoom. Up and down scroll. */
export function onScrubKey(props: Scrubbed, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  const target = targetOf(event.key, props, playheadUs());
  if (target !== null) seek(target);
  else if (event.key === "+" || event.key === "=") props.onZoom(1);
  else if (event.key === "-") props.onZoom(-1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The wheel goes sideways in time, and zooms with Ctrl. */
export function useWheel(
  box: RefObject<HTMLElement | null>,
  { stretch, durationUs, onStretch, onZoom }: Scrubbed,
  width: number,
): void {
  useEffect(() => {
    const element = box.current;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) onZoom(event.deltaY < 0 ? 1 : -1);
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const spanUs = stretch.toUs - stretch.fromUs;
        const fromUs = stretch.fromUs + (event.deltaX / Math.max(1, width)) * spanUs;
        onStretch(stretchFrom(fromUs, spanUs, durationUs));
      } else return;
      event.preventDefault();
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [box, stretch, durationUs, width, onStretch, onZoom]);
}

/** Pressing and dragging scrub; hovering over a mark tells what it stands for, here and in the other views. */
export function usePressing(
  { history, stretch }: Scrubbed,
  lanes: readonly Lane[],
  { width, top }: { readonly width: number; readonly top: number },
  setHint: (hint: Hinted | null) => void,
) {
  const wasPlaying = useRef(false);
  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const left = box.width - width;
    const x = event.clientX - box.left - left;
    const y = event.clientY - box.top;
    return { x, y, left, mark: y < HEAD_PX ? null : markAt(lanes, x, y - HEAD_PX + top) };
  };
  const goTo = (x: number, mark: Mark | null) => seek(mark?.moment.timeUs ?? timeAt(x, stretch, width));
  const isDragging = (event: PointerEvent<HTMLElement>) =>
    event.currentTarget.hasPointerCapture(event.pointerId);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const { x, mark } = placeOf(event);
    if (event.button !== 0 || x < 0) return;
    wasPlaying.current = usePlayback.getState().playing;
    pause();
    event.currentTarget.setPointerCapture(event.pointerId);
    goTo(x, mark);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const { x, y, mark, left } = placeOf(event);
    if (isDragging(event)) goTo(x, mark);
    setHint(mark === null ? null : { moment: mark.moment, x: mark.x + left + 8, y: y + 14 });
    const row = mark === null ? undefined : storyRows()[mark.moment.row];
    if (row === undefined) pointAway("group");
    else pointAt(pointerOf(row, history.layout, "group", null, row.index));
  };
  const end = (event: PointerEvent<HTMLElement>) => {
    if (!isDragging(event)) return;
    event.currentTarget.releasePointerCapture(event.pointerId);
    if (wasPlaying.current) play();
  };
  const onPointerLeave = useCallback(() => {
    setHint(null);
    pointAway("group");
  }, [setHint]);
  return { onPointerDown, onPointerMove, onPointerUp: end, onPointerCancel: end, onPointerLeave };
}
