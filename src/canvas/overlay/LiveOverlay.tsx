import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { latestFrame, onFrame } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { sampleColumn, sampleTimes } from "#session/samples.ts";
import { useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { useView } from "#session/view-store.ts";
import { indexFrame, type LiveFrame } from "#picture/live.ts";
import { FarLayer } from "./far-layer.ts";
import { cutHoles, hasHoles, onHolesChange } from "./holes.ts";
import styles from "./LiveOverlay.module.css";
import { createMotion } from "./motion.ts";
import { paintScene, type PaintView } from "./paint-scene.ts";
import { topicRates } from "#picture/rates.ts";
import { buildScene, placeScene, type Scene } from "#picture/scene.ts";
import { onThemeChange, readTheme } from "./theme.ts";

type FlowStore = ReturnType<typeof useStoreApi>;

/** One canvas over all cards and wires on which everything live is painted. Pointers pass through it. */
export function LiveOverlay() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  useEffect(() => (canvas.current === null ? undefined : runOverlay(canvas.current, store)), [store]);
  return <canvas ref={canvas} className={styles["overlay"]} aria-hidden="true" data-testid="live-overlay" />;
}

/** Paints whenever a frame, the viewport, a card's place, the theme or the document changed; never otherwise. */
function runOverlay(canvas: HTMLCanvasElement, store: FlowStore): () => void {
  const pen = canvas.getContext("2d");
  if (pen === null) return () => undefined;
  const motion = createMotion((layout, atUs) => topicRates(layout, atUs, sampleTimes(), sampleColumn));
  const farLayer = new FarLayer();
  let theme = readTheme();
  let scene: Scene | null = null;
  let live: LiveFrame | null = null;
  let request = 0;

  const schedule = (): void => {
    if (request === 0) request = requestAnimationFrame(paint);
  };
  const rebuild = (): void => {
    scene = null;
    schedule();
  };
  const paint = (nowMs: number): void => {
    request = 0;
    const { layout, speed } = usePlayback.getState();
    scene ??= buildScene(useScenario.getState().scenario, layout);
    const { nodeLookup } = store.getState();
    const view = viewOf(canvas, store, farLayer);
    const hasMoved = placeScene(scene, (id) => nodeLookup.get(id)?.internals.positionAbsolute);
    // What is dragged is selected, and painted over the far picture by itself.
    if (hasMoved && view.raised.size === 0) farLayer.clear();
    const frame = latestFrame();
    const hasRun = frame !== null && layout !== null;
    if (!hasRun) live = null;
    else {
      if (live?.frame !== frame || live.layout !== layout) live = indexFrame(frame, layout);
      motion.observe(frame, layout, nowMs, speed);
    }
    const isOfNow = paintScene(pen, scene, live, motion, theme, view, nowMs);
    if (hasHoles()) cutHoles(pen, canvas.getBoundingClientRect(), view.pixelRatio);
    if (!isOfNow || (hasRun && motion.isMoving(nowMs))) schedule();
  };

  const retheme = (): void => {
    theme = readTheme();
    schedule();
  };
  const ends = [fitToElement(canvas, schedule), watchChanges(store, { schedule, rebuild, retheme })];
  return () => {
    cancelAnimationFrame(request);
    for (const end of ends) end();
  };
}

/** As many pixels as the element has on screen. */
function fitToElement(canvas: HTMLCanvasElement, schedule: () => void): () => void {
  const resize = (): void => {
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    schedule();
  };
  const resizes = new ResizeObserver(resize);
  resizes.observe(canvas);
  resize();
  return () => resizes.disconnect();
}

interface Reactions {
  readonly schedule: () => void;
  readonly rebuild: () => void;
  readonly retheme: () => void;
}

/** Everything that the picture depends on. */
function watchChanges(store: FlowStore, { schedule, rebuild, retheme }: Reactions): () => void {
  const ends = [
    onFrame(schedule),
    store.subscribe(schedule),
    useScenario.subscribe(rebuild),
    usePlayback.subscribe((state, before) => (state.layout === before.layout ? schedule() : rebuild())),
    useSelection.subscribe(schedule),
    useView.subscribe(schedule),
    onThemeChange(retheme),
    onHolesChange(schedule),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function viewOf(canvas: HTMLCanvasElement, store: FlowStore, farLayer: FarLayer): PaintView {
  const [x, y, zoom] = store.getState().transform;
  const { playing, speed } = usePlayback.getState();
  return {
    x,
    y,
    zoom,
    width: canvas.clientWidth,
    height: canvas.clientHeight,
    pixelRatio: window.devicePixelRatio,
    playing,
    speed,
    reducedMotion: useView.getState().reducedMotion,
    raised: useSelection.getState().nodes,
    farLayer,
  };
}
