/**
 * The keyboard on the canvas, which is one tab stop: Tab comes to the card where one was, and goes on into its tools;
 * arrows walk along the wires. What the keys do stands in the list of commands; here is only what needs the canvas.
 */
import { useEffect } from "react";
import { runCommand } from "#session/command-registry.ts";
import { connectTo } from "#session/commands.ts";
import { walk } from "#session/keyboard-commands.ts";
import { currentScenario, useScenario } from "#session/scenario-store.ts";
import { select, useConnecting, useSelection } from "#session/selection-store.ts";
import { setRightOpen } from "#session/view-store.ts";
import { itemOf } from "#scenario/items.ts";
import { readingOrder } from "#session/card-map.ts";
import { neighbourOf, nextInOrder, type Direction } from "#session/walk.ts";
import { write } from "#canvas/stage.ts";
import { elementOf, focusedThing, focusThing } from "./focus.ts";
import { selectedThings, type Viewport } from "./viewport.ts";

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Keys that do something to the selection: with none, they mean the card that has the focus. */
const ON_SELECTION = /^(?:c|b|e|n|F2|ContextMenu)$/i;

/** Where the focus goes when it comes to the canvas from outside: the selection, the card before, else the first. */
function entry(last: string | null): string | null {
  const scenario = currentScenario();
  const [selected] = selectedThings();
  const known = [selected, last].find(
    (id) => id !== undefined && id !== null && itemOf(scenario, id) !== undefined,
  );
  return known ?? readingOrder(scenario)[0] ?? null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [popover], dialog") !== null
  );
}

/** Listens on the canvas's element. `openMenu` opens the context menu of what has the focus. */
export function useKeys(root: HTMLElement | null, view: Viewport): void {
  useEffect(() => {
    if (root === null) return;
    const ends = [tabStop(root), followSelection(root, view), keepFocus(root)];
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isTyping(event.target) && handle(root, view, event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    const onAnyKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]") !== null)
        return;
      if (byDigit(event)) event.preventDefault();
    };
    root.addEventListener("keydown", onKeyDown);
    window.addEventListener("keydown", onAnyKey);
    return () => {
      root.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("keydown", onAnyKey);
      for (const end of ends) end();
    };
  }, [root, view]);
}

/** Shift and a digit: by where the key is, since what it writes differs between keyboards. */
function byDigit(event: KeyboardEvent): boolean {
  if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.code) {
    case "Digit0":
      return runCommand("view.zoom-100");
    case "Digit1":
      return runCommand("view.fit");
    case "Digit2":
      return runCommand("view.fit-selection");
    default:
      return false;
  }
}

/** Whether the key meant something here. */
function handle(root: HTMLElement, view: Viewport, event: KeyboardEvent): boolean {
  const focused = focusedThing(root);
  const isOnThing = focused !== null && event.target === elementOf(focused);
  if (event.ctrlKey || event.metaKey) return zoomKey(view, event);
  const { nodes, wire } = useSelection.getState();
  const isNothingSelected = nodes.size === 0 && wire === null;
  const means = ON_SELECTION.test(event.key) || (event.altKey && event.key in ARROWS);
  if (isOnThing && isNothingSelected && means) select([focused]);
  if (event.key === "Escape") return goBack(focused, isOnThing);
  if (event.altKey || event.shiftKey || !(isOnThing || event.target === root)) return false;
  const direction = ARROWS[event.key];
  if (direction !== undefined) return go(focused, direction);
  switch (event.key) {
    case "Home":
    case "End":
      return goTo(
        event.key === "Home" ? readingOrder(currentScenario())[0] : readingOrder(currentScenario()).at(-1),
      );
    case "Enter":
    case "F2":
      return focused !== null && open(focused, event.key);
    default:
      return false;
  }
}

/** One level back: from a card's tool to the card, from one of its wires to the card. The rest is not the canvas's own. */
function goBack(focused: string | null, isOnThing: boolean): boolean {
  if (focused === null || useConnecting.getState().from !== null) return false;
  if (!isOnThing) {
    focusThing(focused);
    return true;
  }
  if (useSelection.getState().wire === null) return false;
  select([focused]);
  return true;
}

