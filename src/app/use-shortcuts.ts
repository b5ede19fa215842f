import { useEffect } from "react";
import { runCommand, useCommands } from "#session/command-registry.ts";
import { commandFor, type KeyPlace } from "./shortcuts.ts";

function placeOf(target: EventTarget | null): KeyPlace {
  const element = target instanceof HTMLElement ? target : document.body;
  return {
    tag: element.tagName,
    type: element instanceof HTMLInputElement ? element.type : "",
    role: element.getAttribute("role"),
    editable: element.isContentEditable,
    inOverlay: document.querySelector("dialog[open]") !== null || element.closest("[popover]") !== null,
    settled: element.dataset["settled"] !== undefined,
  };
}

/**
 * Listens for the keys of all registered commands while mounted. Whoever handled a key before, by preventDefault, has
 * it. The commands come after the first picture (`loaded`): a key pressed before then waits for them.
 */
export function useShortcuts(loaded: Promise<unknown>): void {
  useEffect(() => {
    let isLoaded = false;
    void loaded.then(() => (isLoaded = true));
    const handle = (event: KeyboardEvent) => {
      const command = commandFor(useCommands.getState().commands, event, placeOf(event.target));
      if (command === undefined) return;
      event.preventDefault();
      runCommand(command);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (isLoaded) handle(event);
      else void loaded.then(() => handle(event));
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [loaded]);
}
