/**
 * All cards from far away as one picture. It is painted anew a few times a second, and in between only moved: a
 * thousand names a frame would leave no time for anything else.
 */
import type { LiveFrame } from "#picture/live.ts";
import type { PaintTheme } from "#picture/paint-theme.ts";
import type { Scene, SceneCard } from "#picture/scene.ts";
import type { CanvasPen } from "./canvas-job.ts";
import { paintFar } from "./far-painter.ts";
import type { PaintView } from "./paint-scene.ts";

/** Painted beyond the edges of the view, in window pixels, so that a pan does not come to its end at once. */
const MARGIN_PX = 160;
/** Figures change that often at the most; more cards, more seldom. */
const REFRESH_MS = 200;
const REFRESH_MANY_MS = 500;
const MANY_CARDS = 300;
/** While somebody zooms the picture is stretched, and sharp again after this. */
const ZOOM_REFRESH_MS = 120;

interface Made {
  readonly scene: Scene;
  readonly theme: PaintTheme;
  readonly raised: ReadonlySet<string>;
  readonly live: LiveFrame | null;
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly atMs: number;
}

export class FarLayer {
  /** An element though it is never shown: an OffscreenCanvas resolves its font anew for every text (0.3 ms each). */
  #picture: HTMLCanvasElement | null = null;
  #made: Made | null = null;

  /** The cards have moved: the picture does not hold any more. */
  clear(): void {
    this.#made = null;
  }

  /**
   * Draws the cards onto `pen`, whose transform is that of device pixels, but for those that are raised. False: what
   * was drawn is not of this moment, and another call soon makes it so.
   */
  draw(
    pen: CanvasPen,
    scene: Scene,
    live: LiveFrame | null,
    theme: PaintTheme,
    view: PaintView,
    nowMs: number,
  ): boolean {
    const isFresh = this.#holds(scene, live, theme, view, nowMs);
    if (!isFresh) this.#paint(scene, live, theme, view, nowMs);
    const made = this.#made;
    if (made === null || this.#picture === null) return true;
    const scale = view.zoom / made.zoom;
    const ratio = view.pixelRatio;
    const left = (view.x - (made.x + MARGIN_PX) * scale) * ratio;
    const top = (view.y - (made.y + MARGIN_PX) * scale) * ratio;
    const { width, height } = this.#picture;
    if (scale === 1) pen.drawImage(this.#picture, Math.round(left), Math.round(top));
    else pen.drawImage(this.#picture, left, top, width * scale, height * scale);
    return made.live === live && made.zoom === view.zoom;
  }

  #holds(scene: Scene, live: LiveFrame | null, theme: PaintTheme, view: PaintView, nowMs: number): boolean {
    const made = this.#made;
    if (made === null) return false;
    const isSame =
      made.scene === scene &&
      made.theme === theme &&
      made.raised === view.raised &&
      made.width === view.width &&
      made.height === view.height &&
      made.pixelRatio === view.pixelRatio &&
      (made.live === null) === (live === null);
    if (!isSame) return false;
    const age = nowMs - made.atMs;
    if (made.zoom !== view.zoom) return age < ZOOM_REFRESH_MS;
    if (Math.abs(view.x - made.x) > MARGIN_PX || Math.abs(view.y - made.y) > MARGIN_PX) return false;
    return made.live === live || age < (scene.cards.length > MANY_CARDS ? REFRESH_MANY_MS : REFRESH_MS);
  }

  #paint(scene: Scene, live: LiveFrame | null, theme: PaintTheme, view: PaintView, nowMs: number): void {
    const { x, y, zoom, width, height, pixelRatio, raised } = view;
    const [across, down] = [width + 2 * MARGIN_PX, height + 2 * MARGIN_PX];
    const [pixelsAcross, pixelsDown] = [Math.ceil(across * pixelRatio), Math.ceil(down * pixelRatio)];
    this.#picture ??= document.createElement("canvas");
    const picture = this.#picture;
    if (picture.width !== pixelsAcross || picture.height !== pixelsDown)
      Object.assign(picture, { width: Math.max(1, pixelsAcross), height: Math.max(1, pixelsDown) });
    const pen = picture.getContext("2d");
    if (pen === null) return;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, pixelsAcross, pixelsDown);
    const scale = zoom * pixelRatio;
    pen.setTransform(scale, 0, 0, scale, (x + MARGIN_PX) * pixelRatio, (y + MARGIN_PX) * pixelRatio);
    const job = { pen, theme, live };
    for (const card of scene.cards)
      if (!raised.has(card.id) && isWithin(card, view, MARGIN_PX)) paintFar(job, card, zoom);
    this.#made = { scene, theme, raised, live, x, y, zoom, width, height, pixelRatio, atMs: nowMs };
  }
}

/** Whether a card is in view, or no further away than `beyond` window pixels. */
export function isWithin(card: SceneCard, view: PaintView, beyond = 0): boolean {
  const { x, y, width, height } = card.box;
  const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
  return (
    left < view.width + beyond &&
    top < view.height + beyond &&
    left + width * view.zoom > -beyond &&
    top + height * view.zoom > -beyond
  );
}
