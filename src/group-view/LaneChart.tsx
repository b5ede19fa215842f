import { useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import type { Micros } from "#base/units.ts";
import { onFrame, playheadUs } from "#session/frames.ts";
import { usePlayback } from "#session/playback-store.ts";
import { usePointing } from "#session/pointing-store.ts";
import { entryOfRow } from "#session/telling.ts";
import { useView } from "#session/view-store.ts";
import type { GroupHistory, Moment } from "#sim/group-history.ts";
import { INSTANCES_MAX, instanceName } from "#sim/layout.ts";
import { clockText } from "#ui/quantities.ts";
import styles from "./GroupView.module.css";
import { heightOf, lanesOf, momentsAt, type Lane } from "./lanes.ts";
import { cleared, coloursAt, HEAD_PX, paintHead, paintLanes } from "./paint-lanes.ts";
import { xOf, type Stretch } from "./span.ts";
import { onScrubKey, usePressing, useWheel, type Hinted, type Scrubbed } from "./use-scrubbing.ts";

interface Props extends Scrubbed {
  /** Changes whenever the history does. */
  readonly version: number;
  /** Beyond it nothing is known. */
  readonly headUs: Micros;
}

/** Members as lanes over time. A press or a drag goes to the moment; arrows go from one thing that happened to the next. */
export function LaneChart(props: Props) {
  const { history, stretch } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [top, setTop] = useState(0);
  const [hint, setHint] = useState<Hinted | null>(null);
  useSize(scroller, setSize);
  const left = labelPx(size.width);
  const view = { width: Math.max(0, size.width - left), height: size.height, top };
  const lanes = useLanes(props, view.width);
  const { head, body } = usePainted(props, lanes, view);
  useWheel(scroller, props, view.width);
  return (
    <div className={styles["chart"]} {...usePressing(props, lanes, view, setHint)}>
      <div className={styles["head"]} style={{ paddingLeft: left }}>
        <div className={styles["headLabels"]} style={{ width: left }} aria-hidden="true">
          <span>Time</span>
          <span>{history.group.protocol === "classic" ? "Generation" : "Epoch"}</span>
          <span>Unowned</span>
        </div>
        <canvas ref={head} aria-hidden="true" />
      </div>
      <div
        ref={scroller}
        className={styles["scroller"]}
        role="slider"
        tabIndex={0}
        aria-label={`Moments of ${history.group.name}`}
        aria-orientation="horizontal"
        {...useSpoken(history, props.durationUs)}
        onKeyDown={(event) => onScrubKey(props, event)}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div className={styles["lanes"]} style={{ height: Math.max(heightOf(lanes), size.height) }}>
          <canvas ref={body} className={styles["canvas"]} style={{ marginLeft: left }} aria-hidden="true" />
          <Labels history={history} lanes={lanes} width={left} />
        </div>
      </div>
      <Playhead stretch={stretch} left={left} width={view.width} />
      {hint !== null && <Hint {...hint} room={size.width} />}
    </div>
  );
}

/** The canvases of head and lanes, painted anew when what they show has changed. */
function usePainted(
  { history, version, stretch, headUs }: Props,
  lanes: readonly Lane[],
  { width, height, top }: { readonly width: number; readonly height: number; readonly top: number },
) {
  const head = useRef<HTMLCanvasElement>(null);
  const body = useRef<HTMLCanvasElement>(null);
  const theme = useThemeVersion();
  useLayoutEffect(() => {
    const [over, under] = [head.current, body.current];
    if (over === null || under === null || width <= 0) return;
    const colours = coloursAt(under);
    const headPen = cleared(over, width, HEAD_PX);
    if (headPen !== null) paintHead(headPen, colours, history, stretch, width, headUs);
    const pen = cleared(under, width, height);
    if (pen !== null) paintLanes(pen, colours, history, lanes, stretch, { width, height, top, headUs });
  }, [history, version, stretch, headUs, lanes, width, height, top, theme]);
  return { head, body };
}

/** Names take a share of the room, and no more than they need. */
function labelPx(width: number): number {
  return Math.round(Math.max(76, Math.min(150, width * 0.2)));
}

function useLanes({ history, version, stretch, headUs }: Props, width: number): readonly Lane[] {
  return useMemo(() => {
    void version;
    return width > 0 ? lanesOf(history, stretch, width, headUs) : [];
  }, [history, version, stretch, headUs, width]);
}

function Labels({
  history,
  lanes,
  width,
}: {
  readonly history: GroupHistory;
  readonly lanes: readonly Lane[];
  readonly width: number;
}) {
  return (
    <div className={styles["labels"]} style={{ width }} aria-hidden="true">
      {lanes.map(({ subject, top, height }) => (
        <div key={subject} className={styles["label"]} style={{ top, height }}>
          <bdi title={instanceName(history.layout, subject)}>
            {width < 110 ? `${(subject % INSTANCES_MAX) + 1}` : instanceName(history.layout, subject)}
          </bdi>
        </div>
      ))}
    </div>
  );
}

/** The playhead, and a hair where another view points; both moved past React. */
function Playhead({
  stretch,
  left,
  width,
}: {
  readonly stretch: Stretch;
  readonly left: number;
  readonly width: number;
}) {
  const line = useRef<HTMLDivElement>(null);
  const hair = useRef<HTMLDivElement>(null);
  const toldUs = usePlayback((state) => state.playheadUs);
  useEffect(() => {
    const put = (element: HTMLElement | null, us: Micros | null): void => {
      if (element === null) return;
      const x = us === null ? -1 : xOf(us, stretch, width);
      element.hidden = x < 0 || x > width;
      element.style.transform = `translateX(${left + x}px)`;
    };
    const show = () => put(line.current, playheadUs());
    const showHair = () => {
      const { at } = usePointing.getState();
      put(hair.current, at === null || at.from === "group" ? null : at.timeUs);
    };
    show();
    showHair();
    const ends = [onFrame(show), usePointing.subscribe(showHair)];
    return () => ends.forEach((end) => end());
    // `toldUs`: a seek moves the playhead before there is a frame.
  }, [stretch, left, width, toldUs]);
  return (
    <>
      <div ref={line} className={styles["playhead"]} />
      <div ref={hair} className={styles["hair"]} />
    </>
  );
}

function Hint({
  moment,
  x,
  y,
  room,
}: {
  readonly moment: Moment;
  readonly x: number;
  readonly y: number;
  readonly room: number;
}) {
  return (
    <div
      className={styles["hint"]}
      style={{ left: Math.max(8, Math.min(x, room - 320)), top: y }}
      aria-hidden="true"
    >
      <b>{clockText(moment.timeUs)}</b> <bdi>{wordsOf(moment)}</bdi>
    </div>
  );
}

/** What a moment says in the log's words. */
export function wordsOf(moment: Moment): string {
  return entryOfRow(moment.row)?.text ?? "";
}

/** What a slider says of where it stands: the clock, and what happened there. */
function useSpoken(history: GroupHistory, durationUs: Micros) {
  const nowUs = usePlayback((state) => state.playheadUs);
  const here = momentsAt(history, nowUs);
  const generation = history.generations.findLast(({ fromUs }) => fromUs <= nowUs);
  const unowned = history.unowned.findLast(({ fromUs }) => fromUs <= nowUs)?.count ?? 0;
  const said = [
    clockText(nowUs),
    ...here.slice(0, 3).map(wordsOf),
    generation === undefined ? "no generation yet" : `generation ${generation.number}`,
    unowned === 0 ? "" : `${unowned} unowned`,
  ];
  return {
    "aria-valuemin": 0,
    "aria-valuemax": Math.round(durationUs / 1e6),
    "aria-valuenow": Math.round(nowUs / 1e6),
    "aria-valuetext": said.filter((part) => part !== "").join(", "),
  };
}

/** Counts up when colours may have changed. */
function useThemeVersion(): number {
  const theme = useView((state) => state.theme);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const changed = () => setVersion((before) => before + 1);
    changed();
    const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
      matchMedia(query),
    );
    for (const query of queries) query.addEventListener("change", changed);
    return () => queries.forEach((query) => query.removeEventListener("change", changed));
  }, [theme]);
  return version;
}

function useSize(
  box: RefObject<HTMLElement | null>,
  setSize: (size: { width: number; height: number }) => void,
): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, setSize]);
}
