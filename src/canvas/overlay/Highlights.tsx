import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { latestFrame, onFrame } from "#session/frames.ts";
import { followMessage, useJourney } from "#session/journey.ts";
import { useMessages } from "#session/messages.ts";
import { askRun, usePlayback } from "#session/playback-store.ts";
import { pointAt, pointAway, usePointing, type Pointer } from "#session/pointing-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { setDrawerTab } from "#session/view-store.ts";
import { indexFrame } from "#picture/live.ts";
import { buildScene, placeScene, type Scene } from "#picture/scene.ts";
import { paintHighlights, type Lit, type Marked } from "./highlight-painter.ts";
import styles from "./Highlights.module.css";
import { FAR_ZOOM } from "./paint-scene.ts";
import { recordAt } from "./record-place.ts";
import { onThemeChange, readTheme } from "./theme.ts";

type FlowStore = ReturnType<typeof useStoreApi>;

/** A canvas over all others on which what is pointed at or followed is lit; and the canvas's own pointing. */
export function Highlights() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    if (canvas.current === null) return;
    const highlights = new HighlightLayer(canvas.current, store);
    return () => highlights.end();
  }, [store]);
  return <canvas ref={canvas} className={styles["highlights"]} aria-hidden="true" data-testid="highlights" />;
}

