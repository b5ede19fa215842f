import { useId, useLayoutEffect, useRef, useState } from "react";
import type { Band } from "#sweep/bands.ts";
import { measures, type MeasureId } from "#sweep/measures.ts";
import { measureText } from "#sweep/words.ts";
import { scaleOf, type BandSeries, type Column, type Scale } from "./bands.ts";
import styles from "./WhatIf.module.css";

interface Props {
  readonly measure: MeasureId;
  readonly columns: readonly Column[];
  readonly series: readonly BandSeries[];
  /** A line at this height: what is asked to stay below; null: none. */
  readonly below: number | null;
  /** Index of the chosen value. */
  readonly chosen: number;
  readonly onChoose: (column: number) => void;
}

const LEFT = 62;
const TOP = 8;
const BOTTOM = 26;

/**
 * Medians as a line, p5 to p95 as a band. Under each column stands its value: a choice, which says the column's numbers;
 * the table beside holds all of them.
 */
export function BandsChart({ measure, columns, series, below, chosen, onChoose }: Props) {
  const { box, width, height } = useSize();
  const isWhole = measures[measure].unit === "messages";
  const known = series.flatMap(({ bands }) => bands.flatMap((band) => (band === null ? [] : [band])));
  const values = [...known.flatMap(({ p5, p95 }) => [p5, p95]), ...(below === null ? [] : [below])];
  const scale = scaleOf(values, isWhole);
  const inner = { width: Math.max(0, width - LEFT), height: Math.max(0, height - TOP - BOTTOM) };
  const y = (value: number): number => TOP + inner.height * (1 - Math.min(1, Math.max(0, scale.at(value))));
  const x = (column: number): number => LEFT + (inner.width * (column + 0.5)) / columns.length;
  return (
    <div ref={box} className={styles["chart"]}>
      <svg width={width} height={height} aria-hidden="true" className={styles["drawing"]}>
        <Axis scale={scale} measure={measure} width={width} y={y} />
        {series.map((each, index) => (
          <Line key={each.name} series={each} index={series.length === 1 ? null : index} x={x} y={y} />
        ))}
        {below !== null && (
          <line className={styles["below"]} x1={LEFT} x2={width} y1={y(below)} y2={y(below)} />
        )}
      </svg>
      <Choices {...{ measure, columns, series, chosen, onChoose }} />
    </div>
  );
}

interface AxisProps {
  readonly scale: Scale;
  readonly measure: MeasureId;
  readonly width: number;
  readonly y: (value: number) => number;
}

function Axis({ scale, measure, width, y }: AxisProps) {
  return scale.ticks.map((tick) => (
    <g key={tick}>
      <line className={styles["grid"]} x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} />
      <text className={styles["tick"]} x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
        {measureText(measure, tick).replace(/ messages?$/, "")}
      </text>
    </g>
  ));
}

const DASHES = ["", "7 4", "2 3", "10 3 2 3", "4 2"];

interface LineProps {
  readonly series: BandSeries;
  /** Of several; null: the only one. */
  readonly index: number | null;
  readonly x: (column: number) => number;
  readonly y: (value: number) => number;
}

function Line({ series, index, x, y }: LineProps) {
  const colour = index === null ? "var(--accent)" : `var(--key-${index % 12})`;
  const stretches = stretchesOf(series.bands);
  return (
    <g stroke={colour} fill={colour}>
      {stretches.map((stretch) => {
        const first = stretch[0]!.column;
        const up = stretch.map(({ column, band }) => `${x(column)},${y(band.p95)}`);
        const down = stretch.toReversed().map(({ column, band }) => `${x(column)},${y(band.p5)}`);
        return (
          <g key={first}>
            <polygon className={styles["band"]} points={[...up, ...down].join(" ")} />
            <polyline
              className={styles["median"]}
              strokeDasharray={DASHES[(index ?? 0) % DASHES.length]}
              points={stretch.map(({ column, band }) => `${x(column)},${y(band.p50)}`).join(" ")}
            />
          </g>
        );
      })}
      {stretches.flat().map(({ column, band }) => (
        <g key={column}>
          <line
            className={styles["whisker"]}
            x1={x(column)}
            x2={x(column)}
            y1={y(band.p95)}
            y2={y(band.p5)}
          />
          <circle cx={x(column)} cy={y(band.p50)} r={3.5} stroke="none" />
        </g>
      ))}
    </g>
  );
}

interface Place {
  readonly column: number;
  readonly band: Band;
}

/** Columns in a row that are known: between others no line is drawn. */
function stretchesOf(bands: readonly (Band | null)[]): Place[][] {
  const stretches: Place[][] = [];
  bands.forEach((band, column) => {
    if (band === null) return;
    const last = stretches.at(-1);
    if (last !== undefined && last.at(-1)!.column === column - 1) last.push({ column, band });
    else stretches.push([{ column, band }]);
  });
  return stretches;
}

/** The values under the chart, as a group of radio buttons as wide as its columns. */
function Choices({ measure, columns, series, chosen, onChoose }: Omit<Props, "below">) {
  const name = useId();
  return (
    <fieldset className={styles["columns"]} style={{ marginLeft: LEFT }}>
      <legend className="visually-hidden">Values</legend>
      {columns.map(({ text }, column) => (
        <label key={text} className={styles["column"]} title={text}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={column === chosen}
            onChange={() => onChoose(column)}
            aria-label={`${text}: ${series.map((each) => bandText(measure, each, column)).join("; ")}`}
          />
          <span className={styles["value"]}>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** "median 820 ms, 700 ms to 1.1 s in 90 % of the runs". */
export function bandText(measure: MeasureId, { name, bands }: BandSeries, column: number): string {
  const band = bands[column] ?? null;
  const of = name === "" ? "" : `${name}: `;
  if (band === null) return `${of}not known`;
  const { p5, p50, p95 } = band;
  const span = p5 === p95 ? "" : `, p5 to p95 ${measureText(measure, p5)} to ${measureText(measure, p95)}`;
  return `${of}median ${measureText(measure, p50)}${span}`;
}

/** The size of an element in CSS pixels, as it changes. */
function useSize() {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, ...size };
}
