import { Fragment, type ReactNode } from "react";
import { countText } from "#ui/quantities.ts";
import styles from "./Inspector.module.css";
import { isUnread, lagStep, readerText, type PairRow } from "#session/live-rows.ts";

export interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  /** Drawn as bad news. */
  readonly bad?: boolean;
  /** Takes a line of its own. */
  readonly wide?: boolean;
}

/** Names and numbers, two pairs a line where they are short. */
export function Figures({ list }: { readonly list: readonly Figure[] }) {
  return (
    <dl className={styles["figures"]}>
      {list.map((figure) => (
        <div
          key={figure.label}
          data-bad={figure.bad === true ? "" : undefined}
          data-wide={figure.wide === true ? "" : undefined}
        >
          <dt>{figure.label}</dt>
          <dd>{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A lag as number, length and colour; without a commit it is unknown, which is not 0. */
export function Lag({ lag }: { readonly lag: number | null }) {
  if (lag === null) {
    return (
      <span className={styles["lag"]} title="Nothing is committed yet, so the lag is not known.">
        <span className={styles["muted"]}>?</span>
      </span>
    );
  }
  return (
    <span className={styles["lag"]} data-step={lagStep(lag)}>
      {countText(lag)}
      <i aria-hidden="true" />
    </span>
  );
}

/** Rows of a large table that are drawn; the rest is counted. */
export const ROWS_MAX = 64;

/** How far a group has read, partition by partition. */
export function PairTable({ rows, label }: { readonly rows: readonly PairRow[]; readonly label: string }) {
  return (
    <>
      <table className={styles["table"]} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th scope="col" className={styles["figure"]}>
              Committed
            </th>
            <th scope="col" className={styles["figure"]}>
              Position
            </th>
            <th scope="col" className={styles["figure"]}>
              Lag
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MAX).map((row) => (
            <Fragment key={row.label}>
              <tr data-joined="">
                <th scope="row">{row.label}</th>
                <td className={styles["figure"]}>
                  {row.committed === null ? "none" : countText(row.committed)}
                </td>
                <td className={styles["figure"]}>
                  {row.position === null ? "none" : countText(row.position)}
                </td>
                <td className={styles["figure"]}>
                  <Lag lag={row.lag} />
                </td>
              </tr>
              <tr>
                <td colSpan={4} className={styles["owner"]} data-bad={isUnread(row) ? "" : undefined}>
                  {readerText(row)}
                </td>
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
      <MoreRows count={rows.length} />
    </>
  );
}

/** Says how many rows a table leaves out. */
export function MoreRows({ count }: { readonly count: number }) {
  return count > ROWS_MAX ? <p className={styles["muted"]}>and {countText(count - ROWS_MAX)} more</p> : null;
}
