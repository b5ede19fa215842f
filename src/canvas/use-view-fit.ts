/**
 * Keeps the whole drawing in view as long as nobody has chosen a view of their own: when another document is opened, when
 * a card is added, and when a panel opens and the canvas becomes narrower. Whoever pans or zooms is left alone, except
 * that a card that was just added is shown.
 */
import { getViewportForBounds, useReactFlow, useStoreApi, type ReactFlowInstance } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";
import type { Scenario } from "#scenario/document.ts";
import { boxAround } from "#scenario/frames.ts";
import { boxesOf } from "#session/boxes.ts";
import { currentScenario, useScenario } from "#session/scenario-store.ts";
import { useView } from "#session/view-store.ts";

/** Room for the line of words above the first view, and for tools above a card. */
export const FIT = {
  padding: { top: "72px", right: "32px", bottom: "40px", left: "32px" },
  maxZoom: 1.1,
} as const;

const MOVE_MS = 200;

export interface ViewFit {
  /** A pan or a zoom begins; without an event it is our own. */
  readonly movedByHand: (event: MouseEvent | TouchEvent | null) => void;
  /** Somebody asked to see everything. */
  readonly fitted: () => void;
}

export function useViewFit(): ViewFit {
  const flow = useReactFlow();
  const store = useStoreApi();
  const isOwnView = useRef(false);
  useEffect(() => {
    let request = 0;
    const fit = (duration: number): void => {
      cancelAnimationFrame(request);
      request = requestAnimationFrame(() => fitDrawing(flow, store.getState(), duration));
    };
    const ends = [
      useScenario.subscribe(({ scenario }, before) => {
        if (isAnother(before.scenario, scenario)) {
          isOwnView.current = false;
          return fit(0);
        }
        const known = new Set(before.scenario.nodes.map(({ id }) => id));
        const added = scenario.nodes.filter((node) => !known.has(node.id));
        if (added.length === 0) return;
        const duration = useView.getState().reducedMotion ? 0 : MOVE_MS;
        if (isOwnView.current && isInView(store.getState(), added)) return;
        isOwnView.current = false;
        fit(duration);
      }),
      store.subscribe((now, before) => {
        if (now.width === before.width && now.height === before.height) return;
        // A panel that opens during a drag must not move the drawing from under the pointer.
        const isDragging = now.nodes.some(({ dragging }) => dragging === true);
        if (!isOwnView.current && before.width > 0 && !isDragging) fit(0);
      }),
    ];
    return () => {
      cancelAnimationFrame(request);
      for (const end of ends) end();
    };
  }, [flow, store]);
  return useMemo(
    () => ({
      movedByHand: (event) => {
        if (event !== null) isOwnView.current = true;
      },
      fitted: () => {
        isOwnView.current = false;
      },
    }),
    [],
  );
}

/** Shows all of the drawing, as the document has it: not every card need be on the page. */
export function fitDrawing(
  flow: Pick<ReactFlowInstance, "setViewport">,
  { width, height, minZoom }: { readonly width: number; readonly height: number; readonly minZoom: number },
  duration: number,
): void {
  const box = boxAround(boxesOf(currentScenario()).values());
  if (box === null || width === 0 || height === 0) return;
  const viewport = getViewportForBounds(box, width, height, minZoom, FIT.maxZoom, FIT.padding);
  void flow.setViewport(viewport, { duration });
}

interface Flow {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

/** Whether the upper left corners of these nodes, and a card's width beside them, are on screen. */
function isInView({ transform: [x, y, zoom], width, height }: Flow, nodes: Scenario["nodes"]): boolean {
  return nodes.every(({ position }) => {
    if (position === undefined) return true;
    const [left, top] = [position.x * zoom + x, position.y * zoom + y];
    return left >= 0 && top >= 0 && left + 220 * zoom <= width && top + 160 * zoom <= height;
  });
}

/** Another document was opened: then no node object is left of the one before. */
function isAnother(before: Scenario, after: Scenario): boolean {
  if (before.nodes === after.nodes || after.nodes.length === 0) return false;
  const old = new Set(before.nodes);
  const ids = new Set(before.nodes.map(({ id }) => id));
  const isEditOfOne = after.nodes.length === 1 && ids.has(after.nodes[0]?.id ?? "");
  return !isEditOfOne && !after.nodes.some((node) => old.has(node));
}
