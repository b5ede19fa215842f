/** What stands on the canvas, as xyflow wants it: the document's, plus drags under way. */
import { applyNodeChanges, type NodeChange, type NodePositionChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { moveItems } from "#session/later.ts";
import { useScenario } from "#session/scenario-store.ts";
import { select, useConnecting, useSelection } from "#session/selection-store.ts";
import { readingOrder } from "#session/card-map.ts";
import type { Scenario } from "#scenario/document.ts";
import { dragAid, MANY_CARDS, useStage } from "./stage.ts";
import { mergeNodes, placed, toNodes, toThings, type FlowNode } from "./to-flow.ts";
import { useCoarsePointer } from "./use-coarse-pointer.ts";

interface Merged {
  readonly wanted: readonly FlowNode[];
  readonly selected: ReadonlySet<string>;
  readonly selectedFirst: boolean;
  readonly far: boolean;
}

/** Cards in the order in which one reads them, then notes and frames: a screen reader meets them in this order. */
function inOrder(scenario: Scenario): FlowNode[] {
  const cards = new Map(toNodes(scenario).map((card) => [card.id, card]));
  const read = readingOrder(scenario).flatMap((id) => cards.get(id) ?? []);
  return [...read, ...toThings(scenario)];
}

/** The nodes, and what becomes of xyflow's changes. Positions return to the document when a move ends. */
export function useNodes() {
  const scenario = useScenario((state) => state.scenario);
  const selected = useSelection((state) => state.nodes);
  const far = useStage((state) => state.far);
  const selectedFirst = useCoarsePointer();
  const wanted = useMemo(() => inOrder(scenario), [scenario]);
  const [shown, setShown] = useState<FlowNode[]>(() => mergeNodes([], wanted, { selected, selectedFirst }));
  const [merged, setMerged] = useState<Merged | null>(null);
  if (
    merged?.wanted !== wanted ||
    merged.selected !== selected ||
    merged.selectedFirst !== selectedFirst ||
    merged.far !== far
  ) {
    setMerged({ wanted, selected, selectedFirst, far });
    // What xyflow measured of cards that were empty from far away does not hold near by.
    const isFresh = merged !== null && merged.far !== far;
    setShown(mergeNodes(shown, wanted, { selected, selectedFirst }, isFresh));
  }
  const drag = useRef(new Map<string, { readonly x: number; readonly y: number }>());
  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    takeSelection(changes);
    const moves = changes.filter((change): change is NodePositionChange => change.type === "position");
    const sizes = changes.filter((change) => change.type === "dimensions");
    const under = moves.filter((change) => change.dragging === true);
    const moved = under.length > 0 ? (dragAid()?.during(under) ?? under.map(snapped)) : under;
    const ends = moves.some((change) => change.dragging !== true);
    for (const { id, position } of moved) if (position !== undefined) drag.current.set(id, position);
    // An end says where xyflow thinks things are; they are where the last step of the drag put them.
    const ended = ends ? [...drag.current.keys()].map((id) => stopped(id)) : [];
    if (sizes.length + moved.length + ended.length > 0)
      setShown((nodes) => applyNodeChanges<FlowNode>([...sizes, ...moved, ...ended], nodes).map(placed));
    if (!ends) return;
    const places = drag.current;
    drag.current = new Map();
    // Where the move was refused or became a copy, things go back to where the document has them.
    const settle = (): void => setMerged(null);
    if (places.size > 0 && dragAid()?.end(places) !== true) void moveItems(places).then(settle);
    else settle();
  }, []);
  return { nodes: useOnPage(shown), isMany: shown.length > MANY_CARDS, onNodesChange };
}

/** Shift held down may begin a selection by a box, which has to meet all cards. */
function useShiftHeld(): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const follow = (event: KeyboardEvent): void => setHeld(event.shiftKey);
    const release = (): void => setHeld(false);
    window.addEventListener("keydown", follow, { capture: true });
    window.addEventListener("keyup", follow, { capture: true });
    window.addEventListener("blur", release);
    return () => {
      window.removeEventListener("keydown", follow, { capture: true });
      window.removeEventListener("keyup", follow, { capture: true });
      window.removeEventListener("blur", release);
    };
  }, []);
  return held;
}

/** What has to be on the page: from far away, of very many cards, only those that somebody has to do with. */
function useOnPage(shown: FlowNode[]): FlowNode[] {
  const sparse = useStage((state) => state.sparse);
  const under = useStage((state) => state.under);
  const focused = useStage((state) => state.focused);
  const connecting = useConnecting((state) => state.from !== null);
  const shift = useShiftHeld();
  const isAll = !sparse || shift || connecting;
  return useMemo(
    () =>
      isAll
        ? shown
        : shown.filter(
            ({ id, type, selected, dragging }) =>
              selected === true ||
              dragging === true ||
              id === under ||
              id === focused ||
              type === "note" ||
              type === "frame",
          ),
    [shown, isAll, under, focused],
  );
}

const GRID = 8;

function snapped(change: NodePositionChange): NodePositionChange {
  const { position } = change;
  if (position === undefined) return change;
  const at = (value: number): number => Math.round(value / GRID) * GRID;
  return { ...change, position: { x: at(position.x), y: at(position.y) } };
}

function stopped(id: string): NodePositionChange {
  return { type: "position", id, dragging: false };
}

/** xyflow's selection becomes ours; there is one. */
function takeSelection(changes: readonly NodeChange<FlowNode>[]): void {
  const before = useSelection.getState().nodes;
  const after = new Set(before);
  for (const change of changes) {
    if (change.type !== "select") continue;
    if (change.selected) after.add(change.id);
    else after.delete(change.id);
  }
  if (after.size !== before.size || [...after].some((id) => !before.has(id))) select([...after]);
}
