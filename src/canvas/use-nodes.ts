/** What stands on the canvas, as xyflow wants it: the document's, plus drags under way. */
import { applyNodeChanges, type NodeChange, type NodePositionChange } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { moveItems } from "#session/later.ts";
import { useScenario } from "#session/scenario-store.ts";
import { select, useSelection } from "#session/selection-store.ts";
import { readingOrder } from "#session/card-map.ts";
import type { Scenario } from "#scenario/document.ts";
import { dragAid, useStage } from "./stage.ts";
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
  return { nodes: shown, onNodesChange };
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
