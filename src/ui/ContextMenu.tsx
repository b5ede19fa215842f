import { useCallback, useEffect, useRef, type KeyboardEvent } from "react";
import { entriesOf, MenuEntries, roveMenu, type MenuItem } from "./Menu.tsx";
import styles from "./Menu.module.css";
import { placeAt } from "./place.ts";

interface Props {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** A point of the window, in its pixels. */
  readonly at: { readonly x: number; readonly y: number };
  /** It closes: `byKey` where the focus has to return to what it was opened at. An entry acts after this. */
  readonly onClose: (byKey: boolean) => void;
}

/**
 * A menu at a point, open as long as it is mounted. It closes itself on a press beside it rather than by the
 * platform's light dismiss: that takes the release of the very button that opened it for a press outside.
 */
export function ContextMenu({ label, items, at, onClose }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useDismiss(
    menu,
    useCallback(() => close.current(false), []),
  );
  const { x, y } = at;
  useEffect(() => {
    const element = menu.current;
    if (element === null) return;
    element.showPopover();
    const viewport = { width: window.innerWidth, height: window.innerHeight };
    const corner = placeAt({ x, y }, element.getBoundingClientRect(), viewport);
    element.style.left = `${corner.left}px`;
    element.style.top = `${corner.top}px`;
    (entriesOf(element)[0] ?? element).focus();
  }, [x, y]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (roveMenu(menu.current, event)) return;
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    onClose(true);
  };
  return (
    <div
      ref={menu}
      popover="manual"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      className={styles["menu"]}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      <div className={styles["title"]} aria-hidden="true">
        {label}
      </div>
      <MenuEntries
        items={items}
        choose={(item) => {
          onClose(true);
          item.onSelect();
        }}
      />
    </div>
  );
}

/** Calls back when a press, a scroll or another window leaves the menu. */
function useDismiss(menu: { readonly current: HTMLElement | null }, dismiss: () => void): void {
  useEffect(() => {
    const leave = (event: Event) => {
      if (event.target instanceof Node && menu.current?.contains(event.target) === true) return;
      dismiss();
    };
    const types = ["pointerdown", "wheel", "resize", "blur"] as const;
    for (const type of types) window.addEventListener(type, leave, { capture: type !== "blur" });
    return () => {
      for (const type of types) window.removeEventListener(type, leave, { capture: type !== "blur" });
    };
  }, [menu, dismiss]);
}
