import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  useStoreApi,
  type EdgeChange,
  type EdgeTypes,
  type FinalConnectionState,
  type NodeTypes,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type DragEvent,
  type KeyboardEvent,
} from "react";
import { addNode, connectTo, endConnection } from "#session/later.ts";
import { TILE_DATA_TYPE } from "#session/tile-data.ts";
import { currentScenario, useScenario } from "#session/scenario-store.ts";
import {
  cancelConnecting,
  clearSelection,
  selectWire,
  startConnecting,
  useConnecting,
  useSelection,
} from "#session/selection-store.ts";
import { groupOfService } from "#sim/service-group.ts";
import { later } from "#ui/later.tsx";
import { focusAt, hoverCard } from "./active-card.ts";
import styles from "./Canvas.module.css";
import { PlainCard, ServiceCard } from "./cards.tsx";
import { cardAt } from "./card-at.ts";
import { FarWires } from "./FarWires.tsx";
import { LiveOverlay } from "./overlay/LiveOverlay.tsx";
import { FAR_ZOOM } from "./overlay/paint-scene.ts";
import { MANY_CARDS, useStage } from "./stage.ts";
import { FrameBox, NoteBox } from "./things.tsx";
import { toEdges, type FlowNode, type WireEdge } from "./to-flow.ts";
import { useNodes } from "./use-nodes.ts";
import { FIT, useViewFit } from "./use-view-fit.ts";
import { WireLine } from "./WireLine.tsx";

/** What makes the canvas an editor; the picture need not wait for it. */
const Editing = later(() => import("./editing/Editing.tsx").then((module) => module.Editing));

const nodeTypes: NodeTypes = {
  service: ServiceCard,
  topic: PlainCard,
  "dead-letter-queue": PlainCard,
  cluster: PlainCard,
  "schema-registry": PlainCard,
  "event-store": PlainCard,
  database: PlainCard,
  unknown: PlainCard,
  note: NoteBox,
  frame: FrameBox,
};
const edgeTypes: EdgeTypes = { wire: WireLine };

const GRID: [number, number] = [8, 8];

/** The scenario as cards and wires on a plane, with everything that moves painted over it. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Plane />
    </ReactFlowProvider>
  );
}

function Plane() {
  const { far, sparse } = useDistance();
  const { nodes, isMany, onNodesChange } = useNodes();
  const { edges, onEdgesChange } = useWires(sparse);
  const zoomed = useZoomVariable();
  const fit = useViewFit();

  const onDrop = useTileDrop();
  return (
    <div
      ref={zoomed}
      className={styles["canvas"]}
      data-far={far}
      onKeyDownCapture={connectByKey}
      onFocusCapture={(event) => focusAt(event.target as Element)}
      onBlurCapture={(event) => event.relatedTarget === null && focusAt(null)}
      onDragOver={allowTile}
      onDrop={onDrop}
    >
      <ReactFlow<FlowNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onlyRenderVisibleElements={isMany}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeClick={endConnectingAt}
        onNodeMouseEnter={enterCard}
        onNodeMouseLeave={leaveCard}
        onPaneClick={leaveAll}
        onConnectStart={beginConnecting}
        onConnectEnd={endConnecting}
        onMoveStart={fit.movedByHand}
        {...SETTINGS}
      >
        {sparse && <FarWires />}
        {!far && <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--line)" />}
        <LiveOverlay />
        <Editing fitted={fit.fitted} />
      </ReactFlow>
    </div>
  );
}

const HIDDEN = { display: "none" } as const;
const MULTI_KEYS = ["Meta", "Control"];
const ARIA = {
  "handle.ariaLabel": "Port",
} as const;

/** How xyflow behaves here; one object for good, so that nothing renders for it. */
const SETTINGS = {
  connectOnClick: false,
  connectionDragThreshold: 4,
  connectionRadius: 32,
  connectionLineStyle: HIDDEN,
  deleteKeyCode: null,
  panActivationKeyCode: null,
  selectionKeyCode: "Shift",
  multiSelectionKeyCode: MULTI_KEYS,
  disableKeyboardA11y: true,
  autoPanOnNodeFocus: false,
  zoomOnDoubleClick: false,
  fitView: true,
  fitViewOptions: FIT,
  minZoom: 0.1,
  maxZoom: 2.5,
  nodesFocusable: false,
  edgesFocusable: false,
  nodeDragThreshold: 2,
  elevateNodesOnSelect: true,
  ariaLabelConfig: ARIA,
  attributionPosition: "bottom-right",
} as const;