/** Paints only while something is lit. */
class HighlightLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #store: FlowStore;
  readonly #ends: (() => void)[];
  /** Ends of what is listened to while something is lit. */
  #busy: (() => void)[] | null = null;
  #scene: Scene | null = null;
  #request = 0;
  /** The record under the pointer, and the message there once the worker has said so. */
  #record = "";
  #message: number | null = null;

  constructor(canvas: HTMLCanvasElement, store: FlowStore) {
    this.#canvas = canvas;
    this.#store = store;
    const change = () => this.#change();
    this.#ends = [
      usePointing.subscribe(change),
      useJourney.subscribe(change),
      ...this.#listen(store.getState().domNode),
    ];
    change();
  }

  end(): void {
    for (const end of [...this.#ends, ...(this.#busy ?? [])]) end();
    cancelAnimationFrame(this.#request);
    pointAway("canvas");
  }

  #change(): void {
    const isLit = usePointing.getState().at !== null || useJourney.getState().message !== null;
    if (isLit && this.#busy === null) this.#begin();
    else if (!isLit && this.#busy !== null) {
      for (const end of this.#busy) end();
      this.#busy = null;
    }
    this.#schedule();
  }

  #begin(): void {
    const schedule = () => this.#schedule();
    const rebuild = () => {
      this.#scene = null;
      schedule();
    };
    const resizes = new ResizeObserver(schedule);
    resizes.observe(this.#canvas);
    this.#scene = null;
    this.#busy = [
      onFrame(schedule),
      this.#store.subscribe(schedule),
      useScenario.subscribe(rebuild),
      usePlayback.subscribe((state, before) => {
        if (state.layout !== before.layout) rebuild();
      }),
      onThemeChange(schedule),
      () => resizes.disconnect(),
    ];
  }

  #schedule(): void {
    if (this.#request === 0) this.#request = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#request = 0;
    const canvas = this.#canvas;
    const pen = canvas.getContext("2d");
    const frame = latestFrame();
    const { layout } = usePlayback.getState();
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    if (pen === null) return;
    const lit = litNow();
    canvas.dataset["lit"] = [...lit.nodes, ...lit.wires].join(" ");
    canvas.dataset["message"] = lit.marked.map(({ message }) => message).join(" ");
    if (this.#busy === null || frame === null || layout === null) {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, width, height);
      return;
    }
    const [x, y, zoom] = this.#store.getState().transform;
    const view = { dx: x * ratio, dy: y * ratio, scale: zoom * ratio, zoom };
    paintHighlights(pen, this.#placed(), indexFrame(frame, layout), readTheme(), view, lit);
  }

  #placed(): Scene {
    const { nodeLookup } = this.#store.getState();
    this.#scene ??= buildScene(useScenario.getState().scenario, usePlayback.getState().layout);
    placeScene(this.#scene, (id) => nodeLookup.get(id)?.internals.positionAbsolute);
    return this.#scene;
  }

  /** Wires, cards and records under the pointer are pointed at; a click on a record follows its message. */
  #listen(root: HTMLElement | null): (() => void)[] {
    if (root === null) return [];
    const stop = new AbortController();
    const { signal } = stop;
    root.addEventListener("pointermove", (event) => this.#moved(event), { signal });
    root.addEventListener("pointerleave", () => this.#left(), { signal });
    root.addEventListener("click", (event) => this.#clicked(event), { signal });
    return [() => stop.abort()];
  }

  #moved(event: PointerEvent): void {
    if (event.buttons !== 0 || event.pointerType === "touch") return;
    const target = event.target as Element;
    const wire = target.closest<HTMLElement>(".react-flow__edge")?.dataset["id"];
    const node = target.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
    if (wire === undefined && node === undefined) return this.#left();
    const record = node === undefined ? null : this.#recordAt(event, node);
    const key = record === null ? "" : `${record.partition} ${record.offset}`;
    if (key !== this.#record) {
      this.#record = key;
      this.#message = null;
      if (record !== null) this.#ask(record, node!, key);
    }
    pointAt(pointer(node, wire, this.#message));
  }

  #ask(record: { partition: number; offset: number }, node: string, key: string): void {
    void askRun({ is: "record", ...record }).then((answer) => {
      if (answer === null || answer.message < 0 || key !== this.#record) return;
      this.#message = answer.message;
      pointAt(pointer(node, undefined, answer.message));
    });
  }

  #left(): void {
    this.#record = "";
    this.#message = null;
    pointAway("canvas");
  }

  #clicked(event: MouseEvent): void {
    const node = (event.target as Element).closest<HTMLElement>(".react-flow__node")?.dataset["id"];
    const record = node === undefined || event.defaultPrevented ? null : this.#recordAt(event, node);
    if (record === null) return;
    void askRun({ is: "record", ...record }).then((answer) => {
      if (answer === null || answer.message < 0) return;
      followMessage(answer.message);
      setDrawerTab("messages");
    });
  }

  /** The record of a topic's card under the pointer. From far away there are none to be seen. */
  #recordAt(event: MouseEvent, node: string): { partition: number; offset: number } | null {
    const frame = latestFrame();
    const { layout } = usePlayback.getState();
    const [x, y, zoom] = this.#store.getState().transform;
    if (frame === null || layout === null || zoom < FAR_ZOOM) return null;
    const box = this.#canvas.getBoundingClientRect();
    const card = this.#placed().cards.find(({ id }) => id === node);
    const point = { x: (event.clientX - box.left - x) / zoom, y: (event.clientY - box.top - y) / zoom };
    return card === undefined ? null : recordAt(indexFrame(frame, layout), card, point);
  }
}

function pointer(node: string | undefined, wire: string | undefined, message: number | null): Pointer {
  const list = (id: string | undefined): string[] => (id === undefined ? [] : [id]);
  return { nodes: list(node), wires: list(wire), timeUs: null, storyRow: null, message, from: "canvas" };
}

/** What is to be lit now: what other views point at, and the message that is followed. */
function litNow(): Lit {
  const { at } = usePointing.getState();
  const { message, journey } = useJourney.getState();
  const isOther = at !== null && at.from !== "canvas";
  const marked: Marked[] = [];
  if (message !== null) {
    const label = `${journey?.info.key ?? ""} #${message}`.trim();
    marked.push({ message, partition: journey?.partition ?? -1, offset: journey?.offset ?? -1, label });
  }
  if (at?.message !== null && at?.message !== undefined && at.message !== message) {
    // Where it lies is known as long as its row is on screen.
    const row = useMessages.getState().rows.find((each) => each.message === at.message);
    marked.push({
      message: at.message,
      partition: row?.partition ?? -1,
      offset: row?.offset ?? -1,
      label: "",
    });
  }
  return {
    nodes: new Set(isOther ? at.nodes : []),
    wires: new Set(isOther ? at.wires : []),
    marked,
  };
}
