/** What of the run is on screen: the frame for the canvas, its layout and the state of playing for React. */
import type { Micros } from "#base/units.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { publishFrame, setPlayhead } from "./frames.ts";
import { usePlayback, type PlaybackState } from "./playback-store.ts";

/** How often React hears of the playhead. */
const TELL_MS = 100;

/** All that React is told of the run, the moving numbers apart. */
export type Told = Omit<
  PlaybackState,
  "playheadUs" | "headUs" | "layout" | "problems" | "warnings" | "firstMotion"
>;

export class PlayerScreen {
  #frame: Frame | null = null;
  #isNew = false;
  #lastToldMs = Number.NEGATIVE_INFINITY;

  /** The moment of the last picture that was good; 0 before there is one. */
  get atUs(): Micros {
    return this.#frame?.atUs ?? 0;
  }

  /** Whether a picture waits to be put on screen. */
  get hasNew(): boolean {
    return this.#isNew;
  }

  /** The next picture; one that still waited is passed over. */
  offer(frame: Frame): void {
    this.#frame = frame;
    this.#isNew = true;
  }

  /** Puts the waiting picture on screen, with what its indexes mean; on the way to a place the playhead stays there. */
  put(layout: Layout | null, seeking: boolean): void {
    const frame = this.#frame;
    if (!this.#isNew || frame === null) return;
    this.#isNew = false;
    if (layout !== null && layout !== usePlayback.getState().layout) usePlayback.setState({ layout });
    if (frame.atUs > 0 && !usePlayback.getState().firstMotion) {
      usePlayback.setState({ firstMotion: true });
      performance.mark("eventyard-first-motion");
    }
    if (!seeking) setPlayhead(frame.atUs);
    publishFrame(frame);
  }

  /** Tells React: at once where a state changed, of the moving numbers only now and then, or when it comes to rest. */
  tell(
    told: Told,
    moving: { readonly playheadUs: Micros; readonly headUs: Micros },
    wallMs: number,
    rests: boolean,
  ): void {
    const before = usePlayback.getState();
    setPlayhead(moving.playheadUs);
    const changed = (Object.keys(told) as (keyof Told)[]).some((name) => before[name] !== told[name]);
    const moved = before.playheadUs !== moving.playheadUs || before.headUs !== moving.headUs;
    if (!changed && !(moved && (rests || wallMs - this.#lastToldMs >= TELL_MS))) return;
    this.#lastToldMs = wallMs;
    usePlayback.setState({ ...told, ...moving });
  }
}
