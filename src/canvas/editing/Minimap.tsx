import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef, type PointerEvent } from "react";
import { boxAround, type Box } from "#scenario/frames.ts";
import { boxesOf } from "#session/boxes.ts";
import { currentScenario, useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { useView } from "#session/view-store.ts";
import { onThemeChange, readTheme } from "#canvas/overlay/theme.ts";
import styles from "./Minimap.module.css";
import { mapScale, type MapScale } from "./minimap-scale.ts";
import type { Viewport } from "./viewport.ts";

/** Seldom enough to cost nothing while somebody pans. */
const PAINT_EVERY_MS = 100;
const SIZE = { width: 192, height: 128 } as const;

type FlowStore = ReturnType<typeof useStoreApi>;

/** The whole drawing in a corner, with what is in view; a press there goes there. For the pointer: keys have better ways. */
export function Minimap({ view }: { readonly view: Viewport }) {
  const isShown = useView((state) => state.minimap);
  return isShown ? <Map view={view} /> : null;
}

function Map({ view }: { readonly view: Viewport }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const scale = useRef<MapScale | null>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    return runMap(element, store, (now) => (scale.current = now));
  }, [store]);
  const look = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1 || scale.current === null) return;
    const box = event.currentTarget.getBoundingClientRect();
    const { left, top, factor } = scale.current;
    view.lookAt(left + (event.clientX - box.left) / factor, top + (event.clientY - box.top) / factor);
  };
  return (
    <canvas
      ref={canvas}
      className={styles["map"]}
      style={SIZE}
      aria-hidden="true"
      data-testid="minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        look(event);
      }}
      onPointerMove={look}
    />
  );
}

/** Paints when something moved, ten times a second at most. */
function runMap(canvas: HTMLCanvasElement, store: FlowStore, scaled: (scale: MapScale) => void): () => void {
  const pen = canvas.getContext("2d");
  if (pen === null) return () => undefined;
  const ratio = window.devicePixelRatio;
  canvas.width = SIZE.width * ratio;
  canvas.height = SIZE.height * ratio;
  let theme = readTheme();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const paint = (): void => {
    timer = undefined;
    const scenario = currentScenario();
    const boxes = boxesOf(scenario);
    const { transform, width, height } = store.getState();
    const [x, y, zoom] = transform;
    const seen: Box = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
    const scale = mapScale(boxAround(boxes.values()) ?? seen, seen, SIZE);
    scaled(scale);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, SIZE.width, SIZE.height);
    const { factor, left, top } = scale;
    const rect = (box: Box): [number, number, number, number] => [
      (box.x - left) * factor,
      (box.y - top) * factor,
      Math.max(1.5, box.width * factor),
      Math.max(1.5, box.height * factor),
    ];
    pen.strokeStyle = theme.lineStrong;
    pen.lineWidth = 1;
    for (const { id } of scenario.frames) pen.strokeRect(...rect(boxes.get(id)!));
    const { nodes: selected } = useSelection.getState();
    const isFrame = new Set(scenario.frames.map(({ id }) => id));
    for (const [id, box] of boxes) {
      if (isFrame.has(id)) continue;
      pen.fillStyle = selected.has(id) ? theme.accent : theme.ink3;
      pen.fillRect(...rect(box));
    }
    pen.strokeStyle = theme.accent;
    pen.lineWidth = 1.5;
    pen.strokeRect(...rect(seen));
  };
  const schedule = (): void => {
    timer ??= setTimeout(paint, PAINT_EVERY_MS);
  };
  const ends = [
    store.subscribe(schedule),
    useScenario.subscribe(schedule),
    useSelection.subscribe(schedule),
    onThemeChange(() => {
      theme = readTheme();
      schedule();
    }),
  ];
  paint();
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}
