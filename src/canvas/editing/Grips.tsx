import { useStoreApi } from "@xyflow/react";
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { Box } from "#scenario/frames.ts";
import { pulledBox, type Grip } from "./pulled-box.ts";
import styles from "./Grips.module.css";

interface Props {
  /** What is pulled, e.g. "frame Orders". */
  readonly name: string;
  readonly corners: readonly Grip[];
  readonly box: Box;
  /** Shows a box; null: the one of the document again. */
  readonly pull: (box: Box | null) => void;
  readonly drop: (box: Box) => void;
}

const STEP = 8;
const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** What the size of a note or a frame is pulled by; the lower right corner by arrow keys, too. */
export function Grips({ name, corners, box, pull, drop }: Props) {
  const store = useStoreApi();
  const start = useRef<{ readonly x: number; readonly y: number; readonly box: Box; to: Box } | null>(null);
  const onPointerMove = (grip: Grip) => (event: PointerEvent) => {
    const from = start.current;
    if (from === null) return;
    const zoom = store.getState().transform[2];
    from.to = pulledBox(from.box, grip, (event.clientX - from.x) / zoom, (event.clientY - from.y) / zoom);
    pull(from.to);
  };
  const onPointerUp = () => {
    const from = start.current;
    start.current = null;
    if (from === null) return;
    if (from.to === from.box) pull(null);
    else drop(from.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && start.current !== null) {
      start.current = null;
      pull(null);
      event.stopPropagation();
      return;
    }
    const by = KEYS[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const factor = event.shiftKey ? 5 : 1;
    drop(pulledBox(box, "corner", by[0] * factor, by[1] * factor));
  };
  return corners.map((grip) => (
    <button
      key={grip}
      type="button"
      className={`${styles["grip"]} nodrag nopan`}
      data-grip={grip}
      // One stop for the keyboard is enough: the lower right corner reaches every size.
      tabIndex={grip === "corner" ? 0 : -1}
      aria-label={`Size of ${name}, ${box.width} by ${box.height}. Arrow keys change it.`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, y: event.clientY, box, to: box };
      }}
      onPointerMove={onPointerMove(grip)}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
    />
  ));
}
