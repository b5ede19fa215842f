import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef, type RefObject } from "react";
import { latestFrame, onFrame } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { useView } from "#session/view-store.ts";
import type { Position } from "#scenario/document.ts";
import { indexFrame } from "./live.ts";
import { createMotion } from "./overlay/motion.ts";
import { paintScene } from "./overlay/paint-scene.ts";
import { buildScene, placeScene, type Scene } from "./overlay/scene.ts";
import { onThemeChange, readTheme } from "./overlay/theme.ts";
import styles from "./Canvas.module.css";
import { belongs } from "./use-live.ts";

/**
 * One canvas over the whole drawing with everything that lives: painted from the newest frame when something has changed,
 * past React. `places` holds where cards are while they are dragged.
 */
export function LiveLayer({ places }: { readonly places: RefObject<ReadonlyMap<string, Position>> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  useEffect(() => {
    if (canvas.current === null) return;
    return startPainting(canvas.current, flow, () => places.current);
  }, [flow, places]);
  return <canvas ref={canvas} className={styles["live"]} aria-hidden="true" />;
}

/** Keeps the canvas painted until the answer is called. */
function startPainting(
  canvas: HTMLCanvasElement,
  flow: ReturnType<typeof useStoreApi>,
  dragged: () => ReadonlyMap<string, Position>,
): () => void {
  const pen = canvas.getContext("2d");
  if (pen === null) return () => undefined;
  const motion = createMotion();
  let theme = readTheme();
  let scene: Scene | null = null;
  let isDirty = true;
  let request = 0;
  const dirty = (): void => {
    isDirty = true;
  };
  const rebuild = (): void => {
    scene = null;
    dirty();
  };
  const paint = (): void => {
    request = requestAnimationFrame(paint);
    const nowMs = performance.now();
    if (!isDirty && !motion.isMoving(nowMs)) return;
    isDirty = false;
    const { layout, playing, speed } = usePlayback.getState();
    const { scenario } = useScenario.getState();
    const frame = latestFrame();
    scene ??= buildScene(scenario, layout);
    const positions = dragged();
    placeScene(scene, (id) => positions.get(id) ?? scenario.nodes.find((node) => node.id === id)?.position);
    const { transform, width, height } = flow.getState();
    const pixelRatio = Math.min(2, window.devicePixelRatio || 1);
    fit(canvas, width, height, pixelRatio);
    if (frame === null || layout === null || !belongs(frame, layout)) {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    motion.observe(frame, layout, nowMs, speed);
    const { reducedMotion } = useView.getState();
    const raised = useSelection.getState().nodes;
    const [x, y, zoom] = transform;
    const view = { x, y, zoom, width, height, pixelRatio, playing, speed, reducedMotion, raised };
    paintScene(pen, scene, indexFrame(frame, layout), motion, theme, view, nowMs);
  };
  request = requestAnimationFrame(paint);
  const ends = [
    onFrame(dirty),
    flow.subscribe(dirty),
    useScenario.subscribe(rebuild),
    usePlayback.subscribe((state, before) => (state.layout === before.layout ? dirty() : rebuild())),
    useSelection.subscribe(dirty),
    useView.subscribe(dirty),
    onThemeChange(() => {
      theme = readTheme();
      dirty();
    }),
  ];
  return () => {
    cancelAnimationFrame(request);
    for (const end of ends) end();
  };
}

function fit(canvas: HTMLCanvasElement, width: number, height: number, pixelRatio: number): void {
  const [w, h] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}
