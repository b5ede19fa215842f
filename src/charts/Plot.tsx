import { lastUntil } from "#base/search.ts";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { US_PER_SECOND } from "#base/units.ts";
import { seek, usePlayback } from "#session/playback-store.ts";
import { pointAt, pointAway, usePointing } from "#session/pointing-store.ts";
import { clockText } from "#ui/quantities.ts";
import styles from "./Plot.module.css";
import type { Line } from "./series.ts";
import { DASHES, useLook, type Look } from "./use-look.ts";

interface Props {
  readonly title: string;
  /** E.g. "messages"; stands beside the title. */
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Moments of the samples in µs. */
  readonly times: ArrayLike<number>;
  /** End of the time axis in seconds. */
  readonly spanS: number;
  readonly format: (value: number) => string;
}

/** One chart with its legend: values at the pointer, else at the playhead. A click goes to the moment. */
export function Plot({ title, unit, lines, times, spanS, format }: Props) {
  const look = useLook();
  const [hovered, setHovered] = useState<number | null>(null);
  // By its sample, not by its moment: hundreds of legend entries are rendered only where their values change.
  const atPlayhead = usePlayback((state) => lastUntil(times, state.playheadUs));
  const sample = hovered ?? atPlayhead;
  const summary = lines.map((line) => `${line.label} ${valueText(line, sample, format)}`).join(", ");
  return (
    <figure className={styles["plot"]}>
      <figcaption className={styles["title"]}>
        {title} <span className={styles["unit"]}>{unit}</span>
        {hovered !== null && <span className={styles["unit"]}>at {clockText(times[hovered] ?? 0)}</span>}
      </figcaption>
      <ul className={styles["legend"]} tabIndex={0} aria-label={`Series of ${title}`}>
        {lines.map((line) => (
          <li key={line.id} className={styles["entry"]}>
            <Stroke style={line.style} />
            <span className={styles["name"]}>{line.label}</span>
            <b className={styles["value"]}>{valueText(line, sample, format)}</b>
          </li>
        ))}
      </ul>
      <Drawing
        look={look}
        lines={lines}
        times={times}
        spanS={spanS}
        format={format}
        onHover={setHovered}
        label={`${title} in ${unit}: ${summary}`}
      />
    </figure>
  );
}

function valueText(line: Line, sample: number, format: (value: number) => string): string {
  const value = line.values[sample] ?? null;
  const note = line.note?.(sample) ?? "";
  return value === null ? "–" : `${format(value)}${note === "" ? "" : ` (${note})`}`;
}

function Stroke({ style }: { readonly style: number }) {
  return (
    <svg width={20} height={8} aria-hidden="true">
      <line
        x1={1}
        x2={19}
        y1={4}
        y2={4}
        strokeWidth={2}
        stroke={`var(--key-${style % 12})`}
        strokeDasharray={(DASHES[style % DASHES.length] ?? []).join(" ")}
      />
    </svg>
  );
}

interface DrawingProps extends Omit<Props, "title" | "unit"> {
  readonly look: Look;
  readonly label: string;
  readonly onHover: (sample: number | null) => void;
}

/** uPlot's canvas. Made anew only where other lines or other colours are to be drawn; else it gets new data. */
function Drawing({ look, lines, times, spanS, format, onHover, label }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const span = useRef(spanS);
  span.current = spanS;
  const ids = lines.map(({ id, style }) => `${id}\u0000${style}`).join("\u0001");
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new uPlot(optionsOf({ look, lines, format, onHover, element, span }), [[]], element);
    const line = document.createElement("div");
    line.className = styles["playhead"] ?? "";
    line.dataset["playhead"] = "";
    made.over.append(line);
    const hair = document.createElement("div");
    hair.className = styles["hair"] ?? "";
    hair.dataset["hair"] = "";
    made.over.append(hair);
    const endPointing = usePointing.subscribe(() => placeHair(made));
    plot.current = made;
    const onClick = () => {
      const left = made.cursor.left ?? -1;
      if (left >= 0) seek(Math.max(0, made.posToVal(left, "x")) * US_PER_SECOND);
    };
    made.over.addEventListener("click", onClick);
    made.over.addEventListener("mouseleave", () => pointAway("chart"));
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      endPointing();
      pointAway("chart");
      made.destroy();
      plot.current = null;
    };
    // `lines` come with every sample; what they are stands in `ids`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [ids, look, format, onHover]);
  useEffect(() => {
    const seconds = Array.from(times, (us) => us / US_PER_SECOND);
    plot.current?.setData([seconds, ...lines.map(({ values }) => [...values])]);
  }, [times, lines, spanS, look]);
  const playheadUs = usePlayback((state) => state.playheadUs);
  useEffect(() => {
    if (plot.current !== null) placePlayhead(plot.current);
  }, [playheadUs]);
  return <div ref={box} className={styles["drawing"]} role="img" aria-label={label} />;
}

