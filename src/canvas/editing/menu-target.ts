/** What a context menu was asked for: by the pointer at a place, or by a key at what has the focus. */
import type { Position } from "#scenario/document.ts";
import { itemOf } from "#scenario/items.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { select, selectWire, useSelection } from "#session/selection-store.ts";
import { instanceAtPlace } from "#canvas/instance-place.ts";
import { useStage } from "#canvas/stage.ts";
import { cardAtPlace, wireAtPlace } from "./far-pointer.ts";
import { elementOf } from "./focus.ts";

export type MenuTarget =
  | { readonly is: "card"; readonly id: string }
  | { readonly is: "instance"; readonly id: string; readonly instance: number }
  | { readonly is: "note"; readonly id: string }
  | { readonly is: "frame"; readonly id: string }
  | { readonly is: "wire"; readonly id: string }
  | { readonly is: "selection" }
  /** `place`: in canvas units. */
  | { readonly is: "pane"; readonly place: Position };

/** The card, note or frame with this id; where it is one of several that are selected, the selection. */
export function targetOf(id: string): MenuTarget | null {
  const { nodes } = useSelection.getState();
  if (nodes.size > 1 && nodes.has(id)) return { is: "selection" };
  const item = itemOf(currentScenario(), id);
  if (item === undefined) return null;
  return { is: item.is === "node" ? "card" : item.is, id };
}

/** What lies under the pointer. `element`: the topmost one there; `place` and how far around it a wire is hit: in canvas units. */
export function targetAt(element: Element, place: Position, within: number): MenuTarget | null {
  const wire = element.closest(".react-flow__edge")?.getAttribute("data-id") ?? null;
  if (wire !== null) return { is: "wire", id: wire };
  const id = element.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
  if (id === null) return element.closest(".react-flow__pane") === null ? null : drawnAt(place, within);
  const target = targetOf(id);
  if (target?.is !== "card") return target;
  const instance = instanceAtPlace(currentScenario(), id, place);
  return instance === null ? target : { is: "instance", id, instance };
}

/** What is drawn at a place of the pane: from far away cards and wires are no elements of the page. */
function drawnAt(place: Position, within: number): MenuTarget {
  if (useStage.getState().sparse) {
    const card = cardAtPlace(place);
    const target = card === null ? null : targetOf(card);
    if (target !== null) return target;
    const wire = wireAtPlace(place, within);
    if (wire !== null) return { is: "wire", id: wire };
  }
  return { is: "pane", place };
}

/** What a menu is about is selected first, so that its commands mean it. */
export function selectTarget(target: MenuTarget): void {
  switch (target.is) {
    case "card":
    case "instance":
    case "note":
    case "frame":
      return select([target.id]);
    case "wire":
      return selectWire(target.id);
    case "selection":
    case "pane":
      return;
  }
}

/** Where a menu that a key opened stands: at the thing's upper left. In window pixels; null where it is not on the page. */
export function pointAt(id: string): Position | null {
  const box = elementOf(id)?.getBoundingClientRect();
  return box === undefined ? null : { x: box.left + 16, y: box.top + Math.min(box.height / 2, 28) };
}
