import type { Band } from "#sweep/bands.ts";
import { measures, type MeasureId } from "#sweep/measures.ts";
import { measureText } from "#sweep/words.ts";
import type { BandSeries, Column } from "./bands.ts";
import styles from "./WhatIf.module.css";

interface Props {
  readonly measure: MeasureId;
  /** Of the varied setting. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly series: readonly BandSeries[];
}

const PERCENTILES = ["min", "p5", "p50", "p95", "max"] as const;
const HEADS = ["Lowest", "p5", "Median", "p95", "Highest"];

/** The numbers of the chart to read. */
export function BandsTable({ measure, title, columns, series }: Props) {
  const isSeveral = series.length > 1;
  return (
    <div
      className={styles["table-box"]}
      tabIndex={0}
      role="region"
      aria-label={`Table of ${measures[measure].title}`}
    >
      <table className={styles["table"]}>
        <caption>{measures[measure].title} over the seeds</caption>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {isSeveral && <th scope="col">Second setting</th>}
            {HEADS.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col">Runs</th>
          </tr>
        </thead>
        <tbody>
          {columns.flatMap(({ text }, column) =>
            series.map(({ name, bands }) => (
              <tr key={`${text}\u0000${name}`}>
                <th scope="row">{text}</th>
                {isSeveral && <td className={styles["text"]}>{name}</td>}
                <Cells measure={measure} band={bands[column] ?? null} />
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ measure, band }: { readonly measure: MeasureId; readonly band: Band | null }) {
  return (
    <>
      {PERCENTILES.map((name) => (
        <td key={name}>{band === null ? "–" : measureText(measure, band[name])}</td>
      ))}
      <td>{band?.known ?? 0}</td>
    </>
  );
}
