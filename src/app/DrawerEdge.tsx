import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { setDrawerHeight, useView } from "#session/view-store.ts";
import styles from "./DrawerEdge.module.css";

const LEAST_PX = 120;
const STEP_PX = 24;

/** The canvas above keeps its larger half. */
function mostPx(): number {
  return Math.max(LEAST_PX, Math.round(window.innerHeight * 0.6));
}

function pull(toPx: number): void {
  setDrawerHeight(Math.max(LEAST_PX, Math.min(mostPx(), Math.round(toPx))));
}

/** The drawer's upper edge: drag it, or move it by arrow keys; a double click gives the usual height back. */
export function DrawerEdge() {
  const height = useView((state) => state.drawerHeightPx);
  const edge = useRef<HTMLDivElement>(null);
  const from = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const nowPx = (): number => height ?? edge.current?.parentElement?.offsetHeight ?? LEAST_PX;
  const onKeyDown = (event: KeyboardEvent): void => {
    const targets: Record<string, number> = {
      ArrowUp: nowPx() + STEP_PX,
      ArrowDown: nowPx() - STEP_PX,
      Home: LEAST_PX,
      End: mostPx(),
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    pull(target);
  };
  const begin = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { y: event.clientY, height: nowPx() };
  };
  const move = (event: PointerEvent): void => {
    if (from.current !== null) pull(from.current.height + from.current.y - event.clientY);
  };
  const end = (): void => {
    from.current = null;
  };
  return (
    <div
      ref={edge}
      className={styles["edge"]}
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the drawer"
      aria-valuemin={LEAST_PX}
      aria-valuemax={mostPx()}
      aria-valuenow={height ?? 220}
      aria-valuetext={height === null ? "as usual" : `${height} pixels`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => setDrawerHeight(null)}
    />
  );
}
