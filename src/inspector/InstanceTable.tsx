import { Fragment } from "react";
import { US_PER_MS } from "#base/units.ts";
import { countText, durationText } from "#ui/quantities.ts";
import styles from "./Inspector.module.css";
import { InWork } from "./InWork.tsx";
import type { InstanceRow } from "#session/live-rows.ts";

interface Props {
  readonly rows: readonly InstanceRow[];
  /** It reads something: its instances are members of a group. */
  readonly reads: boolean;
  readonly publishes: boolean;
}

/** The instances of a service: what each does and owns, how much it has done, and how long it has left. */
export function InstanceTable({ rows, reads, publishes }: Props) {
  return (
    <table className={styles["table"]} aria-label="Instances">
      <thead>
        <tr>
          <th scope="col">Instance</th>
          {reads && <th scope="col">Owns</th>}
          {reads && (
            <th scope="col" className={styles["figure"]}>
              Processed
            </th>
          )}
          {publishes && (
            <th scope="col" className={styles["figure"]}>
              Produced
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Fragment key={row.subject}>
            <tr data-joined={reads || standing(row) !== "" ? "" : undefined}>
              <th scope="row">
                <span className={styles["state"]} data-tone={row.tone}>
                  <StateMark tone={row.tone} />
                  <span className={styles["number"]}>{row.number}</span>
                  {row.state}
                </span>
              </th>
              {reads && (
                <td>
                  <span className={styles["chips"]}>
                    {row.owns.map((label) => (
                      <span key={label} className={styles["chip"]}>
                        {label}
                      </span>
                    ))}
                    {row.owns.length === 0 && (
                      <span className={styles[row.health === "up" ? "idle" : "muted"]}>none</span>
                    )}
                  </span>
                </td>
              )}
              {reads && <td className={styles["figure"]}>{countText(row.processed)}</td>}
              {publishes && <td className={styles["figure"]}>{countText(row.produced)}</td>}
            </tr>
            {(reads || standing(row) !== "") && (
              <tr>
                <td colSpan={4} className={styles["sub"]}>
                  {standing(row)}
                  {row.message >= 0 && standing(row) !== "" && " · "}
                  {row.message >= 0 && <InWork message={row.message} />}
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

/** Attempt, time left and slowness in one muted line. */
function standing(row: InstanceRow): string {
  const parts: string[] = [];
  if (row.slowness > 1) parts.push(`${row.slowness}× slower`);
  if (row.attempt > 1) parts.push(`attempt ${row.attempt}`);
  if (row.sessionLeftUs !== null) parts.push(`session ends in ${roughly(row.sessionLeftUs)}`);
  else if (row.pollLeftUs !== null) parts.push(`must poll in ${roughly(row.pollLeftUs)}`);
  return parts.join(", ");
}

/** Whole seconds: a figure that is read, not watched. */
function roughly(us: number): string {
  return durationText(Math.ceil(us / US_PER_MS / 1_000) * 1_000);
}

/** The state as a shape, so that colour is never the only sign. */
export function StateMark({ tone }: { readonly tone: InstanceRow["tone"] }) {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      {tone === "bad" ? (
        <path d="M1.5 1.5l7 7 M8.5 1.5l-7 7" fill="none" stroke="currentColor" strokeWidth="2" />
      ) : tone === "waiting" ? (
        <path d="M5 1 9 9H1z" fill="currentColor" />
      ) : (
        <circle
          cx="5"
          cy="5"
          r="3.5"
          fill={tone === "busy" ? "currentColor" : "none"}
          stroke="currentColor"
          strokeWidth="1.5"
        />
      )}
    </svg>
  );
}
