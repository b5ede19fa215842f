import { useEffect } from "react";
import { shortcutFor, type KeyPlace, type Shortcut } from "./shortcuts.ts";

function placeOf(target: EventTarget | null): KeyPlace {
  const element = target instanceof HTMLElement ? target : document.body;
  return {
    tag: element.tagName,
    type: element instanceof HTMLInputElement ? element.type : "",
    role: element.getAttribute("role"),
    editable: element.isContentEditable,
    inOverlay: document.querySelector("dialog[open]") !== null || element.closest("[popover]") !== null,
  };
}

/** Listens for the shortcuts while mounted. Whoever handled a key before, by preventDefault, has it. */
export function useShortcuts(list: readonly Shortcut[]): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const shortcut = shortcutFor(list, event, placeOf(event.target));
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut.run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [list]);
}
