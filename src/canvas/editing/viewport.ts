/** Looking at the canvas: how near, and at what. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import { boxAround, type Box } from "#scenario/frames.ts";
import { boxesOf, cardIdOf } from "#session/boxes.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { useView } from "#session/view-store.ts";
import { endsOfWire } from "#session/walk.ts";
import { fitDrawing } from "#canvas/use-view-fit.ts";

const MOVE_MS = 200;
/** Room around what is shown, in window pixels. */
const MARGIN = 48;
/** A selection is not blown up beyond this. */
const NEAR_MAX = 1.5;
const ZOOM_STEP = 1.25;

export interface Viewport {
  readonly fit: () => void;
  /** Brings the selection, or these ids, as near as they fit. */
  readonly fitSelection: () => void;
  readonly zoomTo: (zoom: number) => void;
  readonly zoomBy: (times: 1 | -1) => void;
  /** Moves the view only where these are not in it; the nearness stays where they fit. */
  readonly reveal: (ids: Iterable<string>) => void;
  /** The middle of the view is moved to this point of the canvas. */
  readonly lookAt: (x: number, y: number) => void;
}

/** The ids that are selected; for a wire those of its ends. */
export function selectedThings(): readonly string[] {
  const scenario = currentScenario();
  const { nodes, wire } = useSelection.getState();
  if (wire === null) return [...nodes].map((id) => cardIdOf(scenario, id));
  const ends = endsOfWire(scenario, wire);
  return ends === null ? [] : [ends.from, ends.to];
}

function boxOf(ids: Iterable<string>): Box | null {
  const scenario = currentScenario();
  const boxes = boxesOf(scenario);
  return boxAround([...ids].flatMap((id) => boxes.get(cardIdOf(scenario, id)) ?? []));
}

/** How far a stretch has to move to lie within 0 to `room`, with a margin where there is room for one. */
function inwards(start: number, length: number, room: number): number {
  if (start >= 0 && start + length <= room) return 0;
  const margin = Math.min(MARGIN, (room - length) / 2);
  return start < 0 ? margin - start : room - margin - length - start;
}

/** What can be done to the view. `fitted`: the whole drawing is shown from now on. */
export function useViewport(fitted: () => void): Viewport {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useMemo(() => {
    const duration = (): number => (useView.getState().reducedMotion ? 0 : MOVE_MS);
    const near = (box: Box): void => {
      const { width, height } = store.getState();
      const room = { width: Math.max(1, width - 2 * MARGIN), height: Math.max(1, height - 2 * MARGIN) };
      const zoom = Math.min(NEAR_MAX, room.width / box.width, room.height / box.height);
      void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom, duration: duration() });
    };
    return {
      fit: () => {
        fitted();
        fitDrawing(flow, store.getState(), duration());
      },
      fitSelection: () => {
        const box = boxOf(selectedThings());
        if (box !== null) near(box);
      },
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: duration() }),
      zoomBy: (times) => void flow.zoomTo(flow.getZoom() * ZOOM_STEP ** times, { duration: duration() }),
      lookAt: (x, y) => void flow.setCenter(x, y, { zoom: flow.getZoom() }),
      reveal: (ids) => {
        const box = boxOf(ids);
        if (box === null) return;
        const { width, height, transform } = store.getState();
        const [x, y, zoom] = transform;
        const [left, top] = [box.x * zoom + x, box.y * zoom + y];
        const [across, down] = [box.width * zoom, box.height * zoom];
        if (across > width || down > height) {
          const isSeen = left < width && top < height && left + across > 0 && top + down > 0;
          if (!isSeen) near(box);
          return;
        }
        // As little as brings it in: who works here knows where things are on screen.
        const by = { x: inwards(left, across, width), y: inwards(top, down, height) };
        if (by.x === 0 && by.y === 0) return;
        void flow.setViewport({ x: x + by.x, y: y + by.y, zoom }, { duration: duration() });
      },
    };
  }, [flow, store, fitted]);
}
