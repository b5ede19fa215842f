import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { micros, type Micros } from "#base/units.ts";
import { onFrame, playheadUs } from "#session/frames.ts";
import { pause, play, seek, usePlayback } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { clockText } from "#ui/quantities.ts";
import { later } from "#ui/later.tsx";
import { keyTarget, ticks, timeAt } from "./timeline-layout.ts";
import styles from "./Timeline.module.css";

/** Nothing is marked before something has happened. */
const Marks = later(() => import("./Marks.tsx").then((module) => module.Marks));

/** The whole run from left to right: what is simulated, what happened, and the playhead to drag. */
export function Timeline() {
  const [box, width] = useWidth();
  const durationUs = usePlayback((state) => state.durationUs);
  const headUs = usePlayback((state) => state.headUs);
  const unable = usePlayback((state) => state.layout === null);
  const lookAt = useScenario((state) => state.scenario.lookAt);
  const share = (us: Micros) => (durationUs > 0 ? Math.min(1, us / durationUs) : 0);
  const labels = ticks(durationUs, width);
  return (
    <div ref={box} className={styles["timeline"]}>
      <Marks width={width} durationUs={durationUs} />
      <Slider width={width} durationUs={durationUs} unable={unable}>
        <div className={styles["track"]}>
          <div className={styles["simulated"]} style={{ width: `${share(headUs) * 100}%` }} />
          <Played durationUs={durationUs} />
          {lookAt.map(({ atMs, text }) => (
            <span
              key={`${atMs} ${text}`}
              className={styles["look"]}
              style={{ left: `${share(micros(atMs)) * 100}%` }}
              title={`${clockText(micros(atMs))}  ${text}`}
            />
          ))}
        </div>
        <div className={styles["ticks"]} aria-hidden="true">
          {labels.map((at) => (
            <span key={at} className={styles["tick"]} style={{ left: `${share(at) * 100}%` }}>
              {tickText(at)}
            </span>
          ))}
        </div>
      </Slider>
    </div>
  );
}

/** Axis labels drop the milliseconds where there are none. */
function tickText(at: Micros): string {
  return clockText(at).replace(/\.000$/, "");
}

/** What lies before the playhead, and its thumb: moved with each frame, past React. */
function Played({ durationUs }: { readonly durationUs: Micros }) {
  const played = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const toldUs = usePlayback((state) => state.playheadUs);
  useEffect(() => {
    const show = () => {
      const at = durationUs > 0 ? Math.min(1, playheadUs() / durationUs) * 100 : 0;
      if (played.current !== null) played.current.style.width = `${at}%`;
      if (thumb.current !== null) thumb.current.style.left = `${at}%`;
    };
    show();
    return onFrame(show);
    // `toldUs`: a seek moves the playhead before there is a frame.
  }, [durationUs, toldUs]);
  return (
    <>
      <div ref={played} className={styles["played"]} />
      <div ref={thumb} className={styles["thumb"]} />
    </>
  );
}

interface SliderProps {
  readonly width: number;
  readonly durationUs: Micros;
  readonly unable: boolean;
  readonly children: React.ReactNode;
}

function Slider({ width, durationUs, unable, children }: SliderProps) {
  const nowUs = usePlayback((state) => state.playheadUs);
  const headUs = usePlayback((state) => state.headUs);
  const wasPlaying = useRef(false);
  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    seek(timeAt(event.clientX - left, width, durationUs));
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (unable || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    wasPlaying.current = usePlayback.getState().playing;
    pause();
    seekTo(event);
  };
  const isDragging = (event: PointerEvent<HTMLElement>) =>
    event.currentTarget.hasPointerCapture(event.pointerId);
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    if (!isDragging(event)) return;
    event.currentTarget.releasePointerCapture(event.pointerId);
    if (wasPlaying.current) play();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || unable) return;
    const target = keyTarget(event.key, event.shiftKey, playheadUs(), durationUs);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    seek(target);
  };
  const simulated = headUs < durationUs ? `, simulated to ${clockText(headUs)}` : "";
  return (
    <div
      className={styles["slider"]}
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-orientation="horizontal"
      aria-disabled={unable}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationUs / 1e6)}
      aria-valuenow={Math.round(nowUs / 1e6)}
      aria-valuetext={`${clockText(nowUs)} of ${clockText(durationUs)}${simulated}`}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => isDragging(event) && seekTo(event)}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

/** An element's width in whole pixels, kept up to date. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
