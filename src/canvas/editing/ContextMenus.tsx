import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useState } from "react";
import type { Position } from "#scenario/document.ts";
import { useView } from "#session/view-store.ts";
import { ContextMenu } from "#ui/ContextMenu.tsx";
import { elementOf, focusedThing, focusThing } from "./focus.ts";
import { watchLongPress } from "./long-press.ts";
import { menuFor } from "./menu-items.tsx";
import { pointAt, selectTarget, targetAt, targetOf, type MenuTarget } from "./menu-target.ts";

interface Open {
  readonly target: MenuTarget;
  /** In window pixels. */
  readonly at: Position;
}

/** A wire is hit from this far, in window pixels. */
const NEAR_PX = 8;
/** The browser's own event follows a key or a long press that has been dealt with. */
const ECHO_MS = 700;

/** Menus by the right button, a long press, Shift+F10 and the menu key. */
export function ContextMenus({ root }: { readonly root: HTMLElement | null }) {
  const { screenToFlowPosition, getZoom } = useReactFlow();
  const [open, setOpen] = useState<Open | null>(null);
  const show = useCallback((target: MenuTarget | null, at: Position | null): boolean => {
    if (target === null || at === null) return false;
    const { rightOpen } = useView.getState();
    selectTarget(target);
    // A panel that opened now would move everything from under the menu.
    if (!rightOpen) useView.setState({ rightOpen });
    setOpen({ target, at });
    return true;
  }, []);
  useEffect(() => {
    if (root === null) return;
    let handledMs = Number.NEGATIVE_INFINITY;
    const atPointer = (element: Element, at: Position): boolean => {
      const shown = show(targetAt(element, screenToFlowPosition(at), NEAR_PX / getZoom()), at);
      if (shown) handledMs = performance.now();
      return shown;
    };
    const onContextMenu = (event: MouseEvent) => {
      const target = event.target as Element;
      if (target.closest("input, textarea, [popover]") !== null) return;
      event.preventDefault();
      if (performance.now() - handledMs > ECHO_MS) atPointer(target, { x: event.clientX, y: event.clientY });
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const isAsked = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
      if (!isAsked || event.defaultPrevented) return;
      event.preventDefault();
      handledMs = performance.now();
      const id = focusedThing(root);
      if (id !== null) show(targetOf(id), pointAt(id));
      else {
        const box = root.getBoundingClientRect();
        const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
        show({ is: "pane", place: screenToFlowPosition(middle) }, middle);
      }
    };
    root.addEventListener("contextmenu", onContextMenu);
    root.addEventListener("keydown", onKeyDown);
    const end = watchLongPress(root, atPointer);
    return () => {
      root.removeEventListener("contextmenu", onContextMenu);
      root.removeEventListener("keydown", onKeyDown);
      end();
    };
  }, [root, screenToFlowPosition, getZoom, show]);
  if (open === null) return null;
  const { label, items } = menuFor(open.target);
  const close = (byKey: boolean): void => {
    setOpen(null);
    if (!byKey) return;
    const { target } = open;
    if ("id" in target && elementOf(target.id) !== null) focusThing(target.id);
    else root?.focus({ preventScroll: true });
  };
  return <ContextMenu label={label} items={items} at={open.at} onClose={close} />;
}
