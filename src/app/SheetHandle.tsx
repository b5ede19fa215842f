import { useRef, type PointerEvent } from "react";
import { Icon } from "#ui/icons.tsx";
import styles from "./SheetHandle.module.css";

/** A sheet that is pulled down further than this closes; what moved further than `STEADY` was no tap. In CSS pixels. */
const FAR_ENOUGH = 64;
const STEADY = 6;

interface Props {
  /** e.g. "Close the inspector". */
  readonly label: string;
  readonly onClose: () => void;
}

/**
 * The grip of a panel where panels are sheets over the canvas (narrow or low screens; elsewhere it is not there): a tap,
 * Enter or pulling it down closes the sheet, and the focus goes back to what opened it. Its parent is the sheet.
 */
export function SheetHandle({ label, onClose }: Props) {
  const opener = useRef(document.activeElement);
  const pull = useRef<{ readonly from: number; by: number } | null>(null);

  const wasPulled = useRef(false);

  const move = (sheet: HTMLElement | null, by: number) => {
    if (sheet !== null) sheet.style.translate = by === 0 ? "" : `0 ${by}px`;
  };
  const close = () => {
    if (wasPulled.current) return;
    onClose();
    const back = opener.current;
    requestAnimationFrame(() => {
      if (back instanceof HTMLElement && back.isConnected && back !== document.body) back.focus();
      else document.getElementById("canvas")?.focus();
    });
  };
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    pull.current = { from: event.clientY, by: 0 };
    wasPulled.current = false;
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (pull.current === null) return;
    pull.current.by = Math.max(0, event.clientY - pull.current.from);
    move(event.currentTarget.parentElement, pull.current.by);
  };
  const onPointerEnd = (event: PointerEvent<HTMLButtonElement>) => {
    const by = pull.current?.by ?? 0;
    pull.current = null;
    move(event.currentTarget.parentElement, 0);
    if (event.type === "pointerup" && by > FAR_ENOUGH) close();
    // The click that follows is part of the pull.
    wasPulled.current = by > STEADY;
  };
  return (
    <button
      type="button"
      className={styles["handle"]}
      aria-label={label}
      onClick={close}
      onKeyDown={() => (wasPulled.current = false)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
    >
      <Icon name="close" />
    </button>
  );
}
