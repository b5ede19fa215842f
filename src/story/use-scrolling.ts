import { useEffect, useLayoutEffect, useState, type RefObject } from "react";
import { followTop } from "./log-rows.ts";

/** Below this width a sentence gets two lines. */
const WIDE_PX = 1180;
const ONE_LINE_PX = 26;
const TWO_LINES_PX = 42;

interface Told {
  readonly count: number;
  /** How many rows lie at or before the playhead. */
  readonly told: number;
  /** Position of the row that is pointed at, or -1. */
  readonly active: number;
  /** The story row that is pointed at. */
  readonly focused: number | null;
}

/** What of the log is on screen: follows the playhead until a person scrolls, and shows the row that is pointed at. */
export function useScrolling(box: RefObject<HTMLDivElement | null>, { count, told, active, focused }: Told) {
  const [view, setView] = useState({ top: 0, height: 0, width: 0 });
  const [follows, setFollows] = useState(true);
  const rowHeight = view.width >= WIDE_PX ? ONE_LINE_PX : TWO_LINES_PX;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  useLayoutEffect(() => {
    if (follows && box.current !== null)
      box.current.scrollTop = followTop(told, count, view.height, rowHeight);
  }, [box, follows, told, count, view.height, rowHeight]);
  useEffect(() => {
    const element = box.current;
    if (active < 0 || element === null) return;
    const top = active * rowHeight;
    if (top >= element.scrollTop && top + rowHeight <= element.scrollTop + element.clientHeight) return;
    element.scrollTop = Math.max(0, top - element.clientHeight / 2);
    // Only when another row is pointed at: a person may scroll away from it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [focused]);

  const setTop = (top: number) => setView((before) => ({ ...before, top }));
  return { view, setTop, rowHeight, follows, setFollows };
}