/** How far away things are seen from; all of the canvas reads it from the stage. */
function useDistance(): { readonly far: boolean; readonly sparse: boolean } {
  const far = useStore((state) => state.transform[2] < FAR_ZOOM);
  const isMany = useScenario((state) => state.scenario.nodes.length > MANY_CARDS);
  const sparse = far && isMany;
  useLayoutEffect(() => useStage.setState({ far, sparse }), [far, sparse]);
  return { far, sparse };
}

const NO_EDGES: WireEdge[] = [];

/** The wires; where cards are many and far away `FarWires` draws them all. */
function useWires(sparse: boolean) {
  const scenario = useScenario((state) => state.scenario);
  const wire = useSelection((state) => state.wire);
  const plain = useMemo(() => toEdges(scenario), [scenario]);
  const edges = useMemo(
    () => plain.map((edge) => (edge.id === wire ? { ...edge, selected: true } : edge)),
    [plain, wire],
  );
  const onEdgesChange = useCallback((changes: EdgeChange<WireEdge>[]) => {
    for (const change of changes) {
      if (change.type !== "select") continue;
      if (change.selected) selectWire(change.id);
      else if (useSelection.getState().wire === change.id) clearSelection();
    }
  }, []);
  return { edges: sparse ? NO_EDGES : edges, onEdgesChange };
}

/** A tile of the palette dropped here becomes a node. */
function useTileDrop() {
  const { screenToFlowPosition } = useReactFlow();
  return useCallback(
    (event: DragEvent) => {
      const kind = event.dataTransfer.getData(TILE_DATA_TYPE);
      if (kind === "") return;
      event.preventDefault();
      const at = screenToFlowPosition(
        { x: event.clientX, y: event.clientY },
        { snapToGrid: true, snapGrid: GRID },
      );
      void addNode(kind, at);
    },
    [screenToFlowPosition],
  );
}

/** Gives CSS the zoom, for controls that keep their size. Written past React: it changes with every step of the wheel. */
function useZoomVariable() {
  const element = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    let shown = Number.NaN;
    const write = () => {
      const zoom = store.getState().transform[2];
      if (zoom === shown) return;
      shown = zoom;
      element.current?.style.setProperty("--zoom", String(zoom));
    };
    write();
    return store.subscribe(write);
  }, [store]);
  return element;
}

function allowTile(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(TILE_DATA_TYPE)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
}

function enterCard(_: unknown, node: FlowNode): void {
  hoverCard(node.id);
}

function leaveCard(): void {
  hoverCard(null);
}

function leaveAll(): void {
  cancelConnecting();
}

/** The second press of press-and-press. */
function endConnectingAt(_: unknown, node: FlowNode): void {
  const { from } = useConnecting.getState();
  if (from !== null && from !== node.id) void connectTo(node.id);
}

/** What failed goes out at a service's second port, and comes from its group: to a dead letter queue, or to a retry topic. */
function beginConnecting(
  _: unknown,
  { nodeId, handleId }: { readonly nodeId: string | null; readonly handleId: string | null },
): void {
  if (nodeId === null) return;
  const group = handleId === "failed" ? groupOfService(currentScenario(), nodeId) : undefined;
  startConnecting(group?.id ?? nodeId);
}

/** A dragged connection ends on a card as a whole, not only on its port. */
function endConnecting(event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  const { from } = useConnecting.getState();
  if (from === null) return;
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  const under = point === undefined ? null : cardAt(document.elementFromPoint(point.clientX, point.clientY));
  const to = under ?? state.toNode?.id ?? null;
  if (to === null || to === from) return cancelConnecting();
  void endConnection(to);
}

/** Enter on a focused card ends a connection there. */
function connectByKey(event: KeyboardEvent): void {
  const { from } = useConnecting.getState();
  if (from === null || event.key !== "Enter") return;
  const target = event.target as Element;
  const id = target.classList.contains("react-flow__node") ? cardAt(target) : null;
  if (id === null || id === from) return;
  event.preventDefault();
  event.stopPropagation();
  void connectTo(id);
}
