import { useEffect, useRef, type ReactNode } from "react";
import { place, type Side } from "./place.ts";
import styles from "./Tooltip.module.css";

const DELAY_MS = 350;

interface Props {
  readonly text: string;
  /** Shortcut, shown after the text. */
  readonly keys?: string;
  readonly side?: Side;
  readonly children: ReactNode;
}

/**
 * A word beside a control on hover and focus. It repeats the control's accessible name or adds to it and must never
 * hold the only copy of something, so assistive technology does not need it. Escape hides it (WCAG 1.4.13).
 */
export function Tooltip({ text, keys, side = "below", children }: Props) {
  const anchor = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const timer = useRef(0);

  const hide = () => {
    window.clearTimeout(timer.current);
    if (tip.current?.matches(":popover-open")) tip.current.hidePopover();
  };
  const show = () => {
    const [box, element] = [anchor.current?.getBoundingClientRect(), tip.current];
    if (box === undefined || element === null || !element.isConnected) return;
    if (!element.matches(":popover-open")) element.showPopover();
    const size = element.getBoundingClientRect();
    const viewport = { width: window.innerWidth, height: window.innerHeight };
    const at = place(box, size, viewport, side, "center");
    element.style.left = `${at.left}px`;
    element.style.top = `${at.top}px`;
  };
  const soon = () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(show, DELAY_MS);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);

  return (
    <span
      ref={anchor}
      className={styles["anchor"]}
      onPointerEnter={(event) => event.pointerType === "mouse" && soon()}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && soon()}
      onBlur={hide}
      onKeyDown={hide}
    >
      {children}
      <span ref={tip} popover="manual" className={styles["tip"]} aria-hidden="true">
        {text}
        {keys !== undefined && <kbd className={styles["keys"]}>{keys}</kbd>}
      </span>
    </span>
  );
}