/** Ctrl with plus, minus and nought: only where the focus is on the canvas; elsewhere they are the browser's. */
function zoomKey(view: Viewport, event: KeyboardEvent): boolean {
  if (event.key === "+" || event.key === "=") view.zoomBy(1);
  else if (event.key === "-") view.zoomBy(-1);
  else if (event.key === "0") view.zoomTo(1);
  else return false;
  return true;
}

/** Along the wires from the card that has the focus. Where nothing lies, the focus stays. */
function go(focused: string | null, direction: Direction): boolean {
  const { nodes, wire } = useSelection.getState();
  if (focused === null) return goTo(nextInOrder(currentScenario(), null, 1) ?? undefined);
  if (itemOf(currentScenario(), focused)?.is !== "node") {
    return goTo(nextThing(focused, direction === "left" || direction === "up" ? -1 : 1));
  }
  if (wire === null && !(nodes.size === 1 && nodes.has(focused))) select([focused]);
  walk(direction);
  return true;
}

/** Notes and frames lie on no wire: they follow each other, after the cards. */
function nextThing(id: string, by: 1 | -1): string | undefined {
  const scenario = currentScenario();
  const things = [...scenario.notes, ...scenario.frames].map((thing) => thing.id);
  return things[things.indexOf(id) + by] ?? (by === -1 ? readingOrder(scenario).at(-1) : undefined);
}

function goTo(id: string | undefined): boolean {
  if (id !== undefined) select([id]);
  return true;
}

/** Enter: a connection ends here, a note or a label is written, a card's settings are opened. F2 writes, too. */
function open(id: string, key: string): boolean {
  const { from } = useConnecting.getState();
  if (from !== null) {
    if (from !== id) connectTo(id);
    return true;
  }
  const item = itemOf(currentScenario(), id);
  if (item?.is === "note" || item?.is === "frame") {
    write(id);
    return true;
  }
  if (key === "F2") return false;
  select([id]);
  setRightOpen(true);
  return true;
}

/** The canvas can be tabbed to as long as the focus is outside, and hands it on to a card. */
function tabStop(root: HTMLElement): () => void {
  let last: string | null = null;
  root.tabIndex = 0;
  root.setAttribute("aria-label", "Drawing. Arrow keys go along the wires, Tab goes to a card's tools.");
  const onFocusIn = (event: FocusEvent) => {
    root.tabIndex = -1;
    last = focusedThing(root) ?? last;
    if (event.target !== root) return;
    const id = entry(last);
    if (id !== null) focusThing(id);
  };
  const onFocusOut = (event: FocusEvent) => {
    if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) root.tabIndex = 0;
  };
  root.addEventListener("focusin", onFocusIn);
  root.addEventListener("focusout", onFocusOut);
  return () => {
    root.removeEventListener("focusin", onFocusIn);
    root.removeEventListener("focusout", onFocusOut);
  };
}

/** While the focus is on the canvas it goes to what is selected, wherever the command came from. */
function followSelection(root: HTMLElement, view: Viewport): () => void {
  return useSelection.subscribe(({ nodes }, before) => {
    if (nodes === before.nodes || nodes.size !== 1) return;
    const focused = focusedThing(root);
    const [id] = selectedThings();
    if (id === undefined || id === focused) return;
    const isHere = focused !== null || document.activeElement === root;
    if (!isHere || isTyping(document.activeElement)) return;
    view.reveal([id]);
    focusThing(id);
  });
}

/** When what had the focus is deleted, a neighbour has it. */
function keepFocus(root: HTMLElement): () => void {
  let focused: string | null = null;
  const onFocusIn = () => {
    focused = focusedThing(root);
  };
  document.addEventListener("focusin", onFocusIn);
  const end = useScenario.subscribe(({ scenario }, { scenario: before }) => {
    if (focused === null || scenario === before) return;
    const isThere = itemOf(scenario, focused) !== undefined;
    if (isThere || itemOf(before, focused) === undefined) return;
    const gone = new Set(before.nodes.map(({ id }) => id));
    for (const { id } of scenario.nodes) gone.delete(id);
    if (gone.size === 0) gone.add(focused);
    const next = neighbourOf(before, gone) ?? readingOrder(scenario)[0];
    focused = null;
    if (next !== undefined && itemOf(scenario, next) !== undefined) focusThing(next);
    else root.focus();
  });
  return () => {
    document.removeEventListener("focusin", onFocusIn);
    end();
  };
}