/** Moves the line of the playhead: as often as React hears of it, and whenever the chart was drawn with another scale. */
function placePlayhead(plot: uPlot): void {
  const line = plot.over.querySelector<HTMLElement>("[data-playhead]");
  const left = plot.valToPos(usePlayback.getState().playheadUs / US_PER_SECOND, "x");
  if (line !== null) line.style.transform = `translateX(${Number.isFinite(left) ? left : 0}px)`;
}

/** A thin line at the moment that another view points at; the pointer's own one is the chart's. */
function placeHair(plot: uPlot): void {
  const hair = plot.over.querySelector<HTMLElement>("[data-hair]");
  const { at } = usePointing.getState();
  const timeUs = at === null || at.from === "chart" ? null : at.timeUs;
  const left = timeUs === null ? -1 : plot.valToPos(timeUs / US_PER_SECOND, "x");
  if (hair === null) return;
  hair.hidden = !(left >= 0);
  if (left >= 0) hair.style.transform = `translateX(${left}px)`;
}

/** The moment under the pointer is pointed at everywhere. Charts are in step: the one with the pointer speaks. */
function point(plot: uPlot): void {
  const { left } = plot.cursor;
  if (left === undefined || left < 0 || !plot.over.matches(":hover")) return;
  const timeUs = Math.round(plot.posToVal(left, "x") * US_PER_SECOND);
  pointAt({ nodes: [], wires: [], timeUs, storyRow: null, message: null, from: "chart" });
}

interface Making extends Pick<DrawingProps, "look" | "lines" | "format" | "onHover"> {
  readonly element: HTMLElement;
  readonly span: { readonly current: number };
}

function optionsOf({ look, lines, format, onHover, element, span }: Making): uPlot.Options {
  const axis = {
    stroke: look.axis,
    font: `11px ${getComputedStyle(element).fontFamily}`,
    grid: { stroke: look.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [6, 20, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: "eventyard", setSeries: false },
      drag: { x: false, y: false },
      y: false,
      points: { size: 6 },
    },
    scales: {
      x: { time: false, range: () => [0, span.current] },
      y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        space: 64,
        values: (_plot, marks) => marks.map((s) => clockText(s * US_PER_SECOND).replace(/\.000$/, "")),
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400],
      },
      { ...axis, size: 56, space: 26, values: (_plot, marks) => marks.map(format) },
    ],
    series: [
      {},
      ...lines.map(({ label, style }) => ({
        label,
        stroke: look.keys[style % look.keys.length] ?? look.axis,
        width: 1.75,
        dash: [...(DASHES[style % DASHES.length] ?? [])],
        points: { show: true, size: 4, filter: lonely },
      })),
    ],
    hooks: {
      setCursor: [
        (plot) => {
          onHover(plot.cursor.idx ?? null);
          point(plot);
        },
      ],
      draw: [placePlayhead, placeHair],
    },
  };
}

function isValue(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}

/** Only values between two gaps get a point: a line cannot show them. */
const lonely: uPlot.Series.Points.Filter = (plot, series) => {
  const values = plot.data[series] ?? [];
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) {
    if (isValue(values[at]) && !isValue(values[at - 1]) && !isValue(values[at + 1])) found.push(at);
  }
  return found;
};
