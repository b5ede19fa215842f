/** Pointing at cards and wires that are not on the page, because they are very many or far away. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import type { Position } from "#scenario/document.ts";
import { boxesOf } from "#session/boxes.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { select, selectWire } from "#session/selection-store.ts";
import { curvePoint } from "#picture/wire-path.ts";
import { cubicOfWire, drawnWires } from "#canvas/drawn-wires.ts";
import { useStage } from "#canvas/stage.ts";

/** A wire is hit from this far, in window pixels. */
const NEAR_PX = 8;
const STEPS = 24;

/** The card at a point of the canvas, the one in front; null where there is none. */
export function cardAtPlace(place: Position): string | null {
  const scenario = currentScenario();
  const boxes = boxesOf(scenario);
  for (let at = scenario.nodes.length - 1; at >= 0; at -= 1) {
    const id = scenario.nodes[at]!.id;
    const box = boxes.get(id);
    if (box === undefined) continue;
    const { x, y, width, height } = box;
    if (place.x >= x && place.y >= y && place.x <= x + width && place.y <= y + height) return id;
  }
  return null;
}

/** The wire nearest to a point of the canvas, where one is within `within` canvas units. */
export function wireAtPlace(place: Position, within: number): string | null {
  const scenario = currentScenario();
  const boxes = boxesOf(scenario);
  let [nearest, least]: [string | null, number] = [null, within];
  for (const wire of drawnWires(scenario)) {
    const cubic = cubicOfWire(wire, (id) => boxes.get(id));
    if (cubic === null) continue;
    let before = curvePoint(cubic, 0);
    for (let step = 1; step <= STEPS; step += 1) {
      const after = curvePoint(cubic, step / STEPS);
      const away = distance(place, before, after);
      if (away < least) [nearest, least] = [wire.id, away];
      before = after;
    }
  }
  return nearest;
}

/** How far a point is from a stretch of line. */
function distance(point: Position, from: Position, to: Position): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - dx * part, point.y - from.y - dy * part);
}

const isPane = (target: EventTarget | null): boolean =>
  target instanceof Element && target.classList.contains("react-flow__pane");

/** From far away a card comes onto the page when the pointer comes to it, and a press selects what is drawn there. */
export function useFarPointer(root: HTMLElement | null): void {
  const { screenToFlowPosition } = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    if (root === null) return;
    const placeOf = (event: MouseEvent): Position =>
      screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
    const onMove = (event: PointerEvent): void => {
      if (!useStage.getState().sparse || event.buttons !== 0 || !isPane(event.target)) return;
      const under = cardAtPlace(placeOf(event));
      if (under !== useStage.getState().under) useStage.setState({ under });
    };
    const onClick = (event: MouseEvent): void => {
      if (!useStage.getState().sparse || !isPane(event.target)) return;
      const place = placeOf(event);
      const card = cardAtPlace(place);
      const wire = card === null ? wireAtPlace(place, NEAR_PX / store.getState().transform[2]) : null;
      if (card === null && wire === null) return;
      // xyflow takes the press for one on nothing, and selects nothing; this comes after.
      setTimeout(() => {
        if (card !== null) select([card]);
        else if (wire !== null) selectWire(wire);
      });
    };
    root.addEventListener("pointermove", onMove);
    root.addEventListener("click", onClick);
    return () => {
      root.removeEventListener("pointermove", onMove);
      root.removeEventListener("click", onClick);
    };
  }, [root, store, screenToFlowPosition]);
}
